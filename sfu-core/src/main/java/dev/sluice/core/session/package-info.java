/**
 * The media half of one peer connection: where its decrypted packets enter, and the two doors
 * through which it reaches the world, {@link dev.sluice.core.transport.RtpTransport} and {@link
 * dev.sluice.core.transport.MediaLoop}.
 */
package dev.sluice.core.session;

/**
 * Whether somebody speaks on a stream, told from the audio levels that come with its packets.
 *
 * <p>One stream at a time: who of a room speaks first is for {@link dev.sluice.core.room} to say.
 * Nothing is decoded here.
 */
package dev.sluice.core.speech;

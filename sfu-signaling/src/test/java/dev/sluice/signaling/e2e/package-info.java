/**
 * Real clients against a whole server: Chromium driven by Playwright, libwebrtc by webrtc-java, and
 * a relay that loses packets between them and the media port. Nothing here looks inside the server.
 */
package dev.sluice.signaling.e2e;

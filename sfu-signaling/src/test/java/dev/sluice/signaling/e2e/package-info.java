/**
 * Real clients against a whole server: Chromium driven by Playwright, libwebrtc by webrtc-java, and
 * links between them and the media port that are as bad as a test wants. Nothing here looks inside
 * the server.
 */
package dev.sluice.signaling.e2e;

/**
 * The WebSocket protocol of {@code PROTOCOL.md}: its messages, and sessions that outlive a dropped
 * socket. Rooms are changed through {@code dev.sluice.core.room}; nothing of them is kept here.
 */
package dev.sluice.signaling.websocket;

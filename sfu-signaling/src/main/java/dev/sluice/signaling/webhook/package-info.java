/** Tells another server what happens in rooms, by HTTP. Rooms never wait for it. */
package dev.sluice.signaling.webhook;

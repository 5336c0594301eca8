/**
 * Who is in which room, what they publish and what they want to receive.
 *
 * <p>The room service is neutral: every front door (the WebSocket protocol, WHIP, WHEP and those to
 * come) is an adapter upon {@link dev.sluice.core.room.Rooms}. No JSON, HTTP or SDP here, and no
 * packets either: a {@link dev.sluice.core.room.Track} only points to the publication that forwards
 * them. All of it belongs to one thread, the control thread; nothing is synchronized.
 */
package dev.sluice.core.room;

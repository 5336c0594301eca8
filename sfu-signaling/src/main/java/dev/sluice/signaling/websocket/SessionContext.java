package dev.sluice.signaling.websocket;

import dev.sluice.core.room.Rooms;
import dev.sluice.signaling.access.Access;
import dev.sluice.signaling.access.IceServers;
import dev.sluice.signaling.admission.Admission;
import dev.sluice.signaling.config.Settings;
import dev.sluice.signaling.peer.PeerConnectionFactory;
import dev.sluice.signaling.room.RandomIds;
import io.vertx.core.Vertx;

/** What all sessions share. */
record SessionContext(
    Vertx vertx,
    Settings settings,
    Rooms rooms,
    PeerConnectionFactory peerConnections,
    Access access,
    IceServers iceServers,
    Admission admission,
    RandomIds ids) {}

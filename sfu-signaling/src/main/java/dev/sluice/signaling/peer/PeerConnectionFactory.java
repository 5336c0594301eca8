package dev.sluice.signaling.peer;

/** Makes the server's ends of peer connections. Control thread only. */
public interface PeerConnectionFactory {

  PeerConnection create(ConnectionOwner owner, PeerConnection.Listener listener);
}

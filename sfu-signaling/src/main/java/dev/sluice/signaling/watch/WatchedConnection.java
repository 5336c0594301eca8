package dev.sluice.signaling.watch;

import dev.sluice.signaling.peer.ConnectionOwner;
import dev.sluice.signaling.peer.PeerConnection;
import java.time.Duration;

/**
 * A peer connection under watch; equal to itself alone.
 *
 * @see WatchedConnections
 */
public final class WatchedConnection {

  private final ConnectionOwner owner;
  private final long openedNanos;
  private PeerConnection connection;
  private boolean connected;

  WatchedConnection(ConnectionOwner owner, long openedNanos) {
    this.owner = owner;
    this.openedNanos = openedNanos;
  }

  public ConnectionOwner owner() {
    return owner;
  }

  public PeerConnection connection() {
    return connection;
  }

  /** Whether media has been able to flow. */
  public boolean isConnected() {
    return connected;
  }

  void setConnection(PeerConnection made) {
    connection = made;
  }

  void setConnected() {
    connected = true;
  }

  Duration age(long nowNanos) {
    return Duration.ofNanos(nowNanos - openedNanos);
  }
}

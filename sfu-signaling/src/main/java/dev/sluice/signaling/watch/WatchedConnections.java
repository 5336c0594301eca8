package dev.sluice.signaling.watch;

import dev.sluice.signaling.peer.ConnectionOwner;
import dev.sluice.signaling.peer.PeerConnection;
import dev.sluice.signaling.peer.PeerConnection.CloseReason;
import dev.sluice.signaling.peer.PeerConnectionFactory;
import java.util.List;
import java.util.function.LongSupplier;

/** Makes peer connections that are watched. Control thread only. */
public final class WatchedConnections implements PeerConnectionFactory {

  private final PeerConnectionFactory factory;
  private final LongSupplier nowNanos;
  private final List<ConnectionWatcher> watchers;

  /**
   * @param factory makes them
   * @param nowNanos a monotonic clock
   * @param watchers told in this order, each before whom the connection serves
   */
  public WatchedConnections(
      PeerConnectionFactory factory, LongSupplier nowNanos, List<ConnectionWatcher> watchers) {
    this.factory = factory;
    this.nowNanos = nowNanos;
    this.watchers = List.copyOf(watchers);
  }

  @Override
  public PeerConnection create(ConnectionOwner owner, PeerConnection.Listener listener) {
    WatchedConnection watched = new WatchedConnection(owner, nowNanos.getAsLong());
    watched.setConnection(factory.create(owner, new Relay(watched, listener)));
    watchers.forEach(watcher -> watcher.opened(watched));
    return watched.connection();
  }

  private final class Relay implements PeerConnection.Listener {

    private final WatchedConnection watched;
    private final PeerConnection.Listener listener;

    private Relay(WatchedConnection watched, PeerConnection.Listener listener) {
      this.watched = watched;
      this.listener = listener;
    }

    @Override
    public void onConnected() {
      watched.setConnected();
      watchers.forEach(watcher -> watcher.connected(watched, watched.age(nowNanos.getAsLong())));
      listener.onConnected();
    }

    @Override
    public void onClosed(CloseReason reason) {
      watchers.forEach(
          watcher ->
              watcher.closed(
                  watched, watched.connection().outcome(), watched.age(nowNanos.getAsLong())));
      listener.onClosed(reason);
    }
  }
}

package dev.sluice.signaling.watch;

import dev.sluice.signaling.peer.ConnectionOutcome;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;

/** Tells when every peer connection has ended, goodbye included. Control thread only. */
public final class OpenConnections implements ConnectionWatcher {

  private final Promise<Void> ended = Promise.promise();
  private int count;
  private boolean awaited;

  @Override
  public void opened(WatchedConnection watched) {
    count++;
  }

  @Override
  public void closed(WatchedConnection watched, ConnectionOutcome outcome, Duration age) {
    count--;
    completeIfNone();
  }

  /** Completed when those that are open have ended, and those that are opened meanwhile. */
  public Future<Void> ended() {
    awaited = true;
    completeIfNone();
    return ended.future();
  }

  private void completeIfNone() {
    if (awaited && count == 0) {
      ended.tryComplete();
    }
  }
}

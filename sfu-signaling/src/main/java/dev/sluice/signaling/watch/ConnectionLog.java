package dev.sluice.signaling.watch;

import dev.sluice.core.room.ConnectionReport;
import dev.sluice.signaling.peer.ConnectionFailure;
import dev.sluice.signaling.peer.ConnectionOutcome;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** One line for each connection that comes about, and one for its end that says how it went. */
public final class ConnectionLog implements ConnectionWatcher {

  private static final Logger LOG = LoggerFactory.getLogger("dev.sluice.connections");

  @Override
  public void connected(WatchedConnection watched, Duration took) {
    about(LOG.atInfo(), watched)
        .addKeyValue("joinMillis", took.toMillis())
        .log(
            "connection {} of {} in room {} connected after {} ms{}",
            watched.connection().id(),
            watched.owner().id(),
            watched.owner().room(),
            took.toMillis(),
            watched.connection().path().map(ConnectionLog::text).orElse(""));
  }

  @Override
  public void closed(WatchedConnection watched, ConnectionOutcome outcome, Duration age) {
    if (outcome.failure().isPresent()) {
      failed(watched, outcome.failure().get(), outcome.detail(), age);
      return;
    }
    about(LOG.atInfo(), watched)
        .addKeyValue("reason", outcome.reason())
        .log(
            "connection {} of {} in room {} closed after {} s: {}",
            watched.connection().id(),
            watched.owner().id(),
            watched.owner().room(),
            age.toSeconds(),
            outcome.reason());
  }

  private static void failed(
      WatchedConnection watched, ConnectionFailure failure, String detail, Duration age) {
    about(LOG.atWarn(), watched)
        .addKeyValue("failure", failure)
        .log(
            "connection {} of {} in room {} failed after {} s. {}{}. Likely: {}",
            watched.connection().id(),
            watched.owner().id(),
            watched.owner().room(),
            age.toSeconds(),
            failure.step(),
            detail.isEmpty() ? "" : " (" + detail + ")",
            failure.likely());
  }

  private static LoggingEventBuilder about(LoggingEventBuilder line, WatchedConnection watched) {
    return line.addKeyValue("room", watched.owner().room())
        .addKeyValue("participant", watched.owner().id())
        .addKeyValue("connection", watched.connection().id());
  }

  private static String text(ConnectionReport.Path path) {
    return ", over %s/IPv%d with %s port %d"
        .formatted(path.protocol(), path.ipVersion(), path.remoteAddress(), path.remotePort());
  }
}

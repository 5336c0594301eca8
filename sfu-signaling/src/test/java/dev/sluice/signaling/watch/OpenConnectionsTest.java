package dev.sluice.signaling.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.signaling.peer.ConnectionOutcome;
import dev.sluice.signaling.peer.ConnectionOwner;
import dev.sluice.signaling.peer.ConnectionTotals;
import dev.sluice.signaling.peer.PeerConnection.CloseReason;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OpenConnectionsTest {

  private final OpenConnections connections = new OpenConnections();

  @Test
  void whereThereAreNoneNobodyIsWaitedFor() {
    assertThat(connections.ended().isComplete()).isTrue();
  }

  @Test
  void theLastOneIsWaitedFor() {
    WatchedConnection ada = open();
    WatchedConnection bob = open();
    Future<Void> ended = connections.ended();

    close(ada);
    assertThat(ended.isComplete()).isFalse();

    close(bob);
    assertThat(ended.isComplete()).isTrue();
  }

  @Test
  void thoseWhoHaveGoneBeforeAreNoEndOfTheOthers() {
    close(open());
    WatchedConnection bob = open();

    assertThat(connections.ended().isComplete()).isFalse();

    close(bob);
    assertThat(connections.ended().isComplete()).isTrue();
  }

  private WatchedConnection open() {
    WatchedConnection watched = new WatchedConnection(new ConnectionOwner("r", "p"), 0);
    connections.opened(watched);
    return watched;
  }

  private void close(WatchedConnection watched) {
    connections.closed(
        watched,
        new ConnectionOutcome(CloseReason.LOCAL, Optional.empty(), "", ConnectionTotals.none()),
        Duration.ZERO);
  }
}

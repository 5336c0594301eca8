package dev.sluice.signaling.metrics;

import dev.sluice.core.room.ConnectionReport.Path;
import dev.sluice.signaling.peer.ConnectionFailure;
import dev.sluice.signaling.peer.ConnectionOutcome;
import dev.sluice.signaling.peer.ConnectionTotals;
import dev.sluice.signaling.peer.PeerConnection.CloseReason;
import dev.sluice.signaling.watch.ConnectionWatcher;
import dev.sluice.signaling.watch.WatchedConnection;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Sums what passes through all connections, so that no sum ever goes back: the last word of those
 * that have ended, and of each of the others what it said last. Control thread only.
 */
public final class ConnectionLedger implements ConnectionWatcher {

  /** A loop that hasn't answered by then is busy with better things: its last word stands. */
  private static final int TIMEOUT_MILLIS = 1_000;

  /** So many rooms are shown one by one, those with the most traffic. */
  private static final int SHOWN_ROOMS = 20;

  private final Context control;
  private final Map<WatchedConnection, ConnectionTotals> live = new LinkedHashMap<>();
  private final TotalSums ended = new TotalSums();
  private final Map<CloseReason, Long> closed = new EnumMap<>(CloseReason.class);
  private final Map<ConnectionFailure, Long> failed = new EnumMap<>(ConnectionFailure.class);
  private long opened;
  private Future<ConnectionSums> underWay;

  public ConnectionLedger(Context control) {
    this.control = control;
    for (CloseReason reason : CloseReason.values()) {
      closed.put(reason, 0L);
    }
    for (ConnectionFailure failure : ConnectionFailure.values()) {
      failed.put(failure, 0L);
    }
  }

  @Override
  public void opened(WatchedConnection watched) {
    opened++;
    live.put(watched, ConnectionTotals.none());
  }

  @Override
  public void closed(WatchedConnection watched, ConnectionOutcome outcome, Duration age) {
    live.remove(watched);
    ended.add(outcome.totals());
    closed.merge(outcome.reason(), 1L, Long::sum);
    outcome.failure().ifPresent(failure -> failed.merge(failure, 1L, Long::sum));
  }

  /** Asks every connection. Who asks while others wait for the answer, gets the same. */
  public Future<ConnectionSums> ask() {
    if (underWay != null) {
      return underWay;
    }
    Map<WatchedConnection, CompletableFuture<ConnectionTotals>> asked = new HashMap<>();
    live.keySet().forEach(watched -> asked.put(watched, watched.connection().totals()));
    CompletableFuture<Void> answered =
        CompletableFuture.allOf(
                asked.values().stream()
                    .map(answer -> answer.handle((totals, failure) -> totals))
                    .toArray(CompletableFuture<?>[]::new))
            .completeOnTimeout(null, TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
    Future<ConnectionSums> sums =
        Future.fromCompletionStage(answered, control).map(done -> take(asked));
    // Where nobody had to be waited for, it is over already.
    underWay = sums.isComplete() ? null : sums;
    return sums;
  }

  private ConnectionSums take(Map<WatchedConnection, CompletableFuture<ConnectionTotals>> asked) {
    underWay = null;
    long unanswered = 0;
    for (Map.Entry<WatchedConnection, CompletableFuture<ConnectionTotals>> entry :
        asked.entrySet()) {
      CompletableFuture<ConnectionTotals> answer = entry.getValue();
      if (answer.state() == CompletableFuture.State.SUCCESS) {
        // Not where it has ended meanwhile: its last word has been counted.
        live.computeIfPresent(entry.getKey(), (watched, before) -> answer.resultNow());
      } else if (live.containsKey(entry.getKey())) {
        unanswered++;
      }
    }
    return sum(unanswered);
  }

  private ConnectionSums sum(long unanswered) {
    TotalSums sums = new TotalSums();
    sums.add(ended);
    SendingSums sending = new SendingSums();
    Map<String, RoomLoad> rooms = new HashMap<>();
    Map<ConnectionSums.PathKind, Long> paths = new HashMap<>();
    long connected = 0;
    for (Map.Entry<WatchedConnection, ConnectionTotals> entry : live.entrySet()) {
      WatchedConnection watched = entry.getKey();
      ConnectionTotals totals = entry.getValue();
      sums.add(totals);
      sending.add(totals.media());
      rooms.merge(
          watched.owner().room(),
          RoomLoad.of(watched.owner().room(), totals.media()),
          RoomLoad::plus);
      if (watched.isConnected()) {
        connected++;
        watched.connection().path().ifPresent(path -> paths.merge(kindOf(path), 1L, Long::sum));
      }
    }
    List<RoomLoad> busiest = new ArrayList<>(rooms.values());
    busiest.sort(Comparator.comparingLong(RoomLoad::bitrateBps).reversed());
    return new ConnectionSums(
        sums,
        sending,
        busiest.subList(0, Math.min(SHOWN_ROOMS, busiest.size())),
        paths,
        opened,
        connected,
        live.size() - connected,
        unanswered,
        closed,
        failed);
  }

  private static ConnectionSums.PathKind kindOf(Path path) {
    return new ConnectionSums.PathKind(path.protocol(), path.ipVersion());
  }
}

package dev.sluice.signaling.admission;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/**
 * Spreads bursts of newcomers over time, so that making their ICE agents and DTLS handshakes
 * doesn't starve those who are in. Control thread only.
 */
public final class JoinGate {

  /** As long as newcomers may have to wait; more are turned away. */
  private static final int MAX_WAIT_SECONDS = 5;

  private final int joinsPerSecond;
  private final LongSupplier nowNanos;
  private final Executor soon;
  private final Deque<Runnable> waiting = new ArrayDeque<>();
  private final TokenBucket bucket;

  /**
   * A gate that is open at first.
   *
   * @param joinsPerSecond averaged; as many may come at once after a quiet second
   * @param nowNanos a monotonic clock
   * @param soon runs a task on the control thread some milliseconds later
   */
  public JoinGate(int joinsPerSecond, LongSupplier nowNanos, Executor soon) {
    this.joinsPerSecond = joinsPerSecond;
    this.nowNanos = nowNanos;
    this.soon = soon;
    this.bucket = new TokenBucket(joinsPerSecond, joinsPerSecond, nowNanos.getAsLong());
  }

  /**
   * Lets somebody in, at once or, in the order of asking, later.
   *
   * @return false if too many are waiting already; {@code admitted} isn't run then
   */
  public boolean enter(Runnable admitted) {
    if (waiting.isEmpty() && bucket.take(nowNanos.getAsLong())) {
      admitted.run();
      return true;
    }
    if (waiting.size() >= joinsPerSecond * MAX_WAIT_SECONDS) {
      return false;
    }
    waiting.add(admitted);
    if (waiting.size() == 1) {
      soon.execute(this::letIn);
    }
    return true;
  }

  private void letIn() {
    while (!waiting.isEmpty() && bucket.take(nowNanos.getAsLong())) {
      waiting.remove().run();
    }
    if (!waiting.isEmpty()) {
      soon.execute(this::letIn);
    }
  }
}

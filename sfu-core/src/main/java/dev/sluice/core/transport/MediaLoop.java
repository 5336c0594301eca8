package dev.sluice.core.transport;

import java.util.concurrent.Executor;

/**
 * The one thread that owns a set of connections and all of their media state.
 *
 * <p>{@link #execute} may be called from any thread; tasks given by one thread run in the order
 * given. Everything that a task sends leaves at the latest when the loop has finished the tasks at
 * hand.
 */
public interface MediaLoop extends Executor {

  /**
   * Loop: runs a task when the loop has looked for further packets, and handled those that were
   * there. Where no packet can come between two tasks that is {@link #execute}.
   */
  default void executeNextTurn(Runnable task) {
    execute(task);
  }

  /**
   * Loop: takes note of a mistake in what was done for one connection, and the caller goes on with
   * the others. Where nobody takes note it is thrown.
   */
  default void onFailure(RuntimeException failure) {
    throw failure;
  }

  /**
   * Loop: whether packets have waited for it without a break, so that there is more to do than
   * time: then what is left undone makes room for what matters more.
   */
  default boolean isBehind() {
    return false;
  }

  /** Whether the calling thread is this loop. */
  boolean inLoop();

  /**
   * Monotonic time in nanoseconds, as {@link System#nanoTime}; virtual in simulations. All loops of
   * a process share one clock.
   */
  long nowNanos();
}

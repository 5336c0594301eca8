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

  /** Whether the calling thread is this loop. */
  boolean inLoop();

  /**
   * Monotonic time in nanoseconds, as {@link System#nanoTime}; virtual in simulations. All loops of
   * a process share one clock.
   */
  long nowNanos();
}

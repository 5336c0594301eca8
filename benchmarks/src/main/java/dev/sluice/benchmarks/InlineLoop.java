package dev.sluice.benchmarks;

import dev.sluice.core.transport.MediaLoop;
import java.util.function.LongSupplier;

/** The measuring thread itself, on the media's clock. */
final class InlineLoop implements MediaLoop {

  private final LongSupplier clock;

  InlineLoop(LongSupplier clock) {
    this.clock = clock;
  }

  @Override
  public void execute(Runnable task) {
    task.run();
  }

  @Override
  public boolean inLoop() {
    return true;
  }

  @Override
  public long nowNanos() {
    return clock.getAsLong();
  }
}

package dev.sluice.benchmarks.terminal;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Makes Ctrl-C interrupt a thread instead of ending the process under it: that waits until what was
 * under way is closed.
 */
public final class Interruption implements AutoCloseable {

  private static final int FAILED = 1;
  private static final int GOODBYE_SECONDS = 15;

  private final Thread interrupted;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread hook = new Thread(this::end, "goodbye");

  private Interruption(Thread interrupted) {
    this.interrupted = interrupted;
  }

  /** From now on, until it is closed. */
  public static Interruption ofThisThread() {
    Interruption interruption = new Interruption(Thread.currentThread());
    Runtime.getRuntime().addShutdownHook(interruption.hook);
    return interruption;
  }

  private void end() {
    interrupted.interrupt();
    try {
      if (!closed.await(GOODBYE_SECONDS, TimeUnit.SECONDS)) {
        Runtime.getRuntime().halt(FAILED);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending, which is what this was for.
    }
  }
}

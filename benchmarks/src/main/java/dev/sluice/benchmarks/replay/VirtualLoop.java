package dev.sluice.benchmarks.replay;

import dev.sluice.core.transport.MediaLoop;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;

/** A media loop whose time stands still until it is told to move on. */
final class VirtualLoop implements MediaLoop {

  private record Due(long nanos, long order, Runnable task) {}

  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private final PriorityQueue<Due> due =
      new PriorityQueue<>(Comparator.comparingLong(Due::nanos).thenComparingLong(Due::order));
  private long order;
  private long nowNanos;

  VirtualLoop(long beginNanos) {
    nowNanos = beginNanos;
  }

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
  }

  @Override
  public boolean inLoop() {
    return true;
  }

  @Override
  public long nowNanos() {
    return nowNanos;
  }

  /** Runs {@code task} when so much time will have passed. */
  void after(long delayNanos, Runnable task) {
    due.add(new Due(nowNanos + delayNanos, order++, task));
  }

  /** Does whatever can be done without time passing. */
  void settle() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
  }

  /** Lets time pass, with everything that is due in it. */
  void advanceTo(long nanos) {
    settle();
    while (!due.isEmpty() && due.peek().nanos() <= nanos) {
      Due next = due.poll();
      nowNanos = next.nanos();
      next.task().run();
      settle();
    }
    nowNanos = nanos;
  }
}

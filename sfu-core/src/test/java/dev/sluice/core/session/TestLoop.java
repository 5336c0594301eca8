package dev.sluice.core.session;

import dev.sluice.core.transport.MediaLoop;
import java.util.ArrayDeque;
import java.util.Queue;

/** A loop that runs its tasks when told, on a clock that its {@link World} moves. */
public final class TestLoop implements MediaLoop {

  private final World world;
  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private boolean behind;

  TestLoop(World world) {
    this.world = world;
  }

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
  }

  /** Whether it has more to do than time, from now on. */
  void setBehind(boolean nowBehind) {
    behind = nowBehind;
  }

  @Override
  public boolean isBehind() {
    return behind;
  }

  @Override
  public boolean inLoop() {
    return true;
  }

  @Override
  public long nowNanos() {
    return world.nowNanos();
  }

  /** Whether anything was run. */
  boolean runTasks() {
    boolean any = !tasks.isEmpty();
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
    return any;
  }
}

package dev.sluice.core.transport;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * The tie between a session and the loop that will own it: tasks given before the loop is known
 * wait, and then run in the order given. Safe for any thread; nothing here is on the media path.
 */
public final class LoopBinding {

  private final Object lock = new Object();
  private List<Runnable> waiting = new ArrayList<>();
  private volatile MediaLoop loop;
  private boolean open;
  private volatile boolean closed;

  /**
   * Runs {@code task} on the loop after all tasks given before.
   *
   * @return false where the session is closed: the task will never run
   */
  public boolean execute(Runnable task) {
    synchronized (lock) {
      if (closed) {
        return false;
      }
      if (!open) {
        waiting.add(task);
        return true;
      }
    }
    loop.execute(task);
    return true;
  }

  /**
   * Completed on the loop with what {@code question} gives there. Without a loop nothing has
   * happened yet, and {@code beforeLoop} is the answer at once.
   */
  public <T> CompletableFuture<T> ask(Supplier<T> question, T beforeLoop) {
    if (!closed && loop == null) {
      return CompletableFuture.completedFuture(beforeLoop);
    }
    CompletableFuture<T> answer = new CompletableFuture<>();
    boolean accepted =
        execute(
            () -> {
              try {
                answer.complete(question.get());
              } catch (RuntimeException e) {
                answer.completeExceptionally(e);
              }
            });
    if (!accepted) {
      answer.completeExceptionally(new CancellationException("The session is closed"));
    }
    return answer;
  }

  /**
   * Loop, once: runs what waited, then lets tasks through.
   *
   * @throws IllegalStateException where there is a loop already
   */
  public void bind(MediaLoop loop) {
    synchronized (lock) {
      if (this.loop != null) {
        throw new IllegalStateException("A session belongs to one loop for good");
      }
      this.loop = loop;
    }
    while (true) {
      List<Runnable> batch;
      synchronized (lock) {
        if (waiting.isEmpty()) {
          open = true;
          return;
        }
        batch = waiting;
        waiting = new ArrayList<>();
      }
      batch.forEach(Runnable::run);
    }
  }

  /** The loop; null before {@link #bind}. */
  public MediaLoop loop() {
    return loop;
  }

  /** Runs {@code last} as the last task, where there is a loop, and takes no more. Idempotent. */
  public void close(Runnable last) {
    MediaLoop bound;
    synchronized (lock) {
      if (closed) {
        return;
      }
      closed = true;
      waiting = new ArrayList<>();
      bound = loop;
    }
    if (bound != null) {
      bound.execute(last);
    }
  }
}

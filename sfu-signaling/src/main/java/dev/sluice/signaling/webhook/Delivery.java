package dev.sluice.signaling.webhook;

import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers texts in order, one after the other for each room, and tries again for some minutes
 * where that fails. Control thread only.
 */
final class Delivery {

  private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

  /** Some ten minutes in all. */
  private static final int ATTEMPTS = 14;

  private static final int FIRST_DELAY_MILLIS = 500;
  private static final int LONGEST_DELAY_MILLIS = 60_000;

  private final int capacity;
  private final Function<String, Future<Integer>> post;
  private final BiConsumer<Integer, Runnable> later;
  private final Map<String, Deque<String>> byRoom = new HashMap<>();
  private int waiting;
  private long lost;

  /**
   * Nothing waits at first.
   *
   * @param capacity how many may wait, of all rooms
   * @param post sends a text; gives the status of the response
   * @param later runs a task after so many milliseconds
   */
  Delivery(
      int capacity, Function<String, Future<Integer>> post, BiConsumer<Integer, Runnable> later) {
    this.capacity = capacity;
    this.post = post;
    this.later = later;
  }

  void add(String room, String text) {
    if (waiting >= capacity) {
      lose("%d events wait already".formatted(capacity));
      return;
    }
    waiting++;
    Deque<String> queue = byRoom.get(room);
    if (queue == null) {
      queue = new ArrayDeque<>();
      byRoom.put(room, queue);
      queue.add(text);
      attempt(room, queue, 1);
    } else {
      queue.add(text);
    }
  }

  boolean isIdle() {
    return waiting == 0;
  }

  /** How many were given up since the start. */
  long lost() {
    return lost;
  }

  private void attempt(String room, Deque<String> queue, int number) {
    post.apply(queue.element())
        .onComplete(
            done -> {
              if (done.succeeded() && done.result() / 100 == 2) {
                next(room, queue);
                return;
              }
              String problem =
                  done.succeeded() ? "status " + done.result() : done.cause().toString();
              if (number == ATTEMPTS) {
                lose(problem);
                next(room, queue);
                return;
              }
              int delayMillis =
                  Math.min(LONGEST_DELAY_MILLIS, FIRST_DELAY_MILLIS << Math.min(number - 1, 10));
              LOG.debug("A webhook's event waits {} ms: {}", delayMillis, problem);
              later.accept(delayMillis, () -> attempt(room, queue, number + 1));
            });
  }

  private void next(String room, Deque<String> queue) {
    queue.remove();
    waiting--;
    if (queue.isEmpty()) {
      byRoom.remove(room);
    } else {
      attempt(room, queue, 1);
    }
  }

  private void lose(String reason) {
    lost++;
    LOG.warn("An event for the webhook is lost, {} by now: {}", lost, reason);
  }
}

package dev.sluice.signaling.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeliveryTest {

  private final List<String> posted = new ArrayList<>();
  private final Deque<Promise<Integer>> pending = new ArrayDeque<>();
  private final List<Integer> delays = new ArrayList<>();
  private final Deque<Runnable> scheduled = new ArrayDeque<>();
  private final Delivery delivery = new Delivery(3, this::post, this::schedule);

  @Test
  void aRoomsEventsGoOneAfterTheOtherAndRoomsDoNotWaitForEachOther() {
    delivery.add("a", "a1");
    delivery.add("a", "a2");
    delivery.add("b", "b1");
    assertThat(posted).containsExactly("a1", "b1");

    pending.remove().complete(204);

    assertThat(posted).containsExactly("a1", "b1", "a2");
    pending.remove().complete(200);
    pending.remove().complete(200);
    assertThat(delivery.isIdle()).isTrue();
  }

  @Test
  void whatFailsIsTriedAgainLaterAndLaterBeforeWhatFollows() {
    delivery.add("a", "a1");
    delivery.add("a", "a2");

    pending.remove().complete(500);
    scheduled.remove().run();
    pending.remove().fail("unreachable");
    scheduled.remove().run();
    pending.remove().complete(200);

    assertThat(posted).containsExactly("a1", "a1", "a1", "a2");
    assertThat(delays).containsExactly(500, 1_000);
  }

  @Test
  void whatFailsForTooLongIsLostAndTheNextHasItsTurn() {
    delivery.add("a", "a1");
    delivery.add("a", "a2");
    for (int i = 0; i < 13; i++) {
      pending.remove().complete(500);
      scheduled.remove().run();
    }

    pending.remove().complete(500);

    assertThat(posted.getLast()).isEqualTo("a2");
    assertThat(delivery.lost()).isEqualTo(1);
    assertThat(delays.getLast()).isEqualTo(60_000);
  }

  @Test
  void soManyMayWaitAndMoreAreLost() {
    for (int i = 0; i < 5; i++) {
      delivery.add("a", "a" + i);
    }

    assertThat(delivery.lost()).isEqualTo(2);
  }

  private Future<Integer> post(String text) {
    posted.add(text);
    Promise<Integer> response = Promise.promise();
    pending.add(response);
    return response.future();
  }

  private void schedule(int delayMillis, Runnable task) {
    delays.add(delayMillis);
    scheduled.add(task);
  }
}

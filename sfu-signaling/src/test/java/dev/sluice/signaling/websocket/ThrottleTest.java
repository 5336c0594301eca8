package dev.sluice.signaling.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ThrottleTest {

  private final Vertx vertx = Vertx.vertx();
  private final CompletableFuture<Integer> countAtFirst = new CompletableFuture<>();
  private final CompletableFuture<Integer> countAtLast = new CompletableFuture<>();
  private Throttle throttle;
  private int acts;

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void theFirstIsActedOnAtOnceAndAllThatFollowTogetherLater() throws Exception {
    Context context = vertx.getOrCreateContext();
    context.runOnContext(
        turn -> {
          throttle = new Throttle(vertx, 20, this::act);
          for (int i = 0; i < 10; i++) {
            throttle.ask();
          }
          countAtFirst.complete(acts);
        });

    assertThat(countAtFirst.get(10, TimeUnit.SECONDS)).isEqualTo(1);
    assertThat(countAtLast.get(10, TimeUnit.SECONDS)).isEqualTo(2);
  }

  private void act() {
    acts++;
    if (countAtFirst.isDone()) {
      countAtLast.complete(acts);
    }
  }
}

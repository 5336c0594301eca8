package dev.sluice.benchmarks.load.signaling;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Asking for a stream that was only just published: to the players' side of some servers it is
 * unknown before its first packets.
 */
public final class NotYetPublished {

  private static final Duration PUBLISHED_WITHIN = Duration.ofSeconds(5);
  private static final Duration ASK_AGAIN = Duration.ofMillis(200);

  private NotYetPublished() {}

  /**
   * Asks, and asks again for some seconds while the answer is that it isn't there.
   *
   * @return the last answer
   */
  public static <T> CompletableFuture<T> askUntilThere(
      Supplier<CompletableFuture<T>> question, Predicate<T> isMissing) {
    return ask(question, isMissing, System.nanoTime() + PUBLISHED_WITHIN.toNanos());
  }

  private static <T> CompletableFuture<T> ask(
      Supplier<CompletableFuture<T>> question, Predicate<T> isMissing, long untilNanos) {
    return question
        .get()
        .thenCompose(
            answer -> {
              if (!isMissing.test(answer) || System.nanoTime() - untilNanos >= 0) {
                return CompletableFuture.completedFuture(answer);
              }
              Executor later =
                  CompletableFuture.delayedExecutor(ASK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
              return CompletableFuture.runAsync(() -> {}, later)
                  .thenCompose(waited -> ask(question, isMissing, untilNanos));
            });
  }
}

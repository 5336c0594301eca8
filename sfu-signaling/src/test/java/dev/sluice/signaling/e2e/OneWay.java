package dev.sluice.signaling.e2e;

import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * One direction of a link: a drop-tail queue before a bottleneck, then delay and random loss. Says
 * when a packet arrives, and leaves it to others to bring it. What is in the queue when the rate
 * changes still goes at the old one.
 */
final class OneWay {

  /** For a packet that is lost. */
  static final long NEVER = Long.MAX_VALUE;

  /** IPv4 and UDP headers. */
  private static final int OVERHEAD_BYTES = 20 + 8;

  private static final long QUEUE_NANOS = TimeUnit.MILLISECONDS.toNanos(ShapedLink.QUEUE_MILLIS);

  private final Random random;
  private final long delayNanos;
  private long nanosPerByte;
  private double loss;
  private long idleNanos;
  private boolean begun;

  OneWay(long seed, int delayMillis) {
    random = new Random(seed);
    delayNanos = TimeUnit.MILLISECONDS.toNanos(delayMillis);
  }

  /** From now on, instead of no limit. */
  synchronized void rateBps(long bps) {
    nanosPerByte = 8_000_000_000L / bps;
  }

  synchronized void loss(double probability) {
    loss = probability;
  }

  /** When what is sent now arrives; {@link #NEVER} where it doesn't. */
  synchronized long arrivalNanos(int payloadBytes, long nowNanos) {
    long waitNanos = begun ? Math.max(0, idleNanos - nowNanos) : 0;
    if (waitNanos > QUEUE_NANOS) {
      return NEVER;
    }
    begun = true;
    idleNanos = nowNanos + waitNanos + (payloadBytes + OVERHEAD_BYTES) * nanosPerByte;
    return random.nextDouble() < loss ? NEVER : idleNanos + delayNanos;
  }
}

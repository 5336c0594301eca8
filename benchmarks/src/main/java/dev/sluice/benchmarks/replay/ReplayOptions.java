package dev.sluice.benchmarks.replay;

/**
 * Who listens besides those in the recording, and how well they are connected.
 *
 * @param subscribers each of whom plays everything that is published
 * @param loss of the packets to a subscriber, 0 to 1
 * @param roundTripNanos between server and subscribers
 * @param seed decides which packets are lost
 */
public record ReplayOptions(int subscribers, double loss, long roundTripNanos, long seed) {

  /** One subscriber without loss. */
  public static final ReplayOptions DEFAULT = new ReplayOptions(1, 0, 0, 1);
}

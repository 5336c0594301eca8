package dev.sluice.core.forward;

/**
 * What an encoding takes, and each of its layers: as measured, before that as its publisher says,
 * as its publisher has been told, and as it would take if nothing limited it.
 *
 * <p>Belongs to the publisher's loop.
 */
final class EncodingCost {

  /**
   * Of a picture in a second: with less than that libwebrtc doesn't send it at all (600 kbit/s at
   * 1280×720, 150 kbit/s at 640×360).
   */
  private static final double LEAST_BITS_PER_PIXEL = 0.66;

  /** A publisher that has been told of a limit heeds it soon, and it takes a while to measure. */
  private static final long HEEDED_NANOS = 250_000_000;

  private static final long MEASURED_NANOS = 1_500_000_000;

  /** An encoder that isn't limited any more is back at its full rate after this time. */
  private static final long RECOVERED_NANOS = 4_000_000_000L;

  /** In per mille of a limit: an encoder may exceed it for a while. */
  private static final long EXCEEDED = 1300;

  /** Some ten a second, one after the other: twice as many as a limit takes to be measured. */
  private static final int HEEDLESS_MEASUREMENTS = 30;

  private final LayerMeter layers = new LayerMeter();
  private long pixels;
  private long wholeBps;
  private long limitBps;
  private long limitedNanos;

  /** When the publisher was told last to send less: it then sends less than a higher limit too. */
  private long loweredNanos;

  private int exceeding;

  /** What comes is counted there. */
  LayerMeter layers() {
    return layers;
  }

  /** Some ten times a second while it is sent. */
  void measure(long nowNanos) {
    layers.sample(nowNanos);
    int best = layers.spatialLayers() - 1;
    pixels = (long) layers.width(best) * layers.height(best);
    long bps = layers.bitrateBps();
    boolean recovered = limitBps == 0 && nowNanos - limitedNanos >= RECOVERED_NANOS;
    wholeBps = recovered ? bps : Math.max(wholeBps, bps);
    boolean exceeds = limitBps != 0 && bps * 1000 > limitBps * EXCEEDED;
    exceeding = isHeedless() ? exceeding : exceeds ? exceeding + 1 : 0;
  }

  /** Whether its publisher has been told of a limit in vain: not every client can set one. */
  boolean isHeedless() {
    return exceeding >= HEEDLESS_MEASUREMENTS;
  }

  /** The publisher is told to send no more than that; 0 takes a limit back. */
  void limit(long bps, long nowNanos) {
    if (limitBps == 0 || bps < limitBps) {
      loweredNanos = nowNanos;
    }
    limitBps = bps;
    limitedNanos = nowNanos;
  }

  /** 0 for none. */
  long limitBps() {
    return limitBps;
  }

  /** When the limit was set, or taken back. */
  long limitedNanos() {
    return limitedNanos;
  }

  /** Of its largest pictures; 0 while unknown. */
  long pixels() {
    return pixels;
  }

  /** What it takes at least to be worth its size. */
  long leastBps() {
    return Math.round(pixels * LEAST_BITS_PER_PIXEL);
  }

  /** Without a limit; 0 while unknown. */
  long wholeBps() {
    return wholeBps;
  }

  /** What these of its layers would take without a limit, with all that they need. */
  long wholeBps(int spatial, int temporal) {
    long all = layers.expectedBps();
    long expected = layers.expectedBps(spatial, temporal);
    return all == 0 || limitBps == 0 ? expected : expected * wholeBps / all;
  }

  /**
   * What these of its layers are to be expected to take, with all that they need.
   *
   * @param sent whether it is being sent, so that what is measured means something
   */
  long expectedBps(int spatial, int temporal, boolean sent, long nowNanos) {
    long all = layers.expectedBps();
    long expected = layers.expectedBps(spatial, temporal);
    if (limitBps == 0 || all <= limitBps || isHeedless()) {
      return expected;
    }
    boolean heeded =
        nowNanos - loweredNanos >= HEEDED_NANOS && nowNanos - limitedNanos < MEASURED_NANOS;
    return sent && !heeded ? expected : expected * limitBps / all;
  }
}

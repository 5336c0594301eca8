package dev.sluice.core.receive;

/**
 * Holds a peer to a bitrate, of RTP with its headers: a token bucket that holds one second's worth.
 * The last quarter of it is left to sound, so that too much of a picture costs no word.
 *
 * <p>Owned by one loop.
 */
public final class Policer {

  private static final long BUCKET_NANOS = 1_000_000_000;
  private static final long SOUND_ONLY_NANOS = BUCKET_NANOS / 4;

  /** What a publisher is told to keep to, of what it may: packets don't come evenly. */
  private static final int TOLD_PERCENT = 90;

  /** From here on it is told. */
  private static final int NEAR_PERCENT = 75;

  /** 0 for none. */
  private long limitBps;

  private boolean started;

  /** When the bucket will be full again. */
  private long fullNanos;

  /**
   * From now on this much may come.
   *
   * @param bps in bit/s; 0 for no limit
   */
  public void setLimitBps(long bps) {
    limitBps = bps;
    started = false;
  }

  /** Whether a packet that has come may pass; those that may not cost nothing. */
  public boolean admits(int bytes, boolean sound, long nowNanos) {
    if (limitBps == 0) {
      return true;
    }
    if (!started || fullNanos - nowNanos < 0) {
      started = true;
      fullNanos = nowNanos;
    }
    long left = BUCKET_NANOS - (fullNanos - nowNanos);
    long cost = bytes * 8_000_000_000L / limitBps;
    if (left - cost < (sound ? 0 : SOUND_ONLY_NANOS)) {
      return false;
    }
    fullNanos += cost;
    return true;
  }

  /**
   * What the peer is to be told to send at most, in bit/s; {@link Long#MAX_VALUE} while it is far
   * from its limit.
   */
  public long toldBps(long receivedBps) {
    return limitBps > 0 && receivedBps * 100 > limitBps * NEAR_PERCENT
        ? limitBps * TOLD_PERCENT / 100
        : Long.MAX_VALUE;
  }
}

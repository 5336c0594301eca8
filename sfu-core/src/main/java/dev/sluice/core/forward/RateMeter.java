package dev.sluice.core.forward;

/** A bitrate, measured from one reading of a byte counter to the next: nothing per packet. */
public final class RateMeter {

  private boolean started;
  private long lastBytes;
  private long lastNanos;
  private long bitrateBps;

  /** Reads the counter; called about once a second. */
  public void sample(long bytes, long nowNanos) {
    long elapsedNanos = nowNanos - lastNanos;
    if (started && elapsedNanos > 0) {
      bitrateBps = Math.round((bytes - lastBytes) * 8e9 / elapsedNanos);
    }
    started = true;
    lastBytes = bytes;
    lastNanos = nowNanos;
  }

  /** Between the last two readings. */
  public long bitrateBps() {
    return bitrateBps;
  }
}

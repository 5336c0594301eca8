package dev.sluice.core.rtp;

/** Extends 32-bit RTP timestamps to 64 bits by the nearest way from the last. Not thread-safe. */
public final class TimestampUnwrapper {
  private boolean started;
  private long last;

  /** The first timestamp's extension is itself, unsigned; earlier ones may be negative. */
  public long unwrap(int timestamp) {
    if (started) {
      last += RtpTimestamp.difference(timestamp, (int) last);
    } else {
      started = true;
      last = Integer.toUnsignedLong(timestamp);
    }
    return last;
  }

  public void reset() {
    started = false;
    last = 0;
  }
}

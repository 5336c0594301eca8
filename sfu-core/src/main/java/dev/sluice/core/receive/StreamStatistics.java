package dev.sluice.core.receive;

import dev.sluice.core.rtp.RtpTimestamp;

/**
 * Loss and jitter of one received stream as its receiver reports tell them: RFC 3550 appendices A.3
 * and A.8. Packets that came as RTX don't count: the report is about the path, not about its
 * repair.
 */
public final class StreamStatistics {

  private long base = -1;
  private long highest = -1;
  private long received;
  private long lostBeforeRestart;
  private long receivedBeforeRestart;

  private long expectedPrior;
  private long receivedPrior;
  private int fractionLost;

  private boolean timed;
  private int lastTimestamp;
  private long lastArrivalNanos;

  /** In 1/16 of a timestamp unit, as appendix A.8 keeps it. */
  private long jitter16;

  private int clockRateHz = 1;

  void onPacket(long sequence, int timestamp, int clockRateHz, long nowNanos) {
    if (base < 0) {
      base = sequence;
      highest = sequence;
    }
    received++;
    highest = Math.max(highest, sequence);
    // A late packet from before the first one widens what was expected.
    base = Math.min(base, sequence);
    updateJitter(timestamp, clockRateHz, nowNanos);
  }

  private void updateJitter(int timestamp, int clockRateHz, long nowNanos) {
    if (timed && clockRateHz == this.clockRateHz) {
      // Packets of one frame share a timestamp but not a moment: only frames are compared.
      if (timestamp == lastTimestamp) {
        return;
      }
      long arrivalTicks = RtpTimestamp.ticks(nowNanos - lastArrivalNanos, clockRateHz);
      long difference = Math.abs(arrivalTicks - RtpTimestamp.difference(timestamp, lastTimestamp));
      // More than ten seconds is a jump of the sender's clock, not jitter.
      if (difference < 10L * clockRateHz) {
        jitter16 += difference - ((jitter16 + 8) >> 4);
      }
    }
    timed = true;
    this.clockRateHz = clockRateHz;
    lastTimestamp = timestamp;
    lastArrivalNanos = nowNanos;
  }

  /** The sender counts from somewhere else now. */
  void restart() {
    lostBeforeRestart = lost();
    receivedBeforeRestart += received;
    base = -1;
    highest = -1;
    received = 0;
    expectedPrior = 0;
    receivedPrior = 0;
    timed = false;
  }

  /** Ends a report interval: from here on {@link #fractionLost} speaks of it. */
  void closeInterval() {
    long expected = expected();
    long expectedInterval = expected - expectedPrior;
    long lostInterval = expectedInterval - (received - receivedPrior);
    expectedPrior = expected;
    receivedPrior = received;
    fractionLost =
        expectedInterval <= 0 || lostInterval <= 0
            ? 0
            : (int) Math.min(255, (lostInterval << 8) / expectedInterval);
  }

  private long expected() {
    return base < 0 ? 0 : highest - base + 1;
  }

  /** Packets received. */
  public long received() {
    return receivedBeforeRestart + received;
  }

  /** Packets expected and not received; negative where the network duplicates. */
  public long lost() {
    return lostBeforeRestart + expected() - received;
  }

  /** Of the last closed interval, in 1/256. */
  public int fractionLost() {
    return fractionLost;
  }

  /** The extended highest sequence number in the report's 32 bits, counting from no rollover. */
  public int reportedHighest() {
    return highest < 0 ? 0 : (int) (highest - 0x1_0000L);
  }

  /** In timestamp units. */
  public long jitter() {
    return jitter16 >> 4;
  }

  public double jitterMillis() {
    return jitter16 / 16.0 * 1000 / clockRateHz;
  }
}

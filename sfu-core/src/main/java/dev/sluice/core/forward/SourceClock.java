package dev.sluice.core.forward;

import dev.sluice.core.rtp.RtpTimestamp;

/**
 * What a publisher's sender report says about its stream: at one moment of our clock, the stream's
 * time was {@code rtpTimestamp}.
 *
 * @param localNanos on the clock that all loops share
 * @param generation of the line of packets that it speaks of
 */
record SourceClock(long localNanos, int rtpTimestamp, int clockRateHz, long generation) {

  /** The stream's time at the moment at which that of another was {@code timestamp}. */
  int rtpTimestampAt(int timestamp, SourceClock other) {
    long ticks = RtpTimestamp.difference(timestamp, other.rtpTimestamp);
    long atNanos = other.localNanos + RtpTimestamp.nanos(ticks, other.clockRateHz);
    // To the nearest tick: both divisions round down.
    return rtpTimestampAt(atNanos + 500_000_000 / clockRateHz);
  }

  /** The stream's time at another moment. */
  int rtpTimestampAt(long nowNanos) {
    return rtpTimestamp + (int) RtpTimestamp.ticks(nowNanos - localNanos, clockRateHz);
  }
}

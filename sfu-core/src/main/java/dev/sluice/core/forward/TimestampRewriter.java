package dev.sluice.core.forward;

import dev.sluice.core.rtp.RtpTimestamp;

/**
 * Gives a viewer's packets a timeline of their own: one source keeps its pace, and the next one
 * goes on as much later as time has passed.
 */
final class TimestampRewriter {

  private int offset;
  private int highest;
  private long highestArrivalNanos;
  private boolean any;

  /**
   * @param first the timestamp that the first packet ever gets
   */
  TimestampRewriter(int first) {
    this.highest = first;
  }

  /** Another source begins with a packet of this timestamp. */
  void start(int timestamp, int clockRateHz, long arrivalNanos) {
    int elapsed = 0;
    if (any) {
      // At least one tick, so that no two frames share a timestamp.
      elapsed =
          (int) Math.max(1, RtpTimestamp.ticks(arrivalNanos - highestArrivalNanos, clockRateHz));
    }
    offset = highest + elapsed - timestamp;
  }

  /**
   * The same picture from another source begins with a packet of this timestamp.
   *
   * @param out what the viewer's timestamp would be had the former source gone on
   */
  void startAligned(int timestamp, int out) {
    int aligned = any && RtpTimestamp.difference(out, highest) <= 0 ? highest + 1 : out;
    offset = aligned - timestamp;
  }

  /** The viewer's timestamp of a packet sent now. */
  int rewrite(int timestamp, long arrivalNanos) {
    int out = timestamp + offset;
    if (!any || RtpTimestamp.difference(out, highest) > 0) {
      any = true;
      highest = out;
      highestArrivalNanos = arrivalNanos;
    }
    return out;
  }

  /** The viewer's timestamp of a source's, without a packet. */
  int map(int timestamp) {
    return timestamp + offset;
  }

  /** Of all sent, the newest, as it would be now had the source no clock of its own. */
  int extrapolate(int clockRateHz, long nowNanos) {
    return highest + (int) RtpTimestamp.ticks(nowNanos - highestArrivalNanos, clockRateHz);
  }
}

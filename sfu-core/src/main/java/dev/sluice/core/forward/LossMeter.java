package dev.sluice.core.forward;

import dev.sluice.core.forward.TrafficTotals.Count;
import dev.sluice.core.forward.TrafficTotals.Direction;
import dev.sluice.core.receive.RtpReceiver;
import dev.sluice.core.rtp.MediaKind;

/**
 * Sums what one encoding's streams, which come after each other, have lost and asked for again. A
 * packet that comes late takes its loss back (RFC 3550 appendix A.3), a sum doesn't. Loop.
 */
final class LossMeter {

  /** Counted up to {@link #lostOfStream} and {@link #nackedOfStream}. */
  private RtpReceiver stream;

  private long lostOfStream;
  private long nackedOfStream;
  private long lost;
  private long nacked;

  /** About once a second, and before the sums are read; {@code now} is the stream, or null. */
  @SuppressWarnings("ReferenceEquality") // a stream has no other identity
  void count(RtpReceiver now) {
    if (now == null) {
      return;
    }
    if (now != stream) {
      stream = now;
      lostOfStream = 0;
      nackedOfStream = 0;
    }
    long lostNow = Math.max(lostOfStream, now.statistics().lost());
    lost += lostNow - lostOfStream;
    lostOfStream = lostNow;
    nacked += now.nacked() - nackedOfStream;
    nackedOfStream = now.nacked();
  }

  void addTo(TrafficTotals totals, MediaKind kind) {
    totals.add(Direction.RECEIVED, kind, Count.LOST, lost);
    totals.add(Direction.RECEIVED, kind, Count.NACKS, nacked);
  }
}

package dev.sluice.benchmarks.load.client;

import dev.sluice.core.rtp.RtpPacket;
import dev.sluice.core.rtp.RtpParameters;
import java.util.List;

/** One publisher's packets, in the order of their times. Belongs to that publisher, on its loop. */
public interface PacketSource {

  /** After the last packet: never. */
  long END = Long.MAX_VALUE;

  /** A packet and its place in the stream that it belongs to; reused. */
  final class Due {

    /** As it was captured; to be read only. */
    public final RtpPacket rtp = new RtpPacket();

    /** Which of {@link #sections} it belongs to. */
    public int section;

    /** Counted from 0, with gaps for what was lost, and perhaps out of order. */
    public long sequence;

    /** In the section's clock rate, counted from the stream's first. */
    public long ticks;
  }

  /**
   * What there is to be offered, one stream each, with the payload types and header extension ids
   * that the packets have.
   */
  List<RtpParameters> sections();

  /** When the next packet is due, in nanoseconds from the beginning; {@link #END} for never. */
  long nextNanos();

  /** Takes the next packet. */
  void next(Due out);

  /** Where a section's clock stands at a time, in the same ticks as its packets'. */
  long ticksAt(int section, long nanos);
}

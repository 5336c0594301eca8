package dev.sluice.core.rtcp;

import static dev.sluice.core.rtp.NetworkBytes.get32;
import static dev.sluice.core.rtp.NetworkBytes.getUnsigned24;
import static dev.sluice.core.rtp.NetworkBytes.getUnsigned32;
import static dev.sluice.core.rtp.NetworkBytes.getUnsigned8;

import java.util.Objects;

/**
 * The reception report blocks of a sender or receiver report (RFC 3550 section 6.4.1), asked by
 * index from 0 to {@link #count} - 1.
 */
public final class ReportBlocks {
  /** Bytes of one block. */
  public static final int LENGTH = 24;

  private byte[] buffer = new byte[0];
  private int start;
  private int count;

  ReportBlocks() {}

  boolean wrap(byte[] buffer, int start, int end, int count) {
    // What follows the blocks is a profile-specific extension, section 6.4.3.
    if (end - start < count * LENGTH) {
      this.count = 0;
      return false;
    }
    this.buffer = buffer;
    this.start = start;
    this.count = count;
    return true;
  }

  /** 0 to 31. */
  public int count() {
    return count;
  }

  /** The stream that is reported on. */
  public int ssrc(int index) {
    return get32(buffer, at(index));
  }

  /** Lost since the last report, in units of 1/256. */
  public int fractionLost(int index) {
    return getUnsigned8(buffer, at(index) + 4);
  }

  /** Lost since the beginning; negative where duplicates outnumber losses. */
  public int cumulativeLost(int index) {
    return getUnsigned24(buffer, at(index) + 5) << 8 >> 8;
  }

  /** The extended highest sequence number: 16 bits of rollovers, 16 bits of sequence number. */
  public int highestSequenceNumber(int index) {
    return get32(buffer, at(index) + 8);
  }

  /** Interarrival jitter in timestamp units. */
  public long jitter(int index) {
    return getUnsigned32(buffer, at(index) + 12);
  }

  /** LSR: the compact NTP time of the last sender report, 0 where none was received. */
  public int lastSenderReport(int index) {
    return get32(buffer, at(index) + 16);
  }

  /** DLSR: from that report's arrival to this one's sending, in units of 1/65536 s. */
  public int delaySinceLastSenderReport(int index) {
    return get32(buffer, at(index) + 20);
  }

  private int at(int index) {
    return start + Objects.checkIndex(index, count) * LENGTH;
  }
}

package dev.sluice.core.rtcp;

import static dev.sluice.core.rtp.NetworkBytes.put16;
import static dev.sluice.core.rtp.NetworkBytes.put24;
import static dev.sluice.core.rtp.NetworkBytes.put32;
import static dev.sluice.core.rtp.NetworkBytes.put64;
import static dev.sluice.core.rtp.NetworkBytes.put8;

import dev.sluice.core.rtp.SequenceNumber;

/**
 * Appends RTCP packets to an array, one behind the other: a compound packet where the caller begins
 * with a report and a CNAME (RFC 3550 section 6.1), of reduced size otherwise (RFC 5506).
 *
 * <p>Every method returns whether its packet found room; where it didn't, nothing was written and
 * what was written before is still good to send. Reusable, allocates nothing, not thread-safe.
 */
public final class RtcpWriter {
  private static final int VERSION = 2 << 6;
  private static final int MAX_COUNT = 31;

  /** 18 bits, draft-alvestrand-rmcat-remb-03 section 2.2. */
  private static final int MAX_MANTISSA = (1 << 18) - 1;

  private byte[] buffer = new byte[0];
  private int start;
  private int limit;
  private int end;
  private int reportOffset;

  /** Begins a datagram of at most {@code capacity} bytes at {@code offset}. */
  public void wrap(byte[] buffer, int offset, int capacity) {
    this.buffer = buffer;
    this.start = offset;
    this.end = offset;
    this.limit = offset + capacity;
    this.reportOffset = -1;
  }

  /** Bytes written since {@link #wrap}. */
  public int length() {
    return end - start;
  }

  public boolean isEmpty() {
    return end == start;
  }

  /**
   * A sender report without report blocks; {@link #reportBlock} adds them.
   *
   * @param ntpTimestamp now, as an {@linkplain dev.sluice.core.rtp.NtpTime NTP timestamp}
   * @param rtpTimestamp the same moment in the stream's time
   * @param packetCount packets sent, its lower 32 bits are written
   * @param octetCount payload bytes sent, its lower 32 bits are written
   */
  public boolean senderReport(
      int ssrc, long ntpTimestamp, int rtpTimestamp, long packetCount, long octetCount) {
    int at = append(RtcpReader.SENDER_REPORT, 0, SenderReport.FIXED_LENGTH);
    if (at < 0) {
      return false;
    }
    put32(buffer, at, ssrc);
    put64(buffer, at + 4, ntpTimestamp);
    put32(buffer, at + 12, rtpTimestamp);
    put32(buffer, at + 16, (int) packetCount);
    put32(buffer, at + 20, (int) octetCount);
    reportOffset = at - RtcpReader.HEADER_LENGTH;
    return true;
  }

  /** A receiver report without report blocks; {@link #reportBlock} adds them. */
  public boolean receiverReport(int ssrc) {
    int at = append(RtcpReader.RECEIVER_REPORT, 0, ReceiverReport.FIXED_LENGTH);
    if (at < 0) {
      return false;
    }
    put32(buffer, at, ssrc);
    reportOffset = at - RtcpReader.HEADER_LENGTH;
    return true;
  }

  /**
   * Adds a block to the report written last; nothing else may have been written since. A report
   * holds 31: false says that the next needs a report of its own.
   *
   * @param fractionLost in units of 1/256, 0 to 255
   * @param cumulativeLost cut to the 24 signed bits that there are
   * @param highestSequenceNumber extended by 16 bits of rollovers
   * @param jitter in timestamp units
   * @param lastSenderReport compact NTP time, 0 where there was none
   * @param delaySinceLastSenderReport in units of 1/65536 s
   * @throws IllegalStateException where no report is open
   */
  public boolean reportBlock(
      int ssrc,
      int fractionLost,
      int cumulativeLost,
      int highestSequenceNumber,
      long jitter,
      int lastSenderReport,
      int delaySinceLastSenderReport) {
    if (reportOffset < 0) {
      throw new IllegalStateException("A report block needs a report before it");
    }
    int count = buffer[reportOffset] & 0x1F;
    if (count == MAX_COUNT || limit - end < ReportBlocks.LENGTH) {
      return false;
    }
    put32(buffer, end, ssrc);
    put8(buffer, end + 4, fractionLost);
    put24(buffer, end + 5, Math.clamp(cumulativeLost, -0x80_0000, 0x7F_FFFF));
    put32(buffer, end + 8, highestSequenceNumber);
    put32(buffer, end + 12, (int) jitter);
    put32(buffer, end + 16, lastSenderReport);
    put32(buffer, end + 20, delaySinceLastSenderReport);
    end += ReportBlocks.LENGTH;
    put8(buffer, reportOffset, VERSION | (count + 1));
    put16(buffer, reportOffset + 2, (end - reportOffset) / 4 - 1);
    return true;
  }

  /**
   * A source description of one source and its CNAME.
   *
   * @param cname UTF-8, at most 255 bytes
   * @throws IllegalArgumentException where it is longer
   */
  public boolean sourceDescription(int ssrc, byte[] cname) {
    if (cname.length > 255) {
      throw new IllegalArgumentException("A CNAME has at most 255 bytes, not " + cname.length);
    }
    // At least one null byte ends the items, RFC 3550 section 6.5.
    int chunk = (4 + 2 + cname.length + 4) & ~3;
    int at = append(RtcpReader.SOURCE_DESCRIPTION, 1, chunk);
    if (at < 0) {
      return false;
    }
    int chunkEnd = at + chunk;
    put32(buffer, at, ssrc);
    put8(buffer, at + 4, SourceDescription.ITEM_CNAME);
    put8(buffer, at + 5, cname.length);
    System.arraycopy(cname, 0, buffer, at + 6, cname.length);
    zero(at + 6 + cname.length, chunkEnd);
    return true;
  }

  /** A BYE of one source, without a reason. */
  public boolean goodbye(int ssrc) {
    int at = append(RtcpReader.GOODBYE, 1, 4);
    if (at < 0) {
      return false;
    }
    put32(buffer, at, ssrc);
    return true;
  }

  /**
   * A generic NACK of {@code lost[from, from + count)}, ascending in the circle of sequence
   * numbers. Numbers within 16 of each other share an entry.
   *
   * @return how many of them were written: fewer than {@code count} where room ran out
   */
  public int nack(int senderSsrc, int mediaSsrc, int[] lost, int from, int count) {
    int room = limit - end - RtcpReader.HEADER_LENGTH - Nack.FIXED_LENGTH;
    if (count == 0 || room < Nack.ENTRY_LENGTH) {
      return 0;
    }
    int packet = end;
    int at = packet + RtcpReader.HEADER_LENGTH + Nack.FIXED_LENGTH;
    int written = 0;
    while (written < count && limit - at >= Nack.ENTRY_LENGTH) {
      int first = lost[from + written] & 0xFFFF;
      int following = 0;
      written++;
      while (written < count) {
        int distance = SequenceNumber.difference(lost[from + written], first);
        if (distance < 1 || distance > 16) {
          break;
        }
        following |= 1 << (distance - 1);
        written++;
      }
      put16(buffer, at, first);
      put16(buffer, at + 2, following);
      at += Nack.ENTRY_LENGTH;
    }
    int body =
        append(
            RtcpReader.TRANSPORT_LAYER_FEEDBACK,
            RtcpReader.FMT_NACK,
            at - packet - RtcpReader.HEADER_LENGTH);
    put32(buffer, body, senderSsrc);
    put32(buffer, body + 4, mediaSsrc);
    return written;
  }

  public boolean pictureLoss(int senderSsrc, int mediaSsrc) {
    int at = append(RtcpReader.PAYLOAD_SPECIFIC_FEEDBACK, RtcpReader.FMT_PLI, PictureLoss.LENGTH);
    if (at < 0) {
      return false;
    }
    put32(buffer, at, senderSsrc);
    put32(buffer, at + 4, mediaSsrc);
    return true;
  }

  /**
   * A full intra request for one stream.
   *
   * @param commandNumber 0 to 255, one more with each new command, the same in its repetitions
   */
  public boolean fullIntraRequest(int senderSsrc, int mediaSsrc, int commandNumber) {
    int at =
        append(
            RtcpReader.PAYLOAD_SPECIFIC_FEEDBACK,
            RtcpReader.FMT_FIR,
            FullIntraRequest.FIXED_LENGTH + FullIntraRequest.ENTRY_LENGTH);
    if (at < 0) {
      return false;
    }
    put32(buffer, at, senderSsrc);
    // "SSRC of media source" is unused and zero, RFC 5104 section 4.3.1.2.
    put32(buffer, at + 4, 0);
    put32(buffer, at + 8, mediaSsrc);
    put32(buffer, at + 12, commandNumber << 24);
    return true;
  }

  /**
   * A REMB for {@code ssrcs[0, count)}, of which there may be 255.
   *
   * @param bitrateBps not negative; written with 18 significant bits, rounded down
   */
  public boolean bitrateEstimate(int senderSsrc, long bitrateBps, int[] ssrcs, int count) {
    int at =
        append(
            RtcpReader.PAYLOAD_SPECIFIC_FEEDBACK,
            RtcpReader.FMT_APPLICATION,
            BitrateEstimate.FIXED_LENGTH + 4 * count);
    if (at < 0) {
      return false;
    }
    int exponent = 0;
    long mantissa = Math.max(0, bitrateBps);
    while (mantissa > MAX_MANTISSA) {
      mantissa >>= 1;
      exponent++;
    }
    put32(buffer, at, senderSsrc);
    put32(buffer, at + 4, 0);
    put32(buffer, at + 8, BitrateEstimate.IDENTIFIER);
    put8(buffer, at + 12, count);
    put24(buffer, at + 13, (exponent << 18) | (int) mantissa);
    for (int i = 0; i < count; i++) {
      put32(buffer, at + BitrateEstimate.FIXED_LENGTH + 4 * i, ssrcs[i]);
    }
    return true;
  }

  /**
   * Transport-wide feedback of what the builder holds; the builder stays as it is.
   *
   * @return false also where the builder holds nothing
   */
  public boolean transportFeedback(
      int senderSsrc, int mediaSsrc, TransportFeedbackBuilder builder) {
    if (builder.isEmpty()) {
      return false;
    }
    int content = builder.writtenLength();
    int at =
        append(
            RtcpReader.TRANSPORT_LAYER_FEEDBACK,
            RtcpReader.FMT_TRANSPORT_CC,
            8 + ((content + 3) & ~3));
    if (at < 0) {
      return false;
    }
    put32(buffer, at, senderSsrc);
    put32(buffer, at + 4, mediaSsrc);
    builder.write(buffer, at + 8);
    zero(at + 8 + content, end);
    return true;
  }

  /**
   * Congestion control feedback (RFC 8888) of what the builder holds.
   *
   * @param reportTimestamp compact NTP time, to which the builder's ages are
   * @return false also where the builder holds nothing
   */
  public boolean congestionFeedback(
      int senderSsrc, CongestionFeedbackBuilder builder, int reportTimestamp) {
    if (builder.isEmpty()) {
      return false;
    }
    int blocks = builder.finish();
    int at =
        append(
            RtcpReader.TRANSPORT_LAYER_FEEDBACK,
            RtcpReader.FMT_CONGESTION_FEEDBACK,
            4 + blocks + 4);
    if (at < 0) {
      return false;
    }
    put32(buffer, at, senderSsrc);
    builder.write(buffer, at + 4);
    put32(buffer, at + 4 + blocks, reportTimestamp);
    return true;
  }

  /** An extended report with the receiver's time, RFC 3611 section 4.4. */
  public boolean receiverReferenceTime(int senderSsrc, long ntpTimestamp) {
    int at =
        append(
            RtcpReader.EXTENDED_REPORT,
            0,
            ExtendedReport.FIXED_LENGTH
                + ExtendedReport.BLOCK_HEADER_LENGTH
                + ExtendedReport.RRTR_LENGTH);
    if (at < 0) {
      return false;
    }
    put32(buffer, at, senderSsrc);
    put8(buffer, at + 4, ExtendedReport.BLOCK_RRTR);
    put8(buffer, at + 5, 0);
    put16(buffer, at + 6, ExtendedReport.RRTR_LENGTH / 4);
    put64(buffer, at + 8, ntpTimestamp);
    return true;
  }

  /**
   * An extended report that answers one receiver's reference time, RFC 3611 section 4.5.
   *
   * @param lastReceiverReport compact NTP time of the reference time answered
   * @param delaySinceLastReceiverReport in units of 1/65536 s
   */
  public boolean delaySinceReferenceTime(
      int senderSsrc, int receiverSsrc, int lastReceiverReport, int delaySinceLastReceiverReport) {
    int at =
        append(
            RtcpReader.EXTENDED_REPORT,
            0,
            ExtendedReport.FIXED_LENGTH
                + ExtendedReport.BLOCK_HEADER_LENGTH
                + ExtendedReport.DLRR_ENTRY_LENGTH);
    if (at < 0) {
      return false;
    }
    put32(buffer, at, senderSsrc);
    put8(buffer, at + 4, ExtendedReport.BLOCK_DLRR);
    put8(buffer, at + 5, 0);
    put16(buffer, at + 6, ExtendedReport.DLRR_ENTRY_LENGTH / 4);
    put32(buffer, at + 8, receiverSsrc);
    put32(buffer, at + 12, lastReceiverReport);
    put32(buffer, at + 16, delaySinceLastReceiverReport);
    return true;
  }

  /** Writes a header for {@code body} bytes and returns where they begin, or -1 without room. */
  private int append(int packetType, int count, int body) {
    int packet = end;
    if (limit - packet < RtcpReader.HEADER_LENGTH + body) {
      return -1;
    }
    put8(buffer, packet, VERSION | count);
    put8(buffer, packet + 1, packetType);
    put16(buffer, packet + 2, body / 4);
    end = packet + RtcpReader.HEADER_LENGTH + body;
    reportOffset = -1;
    return packet + RtcpReader.HEADER_LENGTH;
  }

  private void zero(int from, int to) {
    for (int i = from; i < to; i++) {
      buffer[i] = 0;
    }
  }
}

package dev.sluice.core.rtcp;

import static dev.sluice.core.rtp.NetworkBytes.get32;
import static dev.sluice.core.rtp.NetworkBytes.get64;
import static dev.sluice.core.rtp.NetworkBytes.getUnsigned32;

/** A sender report, RFC 3550 section 6.4.1. */
public final class SenderReport {
  /** Bytes behind the header and before the report blocks. */
  static final int FIXED_LENGTH = 24;

  private final ReportBlocks reportBlocks = new ReportBlocks();
  private byte[] buffer = new byte[FIXED_LENGTH];
  private int start;

  SenderReport() {}

  boolean wrap(byte[] buffer, int start, int end, int count) {
    if (end - start < FIXED_LENGTH) {
      return false;
    }
    this.buffer = buffer;
    this.start = start;
    return reportBlocks.wrap(buffer, start + FIXED_LENGTH, end, count);
  }

  public int ssrc() {
    return get32(buffer, start);
  }

  /** When the report was sent, as an {@linkplain dev.sluice.core.rtp.NtpTime NTP timestamp}. */
  public long ntpTimestamp() {
    return get64(buffer, start + 4);
  }

  /** The same moment as an RTP timestamp of this stream. */
  public int rtpTimestamp() {
    return get32(buffer, start + 12);
  }

  /** Packets sent since the beginning, 32 bits. */
  public long packetCount() {
    return getUnsigned32(buffer, start + 16);
  }

  /** Payload bytes sent since the beginning, 32 bits. */
  public long octetCount() {
    return getUnsigned32(buffer, start + 20);
  }

  public ReportBlocks reportBlocks() {
    return reportBlocks;
  }
}

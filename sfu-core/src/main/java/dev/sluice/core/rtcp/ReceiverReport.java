package dev.sluice.core.rtcp;

import static dev.sluice.core.rtp.NetworkBytes.get32;

/** A receiver report, RFC 3550 section 6.4.2. */
public final class ReceiverReport {
  static final int FIXED_LENGTH = 4;

  private final ReportBlocks reportBlocks = new ReportBlocks();
  private byte[] buffer = new byte[FIXED_LENGTH];
  private int start;

  ReceiverReport() {}

  boolean wrap(byte[] buffer, int start, int end, int count) {
    if (end - start < FIXED_LENGTH) {
      return false;
    }
    this.buffer = buffer;
    this.start = start;
    return reportBlocks.wrap(buffer, start + FIXED_LENGTH, end, count);
  }

  /** Who reports. */
  public int ssrc() {
    return get32(buffer, start);
  }

  public ReportBlocks reportBlocks() {
    return reportBlocks;
  }
}

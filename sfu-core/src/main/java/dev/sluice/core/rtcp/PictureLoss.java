package dev.sluice.core.rtcp;

import static dev.sluice.core.rtp.NetworkBytes.get32;

/** A picture loss indication, RFC 4585 section 6.3.1. */
public final class PictureLoss {
  static final int LENGTH = 8;

  private byte[] buffer = new byte[LENGTH];
  private int start;

  PictureLoss() {}

  boolean wrap(byte[] buffer, int start, int end) {
    if (end - start < LENGTH) {
      return false;
    }
    this.buffer = buffer;
    this.start = start;
    return true;
  }

  public int senderSsrc() {
    return get32(buffer, start);
  }

  /** The stream of which a key frame is wanted. */
  public int mediaSsrc() {
    return get32(buffer, start + 4);
  }
}

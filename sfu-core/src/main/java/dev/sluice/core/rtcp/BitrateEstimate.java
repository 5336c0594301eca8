package dev.sluice.core.rtcp;

import static dev.sluice.core.rtp.NetworkBytes.get32;
import static dev.sluice.core.rtp.NetworkBytes.getUnsigned24;
import static dev.sluice.core.rtp.NetworkBytes.getUnsigned8;

import java.util.Objects;

/** A receiver estimated maximum bitrate (REMB), draft-alvestrand-rmcat-remb-03 section 2.2. */
public final class BitrateEstimate {
  /** "REMB". */
  static final int IDENTIFIER = 0x52454D42;

  /** Sender and media SSRC, identifier, number of SSRCs, exponent and mantissa. */
  static final int FIXED_LENGTH = 16;

  private byte[] buffer = new byte[FIXED_LENGTH];
  private int start;
  private int count;

  BitrateEstimate() {}

  boolean wrap(byte[] buffer, int start, int end) {
    this.count = 0;
    if (end - start < FIXED_LENGTH) {
      return false;
    }
    int ssrcs = getUnsigned8(buffer, start + 12);
    if (end - start != FIXED_LENGTH + 4 * ssrcs) {
      return false;
    }
    this.buffer = buffer;
    this.start = start;
    this.count = ssrcs;
    return true;
  }

  public int senderSsrc() {
    return get32(buffer, start);
  }

  /** In bits per second; what a long can't hold is its greatest value. */
  public long bitrateBps() {
    int exponent = getUnsigned8(buffer, start + 13) >> 2;
    long mantissa = getUnsigned24(buffer, start + 13) & 0x3FFFF;
    if (mantissa != 0 && exponent >= Long.numberOfLeadingZeros(mantissa)) {
      return Long.MAX_VALUE;
    }
    return mantissa << exponent;
  }

  /** How many streams share the bitrate, 0 to 255. */
  public int count() {
    return count;
  }

  public int ssrc(int index) {
    return get32(buffer, start + FIXED_LENGTH + 4 * Objects.checkIndex(index, count));
  }
}

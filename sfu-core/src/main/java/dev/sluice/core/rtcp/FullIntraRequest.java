package dev.sluice.core.rtcp;

import static dev.sluice.core.rtp.NetworkBytes.get32;
import static dev.sluice.core.rtp.NetworkBytes.getUnsigned8;

import java.util.Objects;

/**
 * A full intra request, RFC 5104 section 4.3.1. The streams are in its entries; its media source
 * field is unused.
 */
public final class FullIntraRequest {
  static final int FIXED_LENGTH = 8;

  /** SSRC, sequence number and 24 reserved bits. */
  static final int ENTRY_LENGTH = 8;

  private byte[] buffer = new byte[FIXED_LENGTH];
  private int start;
  private int count;

  FullIntraRequest() {}

  boolean wrap(byte[] buffer, int start, int end) {
    int entries = end - start - FIXED_LENGTH;
    if (entries < ENTRY_LENGTH || entries % ENTRY_LENGTH != 0) {
      this.count = 0;
      return false;
    }
    this.buffer = buffer;
    this.start = start;
    this.count = entries / ENTRY_LENGTH;
    return true;
  }

  public int senderSsrc() {
    return get32(buffer, start);
  }

  public int count() {
    return count;
  }

  /** The stream of which a key frame is wanted. */
  public int ssrc(int index) {
    return get32(buffer, at(index));
  }

  /** Counts commands, 0 to 255: the same number again is the same command again. */
  public int commandNumber(int index) {
    return getUnsigned8(buffer, at(index) + 4);
  }

  private int at(int index) {
    return start + FIXED_LENGTH + ENTRY_LENGTH * Objects.checkIndex(index, count);
  }
}

package dev.sluice.core.rtcp;

import static dev.sluice.core.rtp.NetworkBytes.get32;

import java.util.Objects;

/** A BYE packet, RFC 3550 section 6.6; its reason is not read. */
public final class Goodbye {
  private byte[] buffer = new byte[0];
  private int start;
  private int count;

  Goodbye() {}

  boolean wrap(byte[] buffer, int start, int end, int count) {
    this.buffer = buffer;
    this.start = start;
    this.count = end - start < 4 * count ? 0 : count;
    return this.count == count;
  }

  /** How many sources leave, 0 to 31. */
  public int count() {
    return count;
  }

  public int ssrc(int index) {
    return get32(buffer, start + 4 * Objects.checkIndex(index, count));
  }
}

package dev.sluice.core.codec;

import static dev.sluice.core.rtp.NetworkBytes.getUnsigned24;

/** RED (RFC 2198) around Opus: what its primary block says. */
final class RedPayloadDescriptor implements PayloadDescriptor {
  static final RedPayloadDescriptor INSTANCE = new RedPayloadDescriptor();

  private RedPayloadDescriptor() {}

  @Override
  public boolean read(byte[] buffer, int offset, int length, boolean marker, FrameInfo out) {
    out.clear();
    int end = offset + length;
    int header = offset;
    int redundant = 0;
    while (header < end && (buffer[header] & 0x80) != 0) {
      if (end - header < 4) {
        return false;
      }
      redundant += getUnsigned24(buffer, header + 1) & 0x3FF;
      header += 4;
    }
    int primary = end - header - 1 - redundant;
    return primary >= 0 && OpusPayload.INSTANCE.read(buffer, end - primary, primary, marker, out);
  }
}

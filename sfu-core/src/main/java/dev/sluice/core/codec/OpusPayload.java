package dev.sluice.core.codec;

/** Opus, RFC 7587: one Opus packet (RFC 6716 section 3) is one payload. */
final class OpusPayload implements PayloadDescriptor {
  static final OpusPayload INSTANCE = new OpusPayload();

  /**
   * An encoder in discontinuous transmission gives at most the TOC byte and one more: a frame
   * without content, RFC 6716 sections 2.1.9 and 3.1.
   */
  private static final int MAX_DTX_LENGTH = 2;

  private OpusPayload() {}

  @Override
  public boolean read(byte[] buffer, int offset, int length, boolean marker, FrameInfo out) {
    out.clear();
    out.startOfFrame = true;
    out.endOfFrame = true;
    out.discontinuous = length <= MAX_DTX_LENGTH;
    return length > 0;
  }
}

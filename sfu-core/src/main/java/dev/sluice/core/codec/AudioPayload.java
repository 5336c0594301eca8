package dev.sluice.core.codec;

/** G.711 and G.722 (RFC 3551 section 4.5): samples without a header, every packet whole. */
final class AudioPayload implements PayloadDescriptor {
  static final AudioPayload INSTANCE = new AudioPayload();

  private AudioPayload() {}

  @Override
  public boolean read(byte[] buffer, int offset, int length, boolean marker, FrameInfo out) {
    out.clear();
    out.startOfFrame = true;
    out.endOfFrame = true;
    return length > 0;
  }
}

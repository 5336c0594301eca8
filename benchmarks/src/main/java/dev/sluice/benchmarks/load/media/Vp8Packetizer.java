package dev.sluice.benchmarks.load.media;

import dev.sluice.core.rtp.NetworkBytes;

/**
 * Cuts VP8 frames into RTP payloads (RFC 7741) of nearly equal size, as libwebrtc does. One per
 * stream; {@link #begin}, then {@link #write} for each of its packets.
 */
public final class Vp8Packetizer {

  /** X bit; then I and L, a picture id of 15 bits and TL0PICIDX. */
  private static final int DESCRIPTOR_LENGTH = 5;

  private static final int EXTENDED = 0x80;
  private static final int START_OF_PARTITION = 0x10;
  private static final int PICTURE_ID = 0x80;
  private static final int TL0PICIDX = 0x40;

  private final int maxPayload;
  private EncodedFrame frame;
  private int packets;
  private int pictureId;
  private int tl0PicIdx;

  /**
   * @param maxPayload bytes, the descriptor's included
   */
  public Vp8Packetizer(int maxPayload, int firstPictureId) {
    this.maxPayload = maxPayload;
    this.pictureId = firstPictureId;
  }

  /**
   * Takes a frame, which must stay as it is until its last packet is written.
   *
   * @return how many packets it makes
   */
  public int begin(EncodedFrame next) {
    frame = next;
    int room = maxPayload - DESCRIPTOR_LENGTH;
    packets = Math.max(1, (next.length + room - 1) / room);
    pictureId = (pictureId + 1) & 0x7FFF;
    tl0PicIdx = (tl0PicIdx + 1) & 0xFF;
    return packets;
  }

  /**
   * Writes a packet's payload.
   *
   * @param index 0 to {@link #begin}'s result, less one
   * @return its length
   */
  public int write(int index, byte[] out, int offset) {
    int start = start(index);
    int end = start(index + 1);
    out[offset] = (byte) (EXTENDED | (index == 0 ? START_OF_PARTITION : 0));
    out[offset + 1] = (byte) (PICTURE_ID | TL0PICIDX);
    NetworkBytes.put16(out, offset + 2, 0x8000 | pictureId);
    out[offset + 4] = (byte) tl0PicIdx;
    System.arraycopy(frame.bytes, start, out, offset + DESCRIPTOR_LENGTH, end - start);
    return DESCRIPTOR_LENGTH + end - start;
  }

  /** The first packets have a byte less than the last, where the frame can't be cut evenly. */
  private int start(int index) {
    int shorter = packets - frame.length % packets;
    return index * (frame.length / packets) + Math.max(0, index - shorter);
  }
}

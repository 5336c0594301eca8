package dev.sluice.core.forward;

import dev.sluice.core.rtp.NetworkBytes;

/**
 * Adds to a viewer's Opus packets the frames of the packets before, as RED (RFC 2198), so that a
 * lost packet comes with the next ones. Sound isn't asked for again as a rule: it would come too
 * late.
 *
 * <p>Belongs to the viewer's loop; allocates nothing once made.
 */
final class RedundantAudio {

  /** Frames repeated: two lost packets in a row are no rarity where packets get lost. */
  private static final int FRAMES = 2;

  /** RFC 2198 section 3: 10 bits of length, 14 bits of timestamp offset. */
  private static final int MAX_BLOCK_LENGTH = (1 << 10) - 1;

  private static final int MAX_TIMESTAMP_OFFSET = (1 << 14) - 1;
  private static final int REDUNDANT_HEADER_LENGTH = 4;
  private static final int PRIMARY_HEADER_LENGTH = 1;

  /** Fits any path with SRTP, UDP and IP around it. */
  private static final int MAX_PACKET_LENGTH = 1200;

  /** The frames sent last, the newest one last. */
  private final byte[][] frames = new byte[FRAMES][MAX_BLOCK_LENGTH];

  private final int[] lengths = new int[FRAMES];
  private final int[] timestamps = new int[FRAMES];

  /** What was sent before isn't worth repeating. */
  void clear() {
    for (int i = 0; i < FRAMES; i++) {
      lengths[i] = 0;
    }
  }

  /**
   * Makes RED of an Opus packet, in place, where there is something to add, and keeps its frame for
   * the next ones.
   *
   * @param packet from index 0 on, with room for {@value #MAX_PACKET_LENGTH} bytes
   * @param timestamp the packet's
   * @return the new length
   */
  int add(byte[] packet, int payloadOffset, int length, int timestamp, CodecRoutes.Route route) {
    int blocks = 0;
    int total = length + PRIMARY_HEADER_LENGTH;
    for (int i = FRAMES - 1; i >= 0; i--) {
      int offset = timestamp - timestamps[i];
      int grown = total + REDUNDANT_HEADER_LENGTH + lengths[i];
      if (lengths[i] > 0
          && offset > 0
          && offset <= MAX_TIMESTAMP_OFFSET
          && grown <= MAX_PACKET_LENGTH) {
        blocks |= 1 << i;
        total = grown;
      }
    }
    int frameLength = length - payloadOffset;
    int frameOffset = payloadOffset;
    if (blocks != 0) {
      frameOffset = total - frameLength;
      System.arraycopy(packet, payloadOffset, packet, frameOffset, frameLength);
      write(packet, payloadOffset, timestamp, blocks, route.payloadType());
      packet[1] = (byte) ((packet[1] & 0x80) | route.redPayloadType());
      length = total;
    }
    keep(packet, frameOffset, frameLength, timestamp);
    return length;
  }

  private void write(byte[] packet, int payloadOffset, int timestamp, int blocks, int opus) {
    int at = payloadOffset;
    for (int i = 0; i < FRAMES; i++) {
      if ((blocks >> i & 1) != 0) {
        int offset = timestamp - timestamps[i];
        NetworkBytes.put32(packet, at, (0x80 | opus) << 24 | offset << 10 | lengths[i]);
        at += REDUNDANT_HEADER_LENGTH;
      }
    }
    packet[at++] = (byte) opus;
    for (int i = 0; i < FRAMES; i++) {
      if ((blocks >> i & 1) != 0) {
        System.arraycopy(frames[i], 0, packet, at, lengths[i]);
        at += lengths[i];
      }
    }
  }

  private void keep(byte[] packet, int frameOffset, int frameLength, int timestamp) {
    byte[] oldest = frames[0];
    for (int i = 1; i < FRAMES; i++) {
      frames[i - 1] = frames[i];
      lengths[i - 1] = lengths[i];
      timestamps[i - 1] = timestamps[i];
    }
    frames[FRAMES - 1] = oldest;
    timestamps[FRAMES - 1] = timestamp;
    lengths[FRAMES - 1] = frameLength <= MAX_BLOCK_LENGTH ? frameLength : 0;
    System.arraycopy(packet, frameOffset, oldest, 0, lengths[FRAMES - 1]);
  }
}

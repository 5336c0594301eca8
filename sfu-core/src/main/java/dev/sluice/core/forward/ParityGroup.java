package dev.sluice.core.forward;

import static dev.sluice.core.rtp.NetworkBytes.put16;
import static dev.sluice.core.rtp.NetworkBytes.put32;

import dev.sluice.core.rtp.RtpPacket;
import java.util.Arrays;

/**
 * The parity of some packets of a stream that follow each other: whoever has it and all of them but
 * one can tell that one (draft-ietf-payload-flexible-fec-scheme-03).
 *
 * <p>Belongs to one loop; allocates nothing once made.
 */
final class ParityGroup {

  /** Numbers that one group spans at most: what the shortest mask holds (section 4.2). */
  private static final int SPAN = 15;

  private static final int HEADER = RtpPacket.FIXED_HEADER_LENGTH;
  private static final int HEADER_LENGTH = 20;
  private static final int PARITY = HEADER + HEADER_LENGTH;

  /** The bit that says that the mask has no second part. */
  private static final int MASK_ENDS = 0x8000;

  private static final int FIRST_OF_MASK = 0x4000;

  /** An RTP packet in the making: an empty header, that of the parity, the parity. */
  private final byte[] packet = new byte[OutgoingPath.SCRATCH_LENGTH + HEADER_LENGTH];

  private int packets;
  private int mask;
  private long base;
  private int longest;

  int packets() {
    return packets;
  }

  /** Whether packet {@code number} can be added. */
  boolean spans(long number) {
    return packets == 0 || number - base < SPAN;
  }

  /**
   * Adds a packet as the receiver is to have it, but that what is stamped when it leaves is zero:
   * receivers take it for that (libwebrtc's {@code ZeroMutableExtensions}).
   *
   * @param number its extended sequence number, beyond those added before
   */
  void add(long number, byte[] media, int length) {
    if (packets == 0) {
      base = number;
    }
    packets++;
    mask |= FIRST_OF_MASK >>> (int) (number - base);
    int behindHeader = length - RtpPacket.FIXED_HEADER_LENGTH;
    packet[HEADER] ^= media[0];
    packet[HEADER + 1] ^= media[1];
    packet[HEADER + 2] ^= (byte) (behindHeader >>> 8);
    packet[HEADER + 3] ^= (byte) behindHeader;
    for (int i = 4; i < 8; i++) {
      packet[HEADER + i] ^= media[i];
    }
    for (int i = 0; i < behindHeader; i++) {
      packet[PARITY + i] ^= media[RtpPacket.FIXED_HEADER_LENGTH + i];
    }
    longest = Math.max(longest, behindHeader);
  }

  /**
   * The parity of what was added, as a packet whose RTP header is empty.
   *
   * @param ssrc of the stream that the packets belong to
   */
  void wrapInto(RtpPacket parity, int ssrc) {
    packet[0] = (byte) 0x80;
    // The first two bits are none of an RTP header's: they tell which kind of parity this is.
    packet[HEADER] &= 0x3F;
    packet[HEADER + 8] = 1;
    put32(packet, HEADER + 12, ssrc);
    put16(packet, HEADER + 16, (int) base & 0xFFFF);
    put16(packet, HEADER + 18, MASK_ENDS | mask);
    parity.wrap(packet, 0, PARITY + longest);
  }

  void clear() {
    Arrays.fill(packet, 0, PARITY + longest, (byte) 0);
    packets = 0;
    mask = 0;
    longest = 0;
  }
}

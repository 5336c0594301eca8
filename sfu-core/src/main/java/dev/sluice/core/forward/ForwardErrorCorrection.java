package dev.sluice.core.forward;

import dev.sluice.core.rtp.RtpPacket;

/**
 * Sends parity packets along with a viewer's video, so that it restores what gets lost by itself.
 * Where a round trip is long, whatever it asks for comes after its picture has stopped.
 */
final class ForwardErrorCorrection {

  /** Shorter ones leave time to send again what is missing, which costs less. */
  private static final long LONG_ROUND_TRIP_NANOS = 50_000_000;

  /**
   * A parity packet is longer than the longest that it protects, and must fit in an Ethernet frame
   * as that did: 1,500 bytes less the headers of IPv6 and UDP and an AEAD's tag.
   */
  private static final int MAX_LENGTH_BYTES = 1500 - 40 - 8 - 16;

  private final OutgoingPath path;
  private final ParityGroup group = new ParityGroup();
  private final RtpPacket parity = new RtpPacket();
  private int sequence;

  /**
   * @param firstSequence of the parity packets
   */
  ForwardErrorCorrection(OutgoingPath path, int firstSequence) {
    this.path = path;
    this.sequence = firstSequence;
  }

  /** Whether parity is worth what it costs, on a path that loses packets. */
  static boolean pays(OutgoingPath path) {
    return path.roundTrip().nanos() >= LONG_ROUND_TRIP_NANOS && !path.isNarrow();
  }

  /** The packet of {@code length} bytes in the path's scratch is about to leave, as the newest. */
  void add(long number, int length) {
    if (!group.spans(number)) {
      group.clear();
    }
    group.add(number, path.scratch(), length);
  }

  /**
   * The packet added last has left.
   *
   * @param size how many packets one parity packet is to stand for
   * @return whether a parity packet was sent
   */
  boolean flush(
      int size, boolean endOfPicture, int timestamp, RtpRewriter rewriter, long nowNanos) {
    boolean due = group.packets() >= size || (endOfPicture && 2 * group.packets() >= size);
    if (!due) {
      return false;
    }
    group.wrapInto(parity, rewriter.ssrc());
    int length = rewriter.writeParity(parity, sequence & 0xFFFF, timestamp, path.scratch());
    group.clear();
    if (length < 0 || length > MAX_LENGTH_BYTES) {
      return false;
    }
    sequence++;
    path.sendParity(rewriter.headers(), length, nowNanos);
    return true;
  }

  /** What was added is of no use any more. */
  void clear() {
    if (group.packets() > 0) {
      group.clear();
    }
  }
}

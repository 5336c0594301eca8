package dev.sluice.core.forward;

import java.util.Arrays;

/**
 * A video's latest keyframe and all that has come since, while that is not much: who comes now
 * begins with it at once, instead of waiting for a keyframe that would cost everybody else too.
 *
 * <p>A receiver plays what comes in a bunch as fast as it can, and so catches up within moments;
 * where the keyframe is older, or more has come since, it is better off with a new one.
 *
 * <p>Belongs to one loop: the publisher's, or that of a branch on another one.
 */
final class FreshStart {

  /** Longer than it takes until the publisher may be asked for another one. */
  private static final long MAX_AGE_NANOS = 500_000_000;

  /** About 100 kB, that a network of which nothing is known has to take at once. */
  private static final int MAX_PACKETS = 80;

  private MediaPacket[] packets = {};
  private int count;

  /** Nothing that came since the keyframe is missing here. */
  private boolean whole;

  /** Keeps a copy of a packet that may belong to it. */
  void take(MediaPacket packet) {
    boolean begins = packet.frame.keyFrame && !packet.skipped && !isOfSamePicture(packet);
    if (begins) {
      count = 0;
    }
    whole =
        begins
            || (whole
                && count < MAX_PACKETS
                && isOfSameLine(packet)
                && !isTooOld(packet.arrivalNanos));
    if (!whole) {
      return;
    }
    if (count == packets.length) {
      packets = Arrays.copyOf(packets, Math.min(MAX_PACKETS, 2 * count + 10));
    }
    if (packets[count] == null) {
      packets[count] = new MediaPacket();
    }
    packets[count++].copy(packet);
  }

  /** H.264's parameter sets begin a keyframe as its first slice does. */
  private boolean isOfSamePicture(MediaPacket packet) {
    return whole && isOfSameLine(packet) && packets[0].rtp.timestamp() == packet.rtp.timestamp();
  }

  private boolean isOfSameLine(MediaPacket packet) {
    return MediaPacket.generation(packets[0].sequence) == MediaPacket.generation(packet.sequence);
  }

  private boolean isTooOld(long nowNanos) {
    return nowNanos - packets[0].arrivalNanos > MAX_AGE_NANOS;
  }

  /** Whether somebody can begin with it now. */
  boolean isThere(long nowNanos) {
    return whole && !isTooOld(nowNanos);
  }

  /** Whether all of it came after that; only where {@link #isThere}. */
  boolean isAfter(long nanos) {
    return packets[0].arrivalNanos - nanos > 0;
  }

  /** Gives all of it to a branch that is new on another loop. */
  void offerTo(Branch branch) {
    for (int i = 0; i < count; i++) {
      branch.offer(packets[i]);
    }
  }

  /** What newcomers begin with may get lost on the way to them. */
  void storeIn(RetransmissionCache cache) {
    for (int i = 0; whole && i < count; i++) {
      if (!packets[i].skipped) {
        cache.store(packets[i].sequence, packets[i].rtp, packets[i].arrivalNanos);
      }
    }
  }

  /** Gives all of it to a subscription that has got nothing of the branch yet. */
  void giveTo(Subscription subscription, Branch branch, long nowNanos) {
    for (int i = 0; i < count; i++) {
      subscription.forward(branch, packets[i], nowNanos);
    }
  }
}

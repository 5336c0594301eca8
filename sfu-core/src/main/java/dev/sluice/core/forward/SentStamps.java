package dev.sluice.core.forward;

import dev.sluice.core.rtp.AbsSendTime;
import dev.sluice.core.rtp.HeaderRewriter;
import dev.sluice.core.rtp.TransportSequenceNumber;
import java.util.Arrays;

/**
 * What was stamped into the latest packets of a viewer who negotiated no RTX. Under SRTP a packet
 * index encrypts one packet only: one that is sent again must be the same to the last bit (RFC 3711
 * section 9.1), and with AES-GCM another header under the same index would give the authentication
 * key away (RFC 5116 section 5.1.1).
 */
final class SentStamps {

  private static final int REMEMBERED = 512;

  private static final int TRANSPORT_SHIFT = 24;
  private static final long WITH_MID = 1L << 40;

  private final long[] sequences = new long[REMEMBERED];
  private final long[] stamps = new long[REMEMBERED];

  SentStamps() {
    forget();
  }

  /** A packet was sent under the viewer's extended number {@code out}. */
  void remember(long out, HeaderRewriter headers, boolean withMid, byte[] packet) {
    long stamp = withMid ? WITH_MID : 0;
    if (headers.absSendTimeOffset() >= 0) {
      stamp |= AbsSendTime.read(packet, headers.absSendTimeOffset());
    }
    if (headers.transportCcOffset() >= 0) {
      stamp |=
          (long) TransportSequenceNumber.read(packet, headers.transportCcOffset())
              << TRANSPORT_SHIFT;
    }
    int slot = (int) out & (REMEMBERED - 1);
    sequences[slot] = out;
    stamps[slot] = stamp;
  }

  /** Whether the packet was sent, and can be made again as it was. */
  boolean knows(long out) {
    return sequences[(int) out & (REMEMBERED - 1)] == out;
  }

  boolean withMid(long out) {
    return (stamps[(int) out & (REMEMBERED - 1)] & WITH_MID) != 0;
  }

  /** Stamps the packet that {@code headers} wrote last as it was the first time. */
  void restore(long out, HeaderRewriter headers, byte[] packet) {
    long stamp = stamps[(int) out & (REMEMBERED - 1)];
    if (headers.absSendTimeOffset() >= 0) {
      AbsSendTime.write(packet, headers.absSendTimeOffset(), (int) stamp & 0xFF_FFFF);
    }
    if (headers.transportCcOffset() >= 0) {
      TransportSequenceNumber.write(
          packet, headers.transportCcOffset(), (int) (stamp >> TRANSPORT_SHIFT) & 0xFFFF);
    }
  }

  /** Headers are written otherwise from now on. */
  void forget() {
    Arrays.fill(sequences, -1);
  }
}

package dev.sluice.core.receive;

import dev.sluice.core.rtp.CodecParameters;
import dev.sluice.core.rtp.RtpPacket;
import dev.sluice.core.rtp.Rtx;

/** Restores what came as a retransmission (RFC 4588 section 4), one packet at a time. */
public final class RtxDecapsulation {

  private static final int SCRATCH_LENGTH = 2048;

  /** Made with the first retransmission: most peers only watch. */
  private byte[] scratch;

  private final RtpPacket restored = new RtpPacket();

  /**
   * Restores a packet.
   *
   * @param ssrc of the original stream
   * @return the original, good until the next call; null where there is none inside
   */
  public RtpPacket restore(RtpPacket rtx, CodecParameters original, int ssrc) {
    if (scratch == null) {
      scratch = new byte[SCRATCH_LENGTH];
    }
    int length = Rtx.decapsulate(rtx, original.payloadType(), ssrc, scratch, 0);
    return length >= 0 && restored.wrap(scratch, 0, length) ? restored : null;
  }
}

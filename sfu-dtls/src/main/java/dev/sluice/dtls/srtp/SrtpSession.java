package dev.sluice.dtls.srtp;

/**
 * SRTP and SRTCP with one peer, both directions. Confined to the loop that owns the peer.
 *
 * <p>All four methods read {@code length} bytes at {@code offset} of {@code in}, write the result
 * at {@code outOffset} of {@code out}, a different array, and return the result's length, or the
 * negative {@link SrtpDrop#code} of the reason why there is none; {@code out} may then hold
 * rubbish. A drop is counted, and never ends the session. {@code in} is left as it is, so one plain
 * packet can be protected for many peers.
 */
public final class SrtpSession {

  /** The most that protection adds to a packet, in bytes: SRTCP under an AEAD profile. */
  public static final int MAX_TRAILER = 20;

  private static final long MAX_RTP_INDEX = (1L << 48) - 1;
  private static final long MAX_RTCP_INDEX = (1L << 31) - 1;
  private static final long ROC_1 = 0x1_0000;

  private final SrtpProfile profile;
  private final SrtpTransform local;
  private final SrtpTransform remote;
  private final StreamTable sentRtp = new StreamTable();
  private final StreamTable sentRtcp = new StreamTable();
  private final StreamTable receivedRtp = new StreamTable();
  private final StreamTable receivedRtcp = new StreamTable();
  private final long[] dropsByCode = new long[SrtpDrop.values().length];

  /** Derives the session keys; may be called on any thread before the loop gets the session. */
  public SrtpSession(SrtpKeys keys) {
    profile = keys.profile();
    local = keys.localTransform();
    remote = keys.remoteTransform();
  }

  public SrtpProfile profile() {
    return profile;
  }

  /** How many packets, either way, were dropped for that reason. */
  public long drops(SrtpDrop reason) {
    return dropsByCode[-1 - reason.code()];
  }

  /**
   * Protects an RTP packet. Sequence numbers may come in any order and wrap; the rollover counter
   * follows them as a receiver's would. A number used before is a retransmission of the same
   * payload: let through under counter mode, {@link SrtpDrop#REPLAYED} under an AEAD profile.
   */
  public int protectRtp(byte[] in, int offset, int length, byte[] out, int outOffset) {
    if (length < RtpHeader.FIXED_LENGTH) {
      return drop(SrtpDrop.TOO_SHORT);
    }
    int headerLength = RtpHeader.length(in, offset, length);
    if (headerLength < 0) {
      return drop(SrtpDrop.MALFORMED);
    }
    if (out.length - outOffset < length + profile.rtpOverhead()) {
      return drop(SrtpDrop.NO_ROOM);
    }
    int ssrc = RtpHeader.ssrc(in, offset);
    int sequenceNumber = RtpHeader.sequenceNumber(in, offset);
    PacketIndices stream = sentRtp.find(ssrc);
    long index = stream == null ? sequenceNumber : stream.estimate(sequenceNumber);
    if (index < 0) {
      return drop(SrtpDrop.TOO_OLD);
    }
    if (index > MAX_RTP_INDEX) {
      return drop(SrtpDrop.KEY_EXHAUSTED);
    }
    if (stream == null) {
      if (sentRtp.isFull()) {
        return drop(SrtpDrop.TOO_MANY_STREAMS);
      }
      stream = sentRtp.add(ssrc);
    } else if (local.indexMayServeOnceOnly()) {
      int refused = stream.check(index);
      if (refused < 0) {
        return drop(refused);
      }
    }
    // Before the cipher runs: an index that has met the cipher counts as used.
    stream.accept(index);
    int result = local.protectRtp(in, offset, headerLength, length, ssrc, index, out, outOffset);
    return result < 0 ? drop(result) : result;
  }

  /** Verifies and decrypts an SRTP packet, once. */
  public int unprotectRtp(byte[] in, int offset, int length, byte[] out, int outOffset) {
    int plainLength = length - profile.rtpOverhead();
    if (plainLength < RtpHeader.FIXED_LENGTH) {
      return drop(SrtpDrop.TOO_SHORT);
    }
    int headerLength = RtpHeader.length(in, offset, plainLength);
    if (headerLength < 0) {
      return drop(SrtpDrop.MALFORMED);
    }
    if (out.length - outOffset < plainLength) {
      return drop(SrtpDrop.NO_ROOM);
    }
    int ssrc = RtpHeader.ssrc(in, offset);
    int sequenceNumber = RtpHeader.sequenceNumber(in, offset);
    PacketIndices stream = receivedRtp.find(ssrc);
    if (stream == null) {
      return unprotectFirstRtp(
          in, offset, headerLength, length, ssrc, sequenceNumber, out, outOffset);
    }
    long index = stream.estimate(sequenceNumber);
    if (index < 0) {
      return drop(SrtpDrop.TOO_OLD);
    }
    int refused = stream.check(index);
    if (refused < 0) {
      return drop(refused);
    }
    int result = remote.unprotectRtp(in, offset, headerLength, length, ssrc, index, out, outOffset);
    if (result < 0) {
      return drop(result);
    }
    stream.accept(index);
    return result;
  }

  /**
   * A stream begins with its first authentic packet. Its rollover counter is 0, unless the packets
   * before a wrap were lost: RFC 3711 leaves that to the sender, who should start below 2^15 but
   * need not, so the counter 1 gets a try where it can be meant.
   */
  private int unprotectFirstRtp(
      byte[] in,
      int offset,
      int headerLength,
      int length,
      int ssrc,
      int sequenceNumber,
      byte[] out,
      int outOffset) {
    if (receivedRtp.isFull()) {
      return drop(SrtpDrop.TOO_MANY_STREAMS);
    }
    long index = sequenceNumber;
    int result = remote.unprotectRtp(in, offset, headerLength, length, ssrc, index, out, outOffset);
    if (result == SrtpDrop.AUTHENTICATION.code() && sequenceNumber < 0x8000) {
      index = ROC_1 | sequenceNumber;
      result = remote.unprotectRtp(in, offset, headerLength, length, ssrc, index, out, outOffset);
    }
    if (result < 0) {
      return drop(result);
    }
    receivedRtp.add(ssrc).accept(index);
    return result;
  }

  /** Protects a plain, possibly compound RTCP packet. */
  public int protectRtcp(byte[] in, int offset, int length, byte[] out, int outOffset) {
    if (length < SrtpTransform.RTCP_HEADER_LENGTH) {
      return drop(SrtpDrop.TOO_SHORT);
    }
    if (!RtpHeader.isVersion2(in, offset)) {
      return drop(SrtpDrop.MALFORMED);
    }
    if (out.length - outOffset < length + profile.rtcpOverhead()) {
      return drop(SrtpDrop.NO_ROOM);
    }
    int ssrc = rtcpSsrc(in, offset);
    PacketIndices stream = sentRtcp.find(ssrc);
    if (stream == null) {
      if (sentRtcp.isFull()) {
        return drop(SrtpDrop.TOO_MANY_STREAMS);
      }
      stream = sentRtcp.add(ssrc);
    }
    long index = stream.next();
    if (index > MAX_RTCP_INDEX) {
      return drop(SrtpDrop.KEY_EXHAUSTED);
    }
    stream.accept(index);
    int result = local.protectRtcp(in, offset, length, ssrc, (int) index, out, outOffset);
    return result < 0 ? drop(result) : result;
  }

  /** Verifies and, where its E bit says that it is encrypted, decrypts an SRTCP packet, once. */
  public int unprotectRtcp(byte[] in, int offset, int length, byte[] out, int outOffset) {
    int plainLength = length - profile.rtcpOverhead();
    if (plainLength < SrtpTransform.RTCP_HEADER_LENGTH) {
      return drop(SrtpDrop.TOO_SHORT);
    }
    if (!RtpHeader.isVersion2(in, offset)) {
      return drop(SrtpDrop.MALFORMED);
    }
    if (out.length - outOffset < plainLength) {
      return drop(SrtpDrop.NO_ROOM);
    }
    int ssrc = rtcpSsrc(in, offset);
    int indexWord = (int) SrtpTransform.INT.get(in, offset + remote.indexWordOffset(length));
    long index = indexWord & MAX_RTCP_INDEX;
    PacketIndices stream = receivedRtcp.find(ssrc);
    if (stream != null) {
      int refused = stream.check(index);
      if (refused < 0) {
        return drop(refused);
      }
    } else if (receivedRtcp.isFull()) {
      return drop(SrtpDrop.TOO_MANY_STREAMS);
    }
    int result = remote.unprotectRtcp(in, offset, length, ssrc, indexWord, out, outOffset);
    if (result < 0) {
      return drop(result);
    }
    if (stream == null) {
      stream = receivedRtcp.add(ssrc);
    }
    stream.accept(index);
    return result;
  }

  private static int rtcpSsrc(byte[] packet, int offset) {
    return (int) SrtpTransform.INT.get(packet, offset + 4);
  }

  private int drop(SrtpDrop reason) {
    return drop(reason.code());
  }

  private int drop(int code) {
    dropsByCode[-1 - code]++;
    return code;
  }
}

package dev.sluice.dtls.srtp;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;

/** Keys, packets and calls that the tests share. */
final class SrtpFixture {

  private SrtpFixture() {}

  /** Keys as an exporter would give them, the same for the same profile. */
  static byte[] material(SrtpProfile profile) {
    byte[] material = new byte[SrtpKeys.exportedLength(profile)];
    new Random(profile.code()).nextBytes(material);
    return material;
  }

  static SrtpSession client(SrtpProfile profile) {
    return new SrtpSession(SrtpKeys.ofExported(profile, material(profile), true));
  }

  static SrtpSession server(SrtpProfile profile) {
    return new SrtpSession(SrtpKeys.ofExported(profile, material(profile), false));
  }

  /** A packet whose payload tells its number. */
  static byte[] rtp(int ssrc, int sequenceNumber, int payloadLength) {
    ByteBuffer packet = ByteBuffer.allocate(12 + payloadLength);
    packet.put((byte) 0x80).put((byte) 96).putShort((short) sequenceNumber);
    packet.putInt(sequenceNumber * 3000).putInt(ssrc);
    while (packet.hasRemaining()) {
      packet.put((byte) (sequenceNumber + packet.position()));
    }
    return packet.array();
  }

  /** A receiver report without blocks, and so many octets behind it. */
  static byte[] rtcp(int ssrc, int rest) {
    ByteBuffer packet = ByteBuffer.allocate(8 + rest);
    packet.put((byte) 0x80).put((byte) 201).putShort((short) (1 + rest / 4)).putInt(ssrc);
    while (packet.hasRemaining()) {
      packet.put((byte) packet.position());
    }
    return packet.array();
  }

  static byte[] protectRtp(SrtpSession session, byte[] packet) {
    byte[] out = new byte[packet.length + SrtpSession.MAX_TRAILER];
    return result(session.protectRtp(packet, 0, packet.length, out, 0), out);
  }

  static byte[] unprotectRtp(SrtpSession session, byte[] packet) {
    byte[] out = new byte[packet.length];
    return result(session.unprotectRtp(packet, 0, packet.length, out, 0), out);
  }

  static byte[] protectRtcp(SrtpSession session, byte[] packet) {
    byte[] out = new byte[packet.length + SrtpSession.MAX_TRAILER];
    return result(session.protectRtcp(packet, 0, packet.length, out, 0), out);
  }

  static byte[] unprotectRtcp(SrtpSession session, byte[] packet) {
    byte[] out = new byte[packet.length];
    return result(session.unprotectRtcp(packet, 0, packet.length, out, 0), out);
  }

  /** The reason of a packet's drop; fails if it went through. */
  static SrtpDrop dropOf(SrtpSession session, byte[] srtp) {
    return SrtpDrop.ofCode(session.unprotectRtp(srtp, 0, srtp.length, new byte[srtp.length], 0));
  }

  private static byte[] result(int length, byte[] out) {
    if (length < 0) {
      throw new AssertionError("dropped: " + SrtpDrop.ofCode(length));
    }
    return Arrays.copyOf(out, length);
  }
}

package dev.sluice.dtls.srtp;

import static dev.sluice.dtls.srtp.SrtpFixture.protectRtcp;
import static dev.sluice.dtls.srtp.SrtpFixture.protectRtp;
import static dev.sluice.dtls.srtp.SrtpFixture.rtcp;
import static dev.sluice.dtls.srtp.SrtpFixture.rtp;
import static dev.sluice.dtls.srtp.SrtpFixture.unprotectRtcp;
import static dev.sluice.dtls.srtp.SrtpFixture.unprotectRtp;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.jitsi.srtp.SrtcpCryptoContext;
import org.jitsi.srtp.SrtpContextFactory;
import org.jitsi.srtp.SrtpCryptoContext;
import org.jitsi.srtp.SrtpErrorStatus;
import org.jitsi.srtp.SrtpPolicy;
import org.jitsi.utils.ByteArrayBuffer;
import org.jitsi.utils.logging2.LoggerImpl;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Both directions against an implementation that shares nothing with ours. */
class JitsiSrtpTest {

  private static final int SSRC = 0xdead_beef;

  @ParameterizedTest
  @EnumSource
  void jitsiReadsWhatWeProtectAcrossAWrap(SrtpProfile profile) throws Exception {
    SrtpSession server = SrtpFixture.server(profile);
    SrtpCryptoContext jitsi = receiver(profile).deriveContext(SSRC, 0);
    for (int i = 0; i < 3000; i++) {
      byte[] packet = packet(i);
      Packet wire = new Packet(protectRtp(server, packet));

      assertThat(jitsi.reverseTransformPacket(wire, false)).isEqualTo(SrtpErrorStatus.OK);
      assertThat(wire.bytes()).isEqualTo(packet);
    }
  }

  @ParameterizedTest
  @EnumSource
  void weReadWhatJitsiProtectsAcrossAWrap(SrtpProfile profile) throws Exception {
    SrtpSession server = SrtpFixture.server(profile);
    SrtpCryptoContext jitsi = sender(profile).deriveContext(SSRC, 0);
    for (int i = 0; i < 3000; i++) {
      byte[] packet = packet(i);
      Packet wire = new Packet(packet.clone());

      assertThat(jitsi.transformPacket(wire)).isEqualTo(SrtpErrorStatus.OK);
      assertThat(unprotectRtp(server, wire.bytes())).isEqualTo(packet);
    }
  }

  @ParameterizedTest
  @EnumSource
  void jitsiReadsTheControlPacketsWeProtect(SrtpProfile profile) throws Exception {
    SrtpSession server = SrtpFixture.server(profile);
    SrtcpCryptoContext jitsi = receiver(profile).deriveControlContext(SSRC);
    for (int i = 0; i < 200; i++) {
      byte[] packet = rtcp(SSRC, 4 * i);
      Packet wire = new Packet(protectRtcp(server, packet));

      assertThat(jitsi.reverseTransformPacket(wire)).isEqualTo(SrtpErrorStatus.OK);
      assertThat(wire.bytes()).isEqualTo(packet);
    }
  }

  @ParameterizedTest
  @EnumSource
  void weReadTheControlPacketsJitsiProtects(SrtpProfile profile) throws Exception {
    SrtpSession server = SrtpFixture.server(profile);
    SrtcpCryptoContext jitsi = sender(profile).deriveControlContext(SSRC);
    for (int i = 0; i < 200; i++) {
      byte[] packet = rtcp(SSRC, 4 * i);
      Packet wire = new Packet(packet.clone());

      assertThat(jitsi.transformPacket(wire)).isEqualTo(SrtpErrorStatus.OK);
      assertThat(unprotectRtcp(server, wire.bytes())).isEqualTo(packet);
    }
  }

  /**
   * Packets of all lengths, some with CSRC list and extension, that begin shortly before a wrap.
   */
  private static byte[] packet(int i) {
    byte[] packet = rtp(SSRC, 64_000 + i, 64 + i % 1200);
    if (i % 3 == 0) {
      packet[0] = (byte) 0x91;
      packet[18] = 0;
      packet[19] = (byte) (i % 10);
    }
    return packet;
  }

  private static SrtpContextFactory receiver(SrtpProfile profile) {
    return factory(profile, false);
  }

  private static SrtpContextFactory sender(SrtpProfile profile) {
    return factory(profile, true);
  }

  /** Jitsi sends as the DTLS client and receives what the DTLS server protects. */
  private static SrtpContextFactory factory(SrtpProfile profile, boolean sender) {
    byte[] material = SrtpFixture.material(profile);
    int key = profile.keyLength();
    int salt = profile.saltLength();
    int keyAt = sender ? 0 : key;
    int saltAt = 2 * key + (sender ? 0 : salt);
    return new SrtpContextFactory(
        sender,
        Arrays.copyOfRange(material, keyAt, keyAt + key),
        Arrays.copyOfRange(material, saltAt, saltAt + salt),
        policy(profile),
        policy(profile),
        new LoggerImpl("jitsi"));
  }

  private static SrtpPolicy policy(SrtpProfile profile) {
    return switch (profile) {
      case AEAD_AES_128_GCM, AEAD_AES_256_GCM ->
          new SrtpPolicy(
              SrtpPolicy.AESGCM_ENCRYPTION,
              profile.keyLength(),
              SrtpPolicy.NULL_AUTHENTICATION,
              0,
              16,
              12);
      case AES128_CM_HMAC_SHA1_80 ->
          new SrtpPolicy(
              SrtpPolicy.AESCM_ENCRYPTION, 16, SrtpPolicy.HMACSHA1_AUTHENTICATION, 20, 10, 14);
    };
  }

  /** Jitsi works in place. */
  private static final class Packet implements ByteArrayBuffer {
    private final byte[] buffer = new byte[2000];
    private int offset;
    private int length;

    Packet(byte[] packet) {
      System.arraycopy(packet, 0, buffer, 0, packet.length);
      length = packet.length;
    }

    byte[] bytes() {
      return Arrays.copyOfRange(buffer, offset, offset + length);
    }

    @Override
    public byte[] getBuffer() {
      return buffer;
    }

    @Override
    public int getOffset() {
      return offset;
    }

    @Override
    public int getLength() {
      return length;
    }

    @Override
    public void setLength(int length) {
      this.length = length;
    }

    @Override
    public void setOffset(int offset) {
      this.offset = offset;
    }

    @Override
    public boolean isInvalid() {
      return false;
    }

    @Override
    public void readRegionToBuff(int from, int count, byte[] into) {
      System.arraycopy(buffer, offset + from, into, 0, count);
    }

    @Override
    public void grow(int by) {}

    @Override
    public void append(byte[] data, int count) {
      System.arraycopy(data, 0, buffer, offset + length, count);
      length += count;
    }

    @Override
    public void shrink(int by) {
      length -= by;
    }
  }
}

package dev.sluice.dtls.srtp;

import static dev.sluice.dtls.srtp.SrtpFixture.client;
import static dev.sluice.dtls.srtp.SrtpFixture.dropOf;
import static dev.sluice.dtls.srtp.SrtpFixture.protectRtcp;
import static dev.sluice.dtls.srtp.SrtpFixture.protectRtp;
import static dev.sluice.dtls.srtp.SrtpFixture.rtcp;
import static dev.sluice.dtls.srtp.SrtpFixture.rtp;
import static dev.sluice.dtls.srtp.SrtpFixture.server;
import static dev.sluice.dtls.srtp.SrtpFixture.unprotectRtcp;
import static dev.sluice.dtls.srtp.SrtpFixture.unprotectRtp;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SrtpSessionTest {

  private static final int SSRC = 0xcafe_babe;

  @ParameterizedTest
  @EnumSource
  void aPacketComesBackAsItWas(SrtpProfile profile) {
    SrtpSession client = client(profile);
    SrtpSession server = server(profile);
    for (int length : new int[] {0, 1, 15, 16, 17, 100, 1200, 1519, 1520, 1521, 4000}) {
      byte[] packet = rtp(SSRC, length, length);

      assertThat(unprotectRtp(server, protectRtp(client, packet))).isEqualTo(packet);
      assertThat(unprotectRtp(client, protectRtp(server, packet))).isEqualTo(packet);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aControlPacketComesBackAsItWas(SrtpProfile profile) {
    SrtpSession client = client(profile);
    SrtpSession server = server(profile);
    for (int rest : new int[] {0, 4, 20, 1000}) {
      byte[] packet = rtcp(SSRC, rest);

      assertThat(unprotectRtcp(server, protectRtcp(client, packet))).isEqualTo(packet);
      assertThat(unprotectRtcp(client, protectRtcp(server, packet))).isEqualTo(packet);
    }
  }

  @ParameterizedTest
  @EnumSource
  void packetsLieAnywhereInTheirArrays(SrtpProfile profile) {
    byte[] packet = rtp(SSRC, 1, 100);
    byte[] in = new byte[500];
    System.arraycopy(packet, 0, in, 77, packet.length);
    byte[] srtp = new byte[500];
    byte[] out = new byte[500];

    int protectedLength = client(profile).protectRtp(in, 77, packet.length, srtp, 33);
    int plainLength = server(profile).unprotectRtp(srtp, 33, protectedLength, out, 11);

    assertThat(protectedLength).isEqualTo(packet.length + profile.rtpOverhead());
    assertThat(Arrays.copyOfRange(out, 11, 11 + plainLength)).isEqualTo(packet);
    assertThat(srtp[32]).isZero();
    assertThat(srtp[33 + protectedLength]).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void contributingSourcesAndExtensionStayInTheClear(SrtpProfile profile) {
    byte[] packet = rtp(SSRC, 1, 60);
    packet[0] = (byte) 0x92;
    packet[22] = 0;
    packet[23] = 3;
    int headerLength = 12 + 8 + 4 + 12;

    byte[] srtp = protectRtp(client(profile), packet);

    assertThat(Arrays.copyOf(srtp, headerLength)).isEqualTo(Arrays.copyOf(packet, headerLength));
    assertThat(Arrays.copyOfRange(srtp, headerLength, packet.length))
        .isNotEqualTo(Arrays.copyOfRange(packet, headerLength, packet.length));
    assertThat(unprotectRtp(server(profile), srtp)).isEqualTo(packet);
  }

  @ParameterizedTest
  @EnumSource
  void aPacketReplayedIsRejected(SrtpProfile profile) {
    byte[] srtp = protectRtp(client(profile), rtp(SSRC, 1, 100));
    SrtpSession server = server(profile);
    unprotectRtp(server, srtp);

    assertThat(dropOf(server, srtp)).isEqualTo(SrtpDrop.REPLAYED);
    assertThat(server.drops(SrtpDrop.REPLAYED)).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void aControlPacketReplayedIsRejected(SrtpProfile profile) {
    byte[] srtcp = protectRtcp(client(profile), rtcp(SSRC, 20));
    SrtpSession server = server(profile);
    unprotectRtcp(server, srtcp);

    int result = server.unprotectRtcp(srtcp, 0, srtcp.length, new byte[srtcp.length], 0);

    assertThat(SrtpDrop.ofCode(result)).isEqualTo(SrtpDrop.REPLAYED);
  }

  @ParameterizedTest
  @EnumSource
  void anyBitFlippedIsNoticed(SrtpProfile profile) {
    byte[] srtp = protectRtp(client(profile), rtp(SSRC, 1, 20));
    SrtpSession server = server(profile);
    for (int bit = 8; bit < 8 * srtp.length; bit++) {
      byte[] damaged = srtp.clone();
      damaged[bit / 8] ^= (byte) (1 << (bit % 8));

      assertThat(dropOf(server, damaged)).as("bit %d", bit).isEqualTo(SrtpDrop.AUTHENTICATION);
    }
    assertThat(unprotectRtp(server, srtp)).isEqualTo(rtp(SSRC, 1, 20));
  }

  @ParameterizedTest
  @EnumSource
  void anyBitFlippedInAControlPacketIsNoticed(SrtpProfile profile) {
    byte[] srtcp = protectRtcp(client(profile), rtcp(SSRC, 20));
    SrtpSession server = server(profile);
    for (int bit = 8; bit < 8 * srtcp.length; bit++) {
      byte[] damaged = srtcp.clone();
      damaged[bit / 8] ^= (byte) (1 << (bit % 8));

      int result = server.unprotectRtcp(damaged, 0, damaged.length, new byte[100], 0);
      assertThat(result).as("bit %d", bit).isEqualTo(SrtpDrop.AUTHENTICATION.code());
    }
    assertThat(unprotectRtcp(server, srtcp)).isEqualTo(rtcp(SSRC, 20));
  }

  @ParameterizedTest
  @EnumSource
  void aPacketSentBackToItsSenderIsRejected(SrtpProfile profile) {
    SrtpSession client = client(profile);

    assertThat(dropOf(client, protectRtp(client, rtp(SSRC, 1, 20))))
        .isEqualTo(SrtpDrop.AUTHENTICATION);
  }

  @ParameterizedTest
  @EnumSource
  void aPacketAtTheWindowsFarEndIsTakenAndOneBehindItIsNot(SrtpProfile profile) {
    SrtpSession client = client(profile);
    List<byte[]> sent = new ArrayList<>();
    for (int i = 0; i <= PacketIndices.WINDOW; i++) {
      sent.add(protectRtp(client, rtp(SSRC, 5000 + i, 10)));
    }
    SrtpSession server = server(profile);
    unprotectRtp(server, sent.getLast());

    assertThat(unprotectRtp(server, sent.get(1))).isEqualTo(rtp(SSRC, 5001, 10));
    assertThat(dropOf(server, sent.get(0))).isEqualTo(SrtpDrop.TOO_OLD);
    assertThat(dropOf(server, sent.get(1))).isEqualTo(SrtpDrop.REPLAYED);
  }

  @Test
  void theWindowIsCleanAfterALongJump() {
    PacketIndices indices = new PacketIndices(SSRC);
    for (int index = 0; index < PacketIndices.WINDOW; index++) {
      indices.accept(index);
    }
    indices.accept(20 * PacketIndices.WINDOW);

    for (int back = 1; back < PacketIndices.WINDOW; back++) {
      assertThat(indices.check(20 * PacketIndices.WINDOW - back)).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"AEAD_AES_128_GCM", "AEAD_AES_256_GCM"})
  void aNonceNeverServesTwice(SrtpProfile profile) {
    SrtpSession client = client(profile);
    byte[] packet = rtp(SSRC, 1, 20);
    protectRtp(client, packet);
    protectRtp(client, rtp(SSRC, 2, 20));

    int result = client.protectRtp(packet, 0, packet.length, new byte[100], 0);

    assertThat(result).isEqualTo(SrtpDrop.REPLAYED.code());
  }

  @Test
  void aRetransmissionUnderCounterModeIsTheSamePacket() {
    SrtpSession client = client(SrtpProfile.AES128_CM_HMAC_SHA1_80);
    byte[] first = protectRtp(client, rtp(SSRC, 65535, 20));
    protectRtp(client, rtp(SSRC, 0, 20));

    assertThat(protectRtp(client, rtp(SSRC, 65535, 20))).isEqualTo(first);
  }

  @ParameterizedTest
  @EnumSource
  void theFirstPacketsOfAStreamMayComeInReverse(SrtpProfile profile) {
    SrtpSession client = client(profile);
    byte[] last = protectRtp(client, rtp(SSRC, 65535, 20));
    byte[] wrapped = protectRtp(client, rtp(SSRC, 0, 20));
    SrtpSession server = server(profile);

    assertThat(unprotectRtp(server, wrapped)).isEqualTo(rtp(SSRC, 0, 20));
    assertThat(unprotectRtp(server, last)).isEqualTo(rtp(SSRC, 65535, 20));
    assertThat(unprotectRtp(server, protectRtp(client, rtp(SSRC, 1, 20))))
        .isEqualTo(rtp(SSRC, 1, 20));
  }

  @ParameterizedTest
  @EnumSource
  void aPacketBeforeTheFirstOfAStreamThatBeganAtZeroHasNoIndex(SrtpProfile profile) {
    SrtpSession client = client(profile);
    protectRtp(client, rtp(SSRC, 3, 20));
    byte[] before = rtp(SSRC, 65530, 20);

    int result = client.protectRtp(before, 0, before.length, new byte[100], 0);

    assertThat(result).isEqualTo(SrtpDrop.TOO_OLD.code());
  }

  @ParameterizedTest
  @EnumSource
  void aSenderMayReorderAroundAWrap(SrtpProfile profile) {
    SrtpSession client = client(profile);
    SrtpSession server = server(profile);
    for (int sequenceNumber : new int[] {65533, 65535, 1, 65534, 0, 2}) {
      byte[] packet = rtp(SSRC, sequenceNumber, 20);
      assertThat(unprotectRtp(server, protectRtp(client, packet))).isEqualTo(packet);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 11, 12, 21})
  void aPacketTooShortIsSaidToBeSo(int length) {
    byte[] packet = Arrays.copyOf(rtp(SSRC, 1, 20), length);

    assertThat(dropOf(server(SrtpProfile.AES128_CM_HMAC_SHA1_80), packet))
        .isEqualTo(SrtpDrop.TOO_SHORT);
  }

  @Test
  void aHeaderThatReachesBeyondThePacketIsMalformed() {
    byte[] manySources = rtp(SSRC, 1, 30);
    manySources[0] = (byte) 0x8f;
    byte[] longExtension = rtp(SSRC, 1, 30);
    longExtension[0] = (byte) 0x90;
    longExtension[14] = (byte) 0xff;
    byte[] extensionIntoTheTag = rtp(SSRC, 1, 30);
    extensionIntoTheTag[0] = (byte) 0x90;
    extensionIntoTheTag[14] = 0;
    extensionIntoTheTag[15] = 5;
    byte[] version1 = rtp(SSRC, 1, 30);
    version1[0] = 0x40;

    SrtpSession server = server(SrtpProfile.AES128_CM_HMAC_SHA1_80);
    assertThat(dropOf(server, manySources)).isEqualTo(SrtpDrop.MALFORMED);
    assertThat(dropOf(server, longExtension)).isEqualTo(SrtpDrop.MALFORMED);
    assertThat(dropOf(server, extensionIntoTheTag)).isEqualTo(SrtpDrop.MALFORMED);
    assertThat(dropOf(server, version1)).isEqualTo(SrtpDrop.MALFORMED);
    assertThat(server.protectRtp(manySources, 0, 42, new byte[100], 0))
        .isEqualTo(SrtpDrop.MALFORMED.code());
  }

  @ParameterizedTest
  @EnumSource
  void aResultWithoutRoomIsNotWritten(SrtpProfile profile) {
    byte[] packet = rtp(SSRC, 1, 20);
    byte[] control = rtcp(SSRC, 20);

    assertThat(client(profile).protectRtp(packet, 0, 32, new byte[31 + profile.rtpOverhead()], 0))
        .isEqualTo(SrtpDrop.NO_ROOM.code());
    assertThat(
            client(profile).protectRtcp(control, 0, 28, new byte[27 + profile.rtcpOverhead()], 0))
        .isEqualTo(SrtpDrop.NO_ROOM.code());
  }

  @Test
  void forgedPacketsTakeNoMemoryAndManyStreamsAreBounded() {
    SrtpSession client = client(SrtpProfile.AES128_CM_HMAC_SHA1_80);
    SrtpSession server = server(SrtpProfile.AES128_CM_HMAC_SHA1_80);
    for (int ssrc = 0; ssrc < StreamTable.MAX_STREAMS; ssrc++) {
      dropOf(server, rtp(-1 - ssrc, 1, 20));
      unprotectRtp(server, protectRtp(client, rtp(ssrc, 1, 20)));
    }
    byte[] oneMore = rtp(SSRC, 1, 20);

    assertThat(client.protectRtp(oneMore, 0, 32, new byte[100], 0))
        .isEqualTo(SrtpDrop.TOO_MANY_STREAMS.code());
    assertThat(dropOf(server, oneMore)).isEqualTo(SrtpDrop.TOO_MANY_STREAMS);
    // Those that are known go on.
    assertThat(unprotectRtp(server, protectRtp(client, rtp(7, 2, 20)))).isEqualTo(rtp(7, 2, 20));
  }

  @Test
  void everyDropReasonHasItsOwnCode() {
    for (SrtpDrop reason : SrtpDrop.values()) {
      assertThat(reason.code()).isNegative();
      assertThat(SrtpDrop.ofCode(reason.code())).isEqualTo(reason);
    }
  }
}

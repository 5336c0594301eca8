package dev.sluice.dtls.srtp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;

/** Whatever arrives: a length or a drop reason, nothing thrown, nothing written beyond the end. */
class SrtpFuzzTest {

  private static final byte CANARY = 0x5a;

  @FuzzTest
  void anyBytesAreTakenForRtp(byte[] data) {
    for (SrtpProfile profile : SrtpProfile.values()) {
      SrtpSession session = SrtpFixture.server(profile);
      byte[] out = canaries(data.length);

      int result = session.unprotectRtp(data, 0, data.length, out, 0);

      assertResult(result, data.length - profile.rtpOverhead(), out);
      assertComesBack(profile, data);
    }
  }

  @FuzzTest
  void anyBytesAreTakenForRtcp(byte[] data) {
    for (SrtpProfile profile : SrtpProfile.values()) {
      SrtpSession session = SrtpFixture.server(profile);
      byte[] out = canaries(data.length);

      int result = session.unprotectRtcp(data, 0, data.length, out, 0);

      assertResult(result, data.length - profile.rtcpOverhead(), out);
      assertControlComesBack(profile, data);
    }
  }

  private static void assertComesBack(SrtpProfile profile, byte[] data) {
    byte[] srtp = canaries(data.length + SrtpSession.MAX_TRAILER);
    int length = SrtpFixture.client(profile).protectRtp(data, 0, data.length, srtp, 0);
    assertResult(length, data.length + profile.rtpOverhead(), srtp);
    if (length >= 0) {
      byte[] plain = SrtpFixture.unprotectRtp(SrtpFixture.server(profile), copy(srtp, length));
      assertThat(plain).isEqualTo(data);
    }
  }

  private static void assertControlComesBack(SrtpProfile profile, byte[] data) {
    byte[] srtcp = canaries(data.length + SrtpSession.MAX_TRAILER);
    int length = SrtpFixture.client(profile).protectRtcp(data, 0, data.length, srtcp, 0);
    assertResult(length, data.length + profile.rtcpOverhead(), srtcp);
    if (length >= 0) {
      byte[] plain = SrtpFixture.unprotectRtcp(SrtpFixture.server(profile), copy(srtcp, length));
      assertThat(plain).isEqualTo(data);
    }
  }

  private static void assertResult(int result, int expectedLength, byte[] out) {
    if (result < 0) {
      assertThat(SrtpDrop.ofCode(result)).isNotEqualTo(SrtpDrop.UNKNOWN);
    } else {
      assertThat(result).isEqualTo(expectedLength);
      for (int i = result; i < out.length; i++) {
        assertThat(out[i]).isEqualTo(CANARY);
      }
    }
  }

  private static byte[] canaries(int length) {
    byte[] out = new byte[length];
    Arrays.fill(out, CANARY);
    return out;
  }

  private static byte[] copy(byte[] bytes, int length) {
    return Arrays.copyOf(bytes, length);
  }
}

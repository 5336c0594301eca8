package dev.sluice.ice;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class StunPacketTest {

  // RFC 5769 section 2.1: sample request with short-term credentials.
  private static final byte[] REQUEST =
      hex(
          """
          00 01 00 58 21 12 a4 42 b7 e7 a7 01 bc 34 d6 86 fa 87 df ae
          80 22 00 10 53 54 55 4e 20 74 65 73 74 20 63 6c 69 65 6e 74
          00 24 00 04 6e 00 01 ff
          80 29 00 08 93 2f f9 b1 51 26 3b 36
          00 06 00 09 65 76 74 6a 3a 68 36 76 59 20 20 20
          00 08 00 14 9a ea a7 0c bf d8 cb 56 78 1e f2 b5 b2 d3 f2 49 c1 b5 71 a2
          80 28 00 04 e5 7a 3b cf
          """);

  // RFC 5769 section 2.2: sample IPv4 response.
  private static final byte[] IPV4_RESPONSE =
      hex(
          """
          01 01 00 3c 21 12 a4 42 b7 e7 a7 01 bc 34 d6 86 fa 87 df ae
          80 22 00 0b 74 65 73 74 20 76 65 63 74 6f 72 20
          00 20 00 08 00 01 a1 47 e1 12 a6 43
          00 08 00 14 2b 91 f5 99 fd 9e 90 c3 8c 74 89 f9 2a f9 ba 53 f0 6b e7 d7
          80 28 00 04 c0 7d 4c 96
          """);

  // RFC 5769 section 2.3: sample IPv6 response.
  private static final byte[] IPV6_RESPONSE =
      hex(
          """
          01 01 00 48 21 12 a4 42 b7 e7 a7 01 bc 34 d6 86 fa 87 df ae
          80 22 00 0b 74 65 73 74 20 76 65 63 74 6f 72 20
          00 20 00 14 00 02 a1 47 01 13 a9 fa a5 d3 f1 79 bc 25 f4 b5 be d2 b9 d9
          00 08 00 14 a3 82 95 4e 4b e6 7b f1 17 84 c9 7c 82 92 c2 75 bf e3 ed 41
          80 28 00 04 c8 fb 0b 4c
          """);

  private static final SecretKey KEY = key("VOkJxbRl1RmTxUk/WvJxBt");

  private final StunPacket packet = new StunPacket();
  private final StunVerifier verifier = new StunVerifier();

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replaceAll("\\s", ""));
  }

  private static SecretKey key(String password) {
    return new SecretKeySpec(password.getBytes(StandardCharsets.US_ASCII), "HmacSHA1");
  }

  private boolean wrap(byte[] bytes) {
    return packet.wrap(bytes, 0, bytes.length);
  }

  @Test
  void theRequestOfRfc5769IsReadAndVerified() {
    assertThat(wrap(REQUEST)).isTrue();
    assertThat(packet.isBinding()).isTrue();
    assertThat(packet.isRequest()).isTrue();
    assertThat(packet.hasPriority()).isTrue();
    assertThat(packet.nominates()).isFalse();
    assertThat(packet.localUfrag(4)).isEqualTo("evtj");
    assertThat(verifier.hasIntegrity(packet, KEY)).isTrue();
    assertThat(verifier.hasNoWrongFingerprint(packet)).isTrue();
  }

  @Test
  void theResponsesOfRfc5769AreVerified() {
    for (byte[] response : new byte[][] {IPV4_RESPONSE, IPV6_RESPONSE}) {
      assertThat(wrap(response)).isTrue();
      assertThat(packet.isResponse()).isTrue();
      assertThat(packet.isRequest()).isFalse();
      assertThat(verifier.hasIntegrity(packet, KEY)).isTrue();
      assertThat(verifier.hasNoWrongFingerprint(packet)).isTrue();
    }
  }

  @Test
  void aMessageInTheMiddleOfAnArrayIsRead() {
    byte[] padded = new byte[REQUEST.length + 9];
    System.arraycopy(REQUEST, 0, padded, 5, REQUEST.length);
    assertThat(packet.wrap(padded, 5, REQUEST.length)).isTrue();
    assertThat(packet.localUfrag(4)).isEqualTo("evtj");
    assertThat(verifier.hasIntegrity(packet, KEY)).isTrue();
  }

  @Test
  void anotherPasswordIsNoIntegrity() {
    assertThat(wrap(REQUEST)).isTrue();
    assertThat(verifier.hasIntegrity(packet, key("VOkJxbRl1RmTxUk/WvJxBu"))).isFalse();
  }

  @Test
  void everyChangedBitBeforeTheFingerprintIsNoticed() {
    for (int bit = 0; bit < (REQUEST.length - 8) * 8; bit++) {
      byte[] changed = REQUEST.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      boolean authentic =
          wrap(changed)
              && verifier.hasNoWrongFingerprint(packet)
              && verifier.hasIntegrity(packet, KEY);
      assertThat(authentic).as("bit %d", bit).isFalse();
    }
  }

  @Test
  void aWrongFingerprintIsNoticed() {
    byte[] changed = REQUEST.clone();
    changed[changed.length - 1] ^= 1;
    assertThat(wrap(changed)).isTrue();
    assertThat(verifier.hasNoWrongFingerprint(packet)).isFalse();
  }

  @Test
  void aMessageWithoutIntegrityIsNotAuthentic() {
    byte[] bare =
        StunMessages.message(StunMessages.BINDING_REQUEST, new byte[12]).username("a:b").encode();
    assertThat(wrap(bare)).isTrue();
    assertThat(verifier.hasIntegrity(packet, KEY)).isFalse();
  }

  @Test
  void everyTruncationIsMalformed() {
    for (int length = 0; length < REQUEST.length; length++) {
      assertThat(packet.wrap(REQUEST, 0, length)).as("%d bytes", length).isFalse();
    }
  }

  @Test
  void anAttributeThatRunsPastTheEndIsMalformed() {
    byte[] changed = REQUEST.clone();
    changed[23] = (byte) 0xFF;
    assertThat(wrap(changed)).isFalse();
  }

  @Test
  void anotherMagicCookieIsMalformed() {
    byte[] changed = REQUEST.clone();
    changed[4] ^= 1;
    assertThat(wrap(changed)).isFalse();
  }

  @Test
  void twoUserNamesAreMalformed() {
    byte[] twice =
        StunMessages.message(StunMessages.BINDING_REQUEST, new byte[12])
            .username("a:b")
            .username("c:d")
            .encode();
    assertThat(wrap(twice)).isFalse();
  }

  @Test
  void whatFollowsTheIntegrityIsIgnored() {
    byte[] appended =
        StunMessages.message(StunMessages.BINDING_REQUEST, new byte[12])
            .username("evtj:h6vY")
            .integrity("VOkJxbRl1RmTxUk/WvJxBt")
            .useCandidate()
            .encode();
    assertThat(wrap(appended)).isTrue();
    assertThat(packet.nominates()).isFalse();
    assertThat(verifier.hasIntegrity(packet, KEY)).isTrue();
  }

  @Test
  void anAttributeAfterTheFingerprintIsMalformed() {
    byte[] appended =
        StunMessages.message(StunMessages.BINDING_REQUEST, new byte[12])
            .fingerprint()
            .useCandidate()
            .encode();
    assertThat(wrap(appended)).isFalse();
  }

  @Test
  void aFragmentOfAnotherLengthNamesNobody() {
    assertThat(wrap(REQUEST)).isTrue();
    assertThat(packet.localUfrag(3)).isNull();
    assertThat(packet.localUfrag(8)).isNull();
    assertThat(packet.localUfrag(9)).isNull();
  }

  @FuzzTest
  void noBytesBreakTheParser(byte[] bytes) {
    if (wrap(bytes)) {
      packet.isRequest();
      packet.localUfrag(8);
      verifier.hasNoWrongFingerprint(packet);
      verifier.hasIntegrity(packet, KEY);
    }
    byte[] shifted = new byte[bytes.length + 3];
    System.arraycopy(bytes, 0, shifted, 3, bytes.length);
    boolean accepted = wrap(bytes);
    assertThat(packet.wrap(shifted, 3, bytes.length)).isEqualTo(accepted);
    assertThat(Arrays.copyOfRange(shifted, 3, shifted.length)).isEqualTo(bytes);
  }
}

package dev.sluice.dtls.srtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** RFC 3711 appendix B and RFC 7714 sections 16 and 17, with the numbers as printed there. */
class SrtpVectorsTest {

  private static final byte[] KEY_128 = hex("000102030405060708090a0b0c0d0e0f");
  private static final byte[] KEY_256 =
      hex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
  private static final byte[] SALT = hex("517569642070726f2071756f");

  private static final byte[] RTP =
      hex(
          "8040f17b8041f8d35501a0b2"
              + "47616c6c696120657374206f6d6e69732064697669736120696e207061727465732074726573");
  private static final byte[] SRTP_128 =
      hex(
          "8040f17b8041f8d35501a0b2"
              + "f24de3a3fb34de6cacba861c9d7e4bcabe633bd50d294e6f42a5f47a51c7d19b36de3adf8833"
              + "899d7f27beb16a9152cf765ee4390cce");
  private static final byte[] SRTP_256 =
      hex(
          "8040f17b8041f8d35501a0b2"
              + "32b1de78a822fe12ef9f78fa332e33aab18012389a58e2f3b50b2a0276ffae0f1ba63799b87b"
              + "7aa3db36dfffd6b0f9bb7878d7a76c13");

  private static final byte[] RTCP =
      hex(
          "81c8000d4d6172734e5450314e545032525450200000042a0000e9304c756e61"
              + "deadbeefdeadbeefdeadbeefdeadbeefdeadbeef");
  private static final byte[] SRTCP_128 =
      hex(
          "81c8000d4d61727363e94885dcdab67ca727d7662f6b7e997ff5c0f76c06f32d"
              + "c676a5f1730d6fda4ce09b4686303ded0bb9275bc84aa45896cf4d2fc5abf87245d9eade"
              + "800005d4");
  private static final byte[] SRTCP_256 =
      hex(
          "81c8000d4d617273d50ae4d1f5ce5d304ba297e47d470c282c3ece5dbffe0a50"
              + "a2eaa5c1110555be8415f658c61de0476f1b6fad1d1eb30c4446839f57ff6f6cb26ac3be"
              + "800005d4");
  private static final byte[] TAG_ONLY_128 = hex("841dd9683dd78ec92ae58790125f62b3" + "000005d4");
  private static final byte[] TAG_ONLY_256 = hex("91db4afbfeee5a978fab4393ed2615fe" + "000005d4");

  @Test
  void theKeyStreamIsThatOfRfc3711AppendixB2() {
    // The segment of 65282 blocks goes through as one giant packet of zeros.
    int segment = 1_044_512;
    SessionKeys keys =
        new SessionKeys(
            hex("2B7E151628AED2A6ABF7158809CF4F3C"),
            new byte[20],
            hex("F0F1F2F3F4F5F6F7F8F9FAFBFCFD"));
    byte[] out = new byte[12 + segment + 10];

    new CounterModeTransform(keys, keys)
        .protectRtp(new byte[12 + segment], 0, 12, 12 + segment, 0, 0, out, 0);

    assertThat(Arrays.copyOfRange(out, 12, 60))
        .isEqualTo(
            hex(
                "E03EAD0935C95E80E166B16DD92B4EB4"
                    + "D23513162B02D0F72A43A2FE4A5F97AB"
                    + "41E95B3BB0A2E8DD477901E4FCA894C0"));
    assertThat(Arrays.copyOfRange(out, 12 + segment - 48, 12 + segment))
        .isEqualTo(
            hex(
                "EC8CDF7398607CB0F2D21675EA9EA1E4"
                    + "362B7C3C6773516318A077D7FC5073AE"
                    + "6A2CC3787889374FBEB4C81B17BA6C44"));
  }

  @Test
  void theSessionKeysAreThoseOfRfc3711AppendixB3() {
    KeyDerivation derivation =
        new KeyDerivation(
            hex("E1F97A0D3E018BE0D64FA32C06DE4139"), hex("0EC675AD498AFEEBB6960B3AABE6"));

    assertThat(derivation.derive(0, 16)).isEqualTo(hex("C61E7A93744F39EE10734AFE3FF7A087"));
    assertThat(derivation.derive(2, 14)).isEqualTo(hex("30CBBC08863D8C85D49DB34A9AE1"));
    assertThat(derivation.derive(1, 94))
        .isEqualTo(
            hex(
                "CEBE321F6FF7716B6FD4AB49AF256A156D38BAA48F0A0ACF3C34E2359E6CDBCE"
                    + "E049646C43D9327AD175578EF72270986371C10C9A369AC2F94A8C5FBCDDDC25"
                    + "6D6E919A48B610EF17C2041E474035766B68642C59BBFC2F34DB60DBDFB2"));
  }

  /** Both ways to AES-GCM. */
  enum Ciphers implements Function<byte[], GcmCipher> {
    JDK {
      @Override
      public GcmCipher apply(byte[] key) {
        return new JdkGcm(key);
      }
    },
    INTRINSIC {
      @Override
      public GcmCipher apply(byte[] key) {
        return new IntrinsicGcm(key);
      }
    }
  }

  @Test
  void underTheOptionsThatTheServerRunsWithTheIntrinsicCipherIsThere() {
    assertThat(GcmCipher.of(KEY_128)).isInstanceOf(IntrinsicGcm.class);
  }

  @ParameterizedTest
  @EnumSource
  void aes128GcmProtectsAsRfc7714Section16Prints(Ciphers ciphers) {
    assertRtp(ciphers, KEY_128, SRTP_128);
  }

  @ParameterizedTest
  @EnumSource
  void aes256GcmProtectsAsRfc7714Section16Prints(Ciphers ciphers) {
    assertRtp(ciphers, KEY_256, SRTP_256);
  }

  @ParameterizedTest
  @EnumSource
  void aes128GcmProtectsRtcpAsRfc7714Section17Prints(Ciphers ciphers) {
    assertRtcp(ciphers, KEY_128, SRTCP_128);
  }

  @ParameterizedTest
  @EnumSource
  void aes256GcmProtectsRtcpAsRfc7714Section17Prints(Ciphers ciphers) {
    assertRtcp(ciphers, KEY_256, SRTCP_256);
  }

  @ParameterizedTest
  @EnumSource
  void rtcpTaggedButNotEncryptedIsAcceptedAsRfc7714Section17Prints(Ciphers ciphers) {
    assertTagOnly(ciphers, KEY_128, TAG_ONLY_128);
    assertTagOnly(ciphers, KEY_256, TAG_ONLY_256);
  }

  private static void assertRtp(Ciphers ciphers, byte[] key, byte[] expected) {
    GcmTransform transform = transform(ciphers, key);
    byte[] out = new byte[expected.length];
    byte[] back = new byte[RTP.length];

    int length = transform.protectRtp(RTP, 0, 12, RTP.length, 0x5501a0b2, 0xf17b, out, 0);
    int plain =
        transform.unprotectRtp(expected, 0, 12, expected.length, 0x5501a0b2, 0xf17b, back, 0);

    assertThat(length).isEqualTo(expected.length);
    assertThat(out).isEqualTo(expected);
    assertThat(plain).isEqualTo(RTP.length);
    assertThat(back).isEqualTo(RTP);
  }

  private static void assertRtcp(Ciphers ciphers, byte[] key, byte[] expected) {
    GcmTransform transform = transform(ciphers, key);
    byte[] out = new byte[expected.length];
    byte[] back = new byte[RTCP.length];

    int length = transform.protectRtcp(RTCP, 0, RTCP.length, 0x4d617273, 0x5d4, out, 0);
    int plain =
        transform.unprotectRtcp(expected, 0, expected.length, 0x4d617273, 0x8000_05d4, back, 0);

    assertThat(length).isEqualTo(expected.length);
    assertThat(out).isEqualTo(expected);
    assertThat(plain).isEqualTo(RTCP.length);
    assertThat(back).isEqualTo(RTCP);
  }

  private static void assertTagOnly(Ciphers ciphers, byte[] key, byte[] trailer) {
    byte[] packet = Arrays.copyOf(RTCP, RTCP.length + trailer.length);
    System.arraycopy(trailer, 0, packet, RTCP.length, trailer.length);
    byte[] back = new byte[RTCP.length];

    int plain =
        transform(ciphers, key).unprotectRtcp(packet, 0, packet.length, 0x4d617273, 0x5d4, back, 0);

    assertThat(plain).isEqualTo(RTCP.length);
    assertThat(back).isEqualTo(RTCP);
  }

  private static GcmTransform transform(Ciphers ciphers, byte[] key) {
    SessionKeys keys = new SessionKeys(key, new byte[20], SALT);
    return new GcmTransform(keys, keys, ciphers);
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }
}

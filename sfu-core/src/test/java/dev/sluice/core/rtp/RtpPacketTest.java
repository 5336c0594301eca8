package dev.sluice.core.rtp;

import static dev.sluice.core.rtp.WireBytes.hex;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 3550 section 5.1 and RFC 8285 section 4. */
final class RtpPacketTest {
  private static final String FIXED = "80 E0 12 34 01020304 0A0B0C0D";

  private final RtpPacket packet = new RtpPacket();

  private boolean wrap(String text) {
    byte[] bytes = hex(text);
    return packet.wrap(bytes, 0, bytes.length);
  }

  private List<String> extensions() {
    List<String> found = new ArrayList<>();
    packet.rewindExtensions();
    while (packet.nextExtension()) {
      found.add(packet.extensionId() + ":" + packet.extensionLength());
    }
    return found;
  }

  @Test
  void theFieldsOfTheFixedHeaderAreRead() {
    assertThat(wrap(FIXED + "AABB")).isTrue();
    assertThat(packet.marker()).isTrue();
    assertThat(packet.payloadType()).isEqualTo(0x60);
    assertThat(packet.sequenceNumber()).isEqualTo(0x1234);
    assertThat(packet.timestamp()).isEqualTo(0x01020304);
    assertThat(packet.ssrc()).isEqualTo(0x0A0B0C0D);
    assertThat(packet.headerLength()).isEqualTo(12);
    assertThat(packet.payloadOffset()).isEqualTo(12);
    assertThat(packet.payloadLength()).isEqualTo(2);
    assertThat(packet.paddingLength()).isZero();
    assertThat(packet.hasExtensions()).isFalse();
  }

  @Test
  void fieldsThatAreSetChangeNothingElse() {
    byte[] bytes = hex(FIXED + "AA");
    packet.wrap(bytes, 0, bytes.length);
    packet.setMarker(false);
    packet.setPayloadType(127);
    packet.setSequenceNumber(0xFFFE);
    packet.setTimestamp(0xF1F2F3F4);
    packet.setSsrc(0xE1E2E3E4);
    assertThat(bytes).isEqualTo(hex("80 7F FFFE F1F2F3F4 E1E2E3E4 AA"));
  }

  @Test
  void csrcsBelongToTheHeader() {
    assertThat(wrap("82 60 0001 00000001 00000002 11111111 22222222 FF")).isTrue();
    assertThat(packet.csrcCount()).isEqualTo(2);
    assertThat(packet.payloadOffset()).isEqualTo(20);
    assertThat(packet.payloadLength()).isEqualTo(1);
  }

  @Test
  void paddingIsNoPayload() {
    assertThat(wrap("A0 60 0001 00000001 00000002 AA 00 00 03")).isTrue();
    assertThat(packet.payloadLength()).isEqualTo(1);
    assertThat(packet.paddingLength()).isEqualTo(3);
  }

  @Test
  void aPacketMayBePaddingAlone() {
    assertThat(wrap("A0 60 0001 00000001 00000002 00 02")).isTrue();
    assertThat(packet.payloadLength()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "80 60 0001 00000001 000000",
        "40 60 0001 00000001 00000002",
        "81 60 0001 00000001 00000002 111111",
        "90 60 0001 00000001 00000002 BEDE00",
        "90 60 0001 00000001 00000002 BEDE 0001 111111",
        "A0 60 0001 00000001 00000002",
        "A0 60 0001 00000001 00000002 AA 00",
        "A0 60 0001 00000001 00000002 AA 03",
      })
  void whatReachesBeyondThePacketIsRejected(String text) {
    assertThat(wrap(text)).isFalse();
  }

  /** The example of RFC 8285 section 4.2: 1 byte, 2 bytes and padding, 4 bytes. */
  @Test
  void theOneByteFormIsRead() {
    assertThat(wrap("90 60 0001 00000001 00000002 BEDE 0003 10AA 21BBBB 0000 33CCCCCCCC FF"))
        .isTrue();
    assertThat(extensions()).containsExactly("1:1", "2:2", "3:4");
    assertThat(packet.findExtension(3)).isEqualTo(24);
    assertThat(packet.extensionLength()).isEqualTo(4);
    assertThat(packet.findExtension(4)).isEqualTo(-1);
    assertThat(packet.payloadLength()).isEqualTo(1);
  }

  /** The example of RFC 8285 section 4.3: lengths of 0, 1 and 4 bytes. */
  @Test
  void theTwoByteFormIsRead() {
    assertThat(wrap("90 60 0001 00000001 00000002 1000 0003 0100 0201BB 00 FE04CCCCCCCC")).isTrue();
    assertThat(extensions()).containsExactly("1:0", "2:1", "254:4");
    assertThat(packet.findExtension(1)).isEqualTo(18);
    assertThat(packet.extensionLength()).isZero();
  }

  @Test
  void theTwoByteFormsApplicationBitsAreIgnored() {
    assertThat(wrap("90 60 0001 00000001 00000002 100F 0001 0102AABB")).isTrue();
    assertThat(extensions()).containsExactly("1:2");
  }

  @Test
  void anotherProfilesExtensionHasNoElements() {
    assertThat(wrap("90 60 0001 00000001 00000002 ABCD 0001 10AA0000 FF")).isTrue();
    assertThat(extensions()).isEmpty();
    assertThat(packet.payloadLength()).isEqualTo(1);
  }

  @Test
  void id15EndsTheOneByteForm() {
    assertThat(wrap("90 60 0001 00000001 00000002 BEDE 0002 10AA F0BB 20CC 0000")).isTrue();
    assertThat(extensions()).containsExactly("1:1");
  }

  @Test
  void id0WithALengthEndsTheOneByteForm() {
    assertThat(wrap("90 60 0001 00000001 00000002 BEDE 0002 10AA 01BBBB 20CC 00")).isTrue();
    assertThat(extensions()).containsExactly("1:1");
  }

  @Test
  void anElementBeyondTheExtensionIsNotFound() {
    assertThat(wrap("90 60 0001 00000001 00000002 BEDE 0001 10AA 23BB CCCCCC")).isTrue();
    assertThat(extensions()).containsExactly("1:1");
    assertThat(wrap("90 60 0001 00000001 00000002 1000 0001 0101AA 05 CCCCCC")).isTrue();
    assertThat(extensions()).containsExactly("1:1");
  }

  @Test
  void aMidIsComparedWhereItLies() {
    wrap("90 60 0001 00000001 00000002 BEDE 0001 A1 6162 00");
    packet.findExtension(10);
    assertThat(packet.extensionEquals("ab".getBytes(US_ASCII))).isTrue();
    assertThat(packet.extensionEquals("ac".getBytes(US_ASCII))).isFalse();
    assertThat(packet.extensionEquals("abc".getBytes(US_ASCII))).isFalse();
    packet.findExtension(11);
    assertThat(packet.extensionEquals(new byte[0])).isFalse();
  }

  @Test
  void aPartOfThePayloadCanStandForAllOfIt() {
    wrap("A0 60 0001 00000001 00000002 AABBCC 01");
    packet.narrowPayload(13, 2);
    assertThat(packet.payloadOffset()).isEqualTo(13);
    assertThat(packet.payloadLength()).isEqualTo(2);
    assertThat(packet.paddingLength()).isZero();
    assertThatThrownBy(() -> packet.narrowPayload(14, 2))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }
}

package dev.sluice.core.rtp;

import static dev.sluice.core.rtp.WireBytes.hex;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** RFC 4588 section 4: the original sequence number stands before the payload. */
final class RtxTest {
  private static final String ORIGINAL = "90 E0 1234 01020304 0A0B0C0D BEDE 0001 10AA0000 CAFE";
  private static final String RETRANSMISSION =
      "90 E1 0007 01020304 0E0E0E0E BEDE 0001 10AA0000 1234 CAFE";

  private final RtpPacket packet = new RtpPacket();

  private void wrap(String text) {
    byte[] bytes = hex(text);
    assertThat(packet.wrap(bytes, 0, bytes.length)).isTrue();
  }

  @Test
  void anOriginalIsEncapsulated() {
    wrap(ORIGINAL);
    byte[] out = new byte[100];
    int length = Rtx.encapsulate(packet, 0x61, 7, 0x0E0E0E0E, out, 3);
    assertThat(Arrays.copyOfRange(out, 3, 3 + length)).isEqualTo(hex(RETRANSMISSION));
  }

  @Test
  void aRetransmissionIsDecapsulated() {
    wrap(RETRANSMISSION);
    byte[] out = new byte[100];
    int length = Rtx.decapsulate(packet, 0x60, 0x0A0B0C0D, out, 5);
    assertThat(Arrays.copyOfRange(out, 5, 5 + length)).isEqualTo(hex(ORIGINAL));
  }

  @Test
  void decapsulationInPlaceMovesTheHeaderTwoBytesBack() {
    byte[] bytes = hex(RETRANSMISSION);
    packet.wrap(bytes, 0, bytes.length);
    int length = Rtx.decapsulate(packet, 0x60, 0x0A0B0C0D, bytes, 2);
    assertThat(Arrays.copyOfRange(bytes, 2, 2 + length)).isEqualTo(hex(ORIGINAL));
  }

  @Test
  void paddingIsRemoved() {
    wrap("A0 61 0007 01020304 0E0E0E0E 1234 CAFE 000003");
    byte[] out = new byte[100];
    int length = Rtx.decapsulate(packet, 0x60, 1, out, 0);
    assertThat(Arrays.copyOf(out, length)).isEqualTo(hex("80 60 1234 01020304 00000001 CAFE"));
  }

  @Test
  void aProbeOfPaddingAloneCarriesNoPacket() {
    wrap("A0 61 0007 01020304 0E0E0E0E 000003");
    assertThat(Rtx.decapsulate(packet, 0x60, 1, new byte[100], 0)).isEqualTo(-1);
  }

  @Test
  void withoutRoomNothingIsWritten() {
    wrap(RETRANSMISSION);
    byte[] out = new byte[21];
    assertThat(Rtx.decapsulate(packet, 0x60, 1, out, 0)).isEqualTo(-1);
    wrap(ORIGINAL);
    assertThat(Rtx.encapsulate(packet, 0x61, 7, 1, out, 0)).isEqualTo(-1);
    assertThat(out).containsOnly(0);
  }
}

package dev.sluice.core.forward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.rtp.RtpPacket;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** By the layout of draft-ietf-payload-flexible-fec-scheme-03 section 4.2. */
class ParityGroupTest {

  private static final HexFormat HEX = HexFormat.of();

  private final ParityGroup group = new ParityGroup();
  private final RtpPacket parity = new RtpPacket();

  @Test
  void theParityOfTwoPacketsIsTheirSumBehindAHeaderThatNamesThem() {
    group.add(0x1_0007, packet("80 60 0007 00001000 0000abcd 01020304"), 16);
    group.add(0x1_0009, packet("90 e0 0009 00001003 0000abcd ff"), 13);

    assertThat(sum())
        .isEqualTo("10 80 0005 00000003 01000000 0000abcd 0007 d000 fe020304".replace(" ", ""));
  }

  @Test
  void onePacketIsItsOwnParity() {
    group.add(5, packet("80 60 0005 00001000 0000abcd 0102"), 14);

    assertThat(sum())
        .isEqualTo("00 60 0002 00001000 01000000 0000abcd 0005 c000 0102".replace(" ", ""));
  }

  @Test
  void aClearedGroupKnowsNothingOfWhatWasInIt() {
    group.add(5, packet("80 60 0005 00001000 0000abcd 01020304"), 16);
    sum();
    group.clear();
    group.add(6, packet("80 60 0006 00001000 0000abcd 05"), 13);

    assertThat(sum())
        .isEqualTo("00 60 0001 00001000 01000000 0000abcd 0006 c000 05".replace(" ", ""));
  }

  @Test
  void aGroupSpansFifteenNumbers() {
    group.add(100, packet("80 60 0064 00001000 0000abcd 01"), 13);

    assertThat(group.spans(114)).isTrue();
    assertThat(group.spans(115)).isFalse();
  }

  @Test
  void theLongestPacketThatIsSentHasAParity() {
    byte[] longest = Arrays.copyOf(packet("80 60 0005 00001000 0000abcd"), 2048);
    longest[2047] = 7;
    group.add(5, longest, longest.length);

    assertThat(sum()).hasSize(2 * (20 + 2048 - 12)).endsWith("07");
  }

  private String sum() {
    group.wrapInto(parity, 0xabcd);
    int from = parity.payloadOffset();
    return HEX.formatHex(Arrays.copyOfRange(parity.buffer(), from, from + parity.payloadLength()));
  }

  private static byte[] packet(String hex) {
    return HEX.parseHex(hex.replace(" ", ""));
  }
}

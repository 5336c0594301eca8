package dev.sluice.core.receive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.rtcp.RtcpWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** By the layout of RFC 8888 section 3.1. */
class CongestionControlFeedbackTest {

  private static final long SECOND = 1_000_000_000L;
  private static final long AGE_UNIT = SECOND / 1_024;

  private final CongestionControlFeedback feedback = new CongestionControlFeedback();
  private final byte[] out = new byte[1_200];
  private final RtcpWriter writer = new RtcpWriter();

  @Test
  void eachStreamIsABlockOfArrivalsAndGaps() {
    feedback.onPacket(0xaaaa, 10, SECOND);
    feedback.onPacket(0xaaaa, 12, SECOND + 4 * AGE_UNIT);
    feedback.onPacket(0xbbbb, 0xFFFF, SECOND + 6 * AGE_UNIT);
    feedback.onPacket(0xbbbb, 0, SECOND + 8 * AGE_UNIT);

    // V=2 FMT=11 PT=205 length=9; sender; two blocks, the first filled up to a word; timestamp.
    assertThat(written(SECOND + 9 * AGE_UNIT + 1_000))
        .containsExactly(
            "8bcd0009"
                + "00000001"
                + ("0000aaaa" + "000a0003" + "80090000" + "80050000")
                + ("0000bbbb" + "ffff0002" + "80038001")
                + "12345678");
  }

  @Test
  void whatHasBeenToldIsNotToldAgain() {
    feedback.onPacket(0xaaaa, 10, SECOND);
    written(SECOND);

    assertThat(written(2 * SECOND)).isEmpty();
  }

  @Test
  void aPacketThatComesAfterItWasToldLostIsTold() {
    feedback.onPacket(0xaaaa, 10, SECOND);
    feedback.onPacket(0xaaaa, 12, SECOND);
    written(SECOND);
    feedback.onPacket(0xaaaa, 11, SECOND + AGE_UNIT);

    assertThat(written(SECOND + AGE_UNIT + 1_000))
        .containsExactly(
            "8bcd0005" + "00000001" + "0000aaaa" + "000b0002" + "80008001" + "12345678");
  }

  @Test
  void whatArrivedLongAgoSaysSo() {
    feedback.onPacket(0xaaaa, 10, SECOND);
    feedback.onPacket(0xaaaa, 11, SECOND);

    assertThat(written(60 * SECOND))
        .containsExactly(
            "8bcd0005" + "00000001" + "0000aaaa" + "000a0002" + "9ffe9ffe" + "12345678");
  }

  @Test
  void whatIsTooMuchForOnePacketTakesSeveral() {
    for (int ssrc = 1; ssrc <= 4; ssrc++) {
      for (int number = 0; number < 400; number++) {
        feedback.onPacket(ssrc, number, SECOND);
      }
    }

    assertThat(written(SECOND))
        .hasSizeBetween(4, 5)
        .allSatisfy(packet -> assertThat(packet.length() / 2).isLessThan(1_100));
    assertThat(written(SECOND)).isEmpty();
  }

  private List<String> written(long nowNanos) {
    List<String> packets = new ArrayList<>();
    writer.wrap(out, 0, out.length);
    while (feedback.write(1, writer, 0x12345678, nowNanos)) {
      packets.add(HexFormat.of().formatHex(Arrays.copyOf(out, writer.length())));
      writer.wrap(out, 0, out.length);
    }
    return packets;
  }
}

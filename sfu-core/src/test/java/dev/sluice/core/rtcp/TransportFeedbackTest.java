package dev.sluice.core.rtcp;

import static dev.sluice.core.rtp.WireBytes.hex;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** draft-holmer-rmcat-transport-wide-cc-extensions-01 section 3.1. */
final class TransportFeedbackTest {
  private static final long MILLISECOND = 1_000_000;

  private final byte[] out = new byte[4000];
  private final RtcpWriter writer = new RtcpWriter();
  private final TransportFeedbackBuilder builder = new TransportFeedbackBuilder();

  private byte[] written() {
    writer.wrap(out, 0, out.length);
    assertThat(writer.transportFeedback(1, 2, builder)).isTrue();
    return Arrays.copyOf(out, writer.length());
  }

  private static List<String> read(byte[] packet) {
    RtcpReader reader = new RtcpReader();
    assertThat(reader.wrap(packet, 0, packet.length)).isTrue();
    assertThat(reader.next()).isTrue();
    assertThat(reader.kind()).isEqualTo(RtcpKind.TRANSPORT_FEEDBACK);
    List<String> packets = new ArrayList<>();
    TransportFeedback feedback = reader.transportFeedback();
    while (feedback.next()) {
      packets.add(
          feedback.sequenceNumber()
              + (feedback.received() ? "@" + feedback.arrivalNanos() / 250_000 : " lost"));
    }
    return packets;
  }

  @Test
  void aRunOfSmallDeltasIsOneChunk() {
    builder.begin(0xFFFE, 0x107);
    assertThat(builder.add(0xFFFE, 64 * MILLISECOND)).isTrue();
    assertThat(builder.add(0xFFFF, 65 * MILLISECOND)).isTrue();
    assertThat(builder.add(0x0000, 127 * MILLISECOND)).isTrue();
    // Reference time 1 (64 ms); deltas 0, 4 and 248 ticks of 250 µs; one byte of zero padding.
    assertThat(written())
        .isEqualTo(
            hex("8F CD 0006 00000001 00000002 FFFE 0003 000001 07" + "2003 00 04 F8 000000"));
  }

  @Test
  void lossAndLargeDeltasTakeATwoBitVector() {
    builder.begin(10, 0);
    builder.add(11, 0);
    builder.add(12, 100 * MILLISECOND);
    builder.add(13, 99 * MILLISECOND);
    // 11, symbols 00 01 10 10 and zeros; deltas 0, 400 and -4.
    assertThat(written())
        .isEqualTo(hex("8F CD 0006 00000001 00000002 000A 0004 000000 00 C680 00 0190 FFFC 00"));
  }

  @Test
  void lossAmongSmallDeltasTakesAOneBitVector() {
    builder.begin(0, 0);
    builder.add(0, 0);
    builder.add(2, MILLISECOND);
    // 10, then 1 0 1 and eleven zeros.
    assertThat(written())
        .isEqualTo(hex("8F CD 0005 00000001 00000002 0000 0003 000000 00 A800 00 04"));
  }

  @Test
  void theReferenceTimeMayBeNegative() {
    builder.begin(0, 0);
    builder.add(0, -MILLISECOND);
    assertThat(written())
        .isEqualTo(hex("8F CD 0005 00000001 00000002 0000 0001 FFFFFF 00 2001 FC 00"));
    assertThat(read(written())).containsExactly("0@-4");
  }

  /** The chunk examples of sections 3.1.3 and 3.1.4. */
  @Test
  void theDraftsChunksAreRead() {
    // 0 00 0000011011101: 221 lost.
    assertThat(read(hex("8F CD 0005 00000001 00000002 0000 00DD 000000 00 00DD 0000")))
        .hasSize(221)
        .allMatch(packet -> packet.endsWith("lost"));
    // 0 11 ...: 24 of the reserved symbol, read as lost.
    assertThat(read(hex("8F CD 0005 00000001 00000002 0000 0018 000000 00 6018 0000")))
        .hasSize(24)
        .allMatch(packet -> packet.endsWith("lost"));
    // 1 0 01111100111001: one-bit symbols, nine received.
    assertThat(
            read(
                hex(
                    "8F CD 0007 00000001 00000002 0000 000E 000000 00 9F39"
                        + "010101010101010101 00")))
        .containsExactly(
            "0 lost", "1@1", "2@2", "3@3", "4@4", "5@5", "6 lost", "7 lost", "8@6", "9@7", "10@8",
            "11 lost", "12 lost", "13@9");
    // 1 1 00 11 01 01 01 00 00: two-bit symbols.
    assertThat(read(hex("8F CD 0006 00000001 00000002 0000 0007 000000 00 CD50 010101 000000")))
        .containsExactly("0 lost", "1 lost", "2@1", "3@2", "4@3", "5 lost", "6 lost");
  }

  @Test
  void whatDoesNotFitIsLeftForTheNext() {
    builder.begin(100, 0);
    assertThat(builder.isEmpty()).isTrue();
    assertThat(builder.add(99, 0)).isFalse();
    assertThat(builder.add(100, 0)).isTrue();
    assertThat(builder.add(100, 0)).isFalse();
    assertThat(builder.add(101, 9_000 * MILLISECOND)).isFalse();
    assertThat(builder.add(100 + TransportFeedbackBuilder.MAX_STATUSES, 0)).isFalse();
    assertThat(builder.statusCount()).isEqualTo(1);
    writer.wrap(out, 0, 20);
    assertThat(writer.transportFeedback(1, 2, builder)).isFalse();
    assertThat(writer.isEmpty()).isTrue();
  }

  @Test
  void anyArrivalsAreReadAsTheyWereReported() {
    Random random = new Random(5);
    for (int run = 0; run < 3_000; run++) {
      int base = random.nextInt(65536);
      double loss = random.nextInt(4) * 0.3;
      int spread = new int[] {50, 300, 20_000}[random.nextInt(3)];
      long ticks = random.nextLong(0, 1L << 31);
      builder.begin(base, run);
      TreeMap<Integer, Long> reported = new TreeMap<>();
      int count = 1 + random.nextInt(200);
      for (int i = 0; i < count; i++) {
        if (random.nextDouble() < loss) {
          continue;
        }
        ticks += random.nextInt(spread) - spread / 4;
        assertThat(builder.add((base + i) & 0xFFFF, ticks * 250_000)).isTrue();
        reported.put(i, ticks);
      }
      if (reported.isEmpty()) {
        continue;
      }
      byte[] packet = written();
      Map<Integer, Long> straightforward = straightforwardReading(packet);
      // The reference time has 24 bits of 64 ms, 256 ticks each.
      long wrap = 1L << 32;
      Map<Integer, Long> expected = new TreeMap<>();
      reported.forEach((i, at) -> expected.put((base + i) & 0xFFFF, Math.floorMod(at, wrap)));
      assertThat(straightforward).isEqualTo(expected);

      Map<Integer, Long> ours = new TreeMap<>();
      for (String entry : read(packet)) {
        if (!entry.endsWith("lost")) {
          String[] parts = entry.split("@", -1);
          ours.put(Integer.valueOf(parts[0]), Math.floorMod(Long.parseLong(parts[1]), wrap));
        }
      }
      assertThat(ours).isEqualTo(expected);
    }
  }

  /** The draft's text bit by bit, as a string of ones and zeros. */
  private static Map<Integer, Long> straightforwardReading(byte[] packet) {
    StringBuilder bits = new StringBuilder();
    for (byte octet : packet) {
      bits.append(String.format("%8s", Integer.toBinaryString(octet & 0xFF)).replace(' ', '0'));
    }
    int base = Integer.parseInt(bits.substring(96, 112), 2);
    int count = Integer.parseInt(bits.substring(112, 128), 2);
    long time = Long.parseLong(bits.substring(128, 152), 2) * 256;
    int at = 160;
    List<Integer> symbols = new ArrayList<>();
    while (symbols.size() < count) {
      String chunk = bits.substring(at, at + 16);
      at += 16;
      if (chunk.startsWith("0")) {
        int run = Integer.parseInt(chunk.substring(3), 2);
        assertThat(run).isPositive();
        for (int i = 0; i < run; i++) {
          symbols.add(Integer.parseInt(chunk.substring(1, 3), 2));
        }
      } else {
        int width = chunk.charAt(1) == '0' ? 1 : 2;
        for (int i = 2; i < 16; i += width) {
          symbols.add(Integer.parseInt(chunk.substring(i, i + width), 2));
        }
      }
    }
    // What a vector holds beyond the count is not received.
    assertThat(symbols.subList(count, symbols.size())).allMatch(symbol -> symbol == 0);
    Map<Integer, Long> arrivals = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      if (symbols.get(i) == 1) {
        time += Integer.parseInt(bits.substring(at, at + 8), 2);
        at += 8;
      } else if (symbols.get(i) == 2) {
        time += (short) Integer.parseInt(bits.substring(at, at + 16), 2);
        at += 16;
      } else {
        continue;
      }
      arrivals.put((base + i) & 0xFFFF, Math.floorMod(time, 1L << 32));
    }
    assertThat(bits.substring(at)).hasSizeLessThan(32).matches("0*");
    return arrivals;
  }
}

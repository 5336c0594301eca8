package dev.sluice.core.rtp;

import static dev.sluice.core.rtp.WireBytes.hex;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class HeaderRewriterTest {
  private static final byte[] MID = "7".getBytes(US_ASCII);

  private final RtpPacket source = new RtpPacket();
  private final byte[] out = new byte[2000];

  private void wrap(String text) {
    byte[] bytes = hex(text);
    assertThat(source.wrap(bytes, 0, bytes.length)).isTrue();
  }

  private static HeaderRewriter rewriter(Map<HeaderExtension, Integer> ids, boolean mixed) {
    return new HeaderRewriter(MID, ids, mixed);
  }

  private byte[] written(HeaderRewriter rewriter) {
    int length = rewriter.write(source, 0x61, 0x5678, 0x11223344, 0x55667788, out, 4);
    return Arrays.copyOfRange(out, 4, 4 + length);
  }

  @Test
  void numbersAreReplacedAndMarkerCsrcsAndPayloadKept() {
    wrap("81 E0 0001 00000002 00000003 CCCCCCCC CAFE");
    assertThat(written(rewriter(Map.of(), false)))
        .isEqualTo(hex("81 E1 5678 11223344 55667788 CCCCCCCC CAFE"));
  }

  @Test
  void extensionsAreTranslatedAndUnknownOnesStripped() {
    wrap("90 60 0001 00000002 00000003 BEDE 0003 10AA 21BBBB 33CCCCCCCC 0000 CAFE");
    HeaderRewriter rewriter = rewriter(Map.of(HeaderExtension.PLAYOUT_DELAY, 5), false);
    rewriter.setMapping(
        HeaderExtensionMapping.between(
            Map.of(HeaderExtension.PLAYOUT_DELAY, 2, HeaderExtension.AUDIO_LEVEL, 1),
            Map.of(HeaderExtension.PLAYOUT_DELAY, 5)));
    assertThat(written(rewriter))
        .isEqualTo(hex("90 61 5678 11223344 55667788 BEDE 0001 51BBBB 00 CAFE"));
  }

  @Test
  void whatSpeaksOfOneHopNeverPasses() {
    Map<HeaderExtension, Integer> hop =
        Map.of(
            HeaderExtension.MID, 1,
            HeaderExtension.RID, 2,
            HeaderExtension.REPAIRED_RID, 3,
            HeaderExtension.ABS_SEND_TIME, 4,
            HeaderExtension.TRANSPORT_CC, 5,
            HeaderExtension.TRANSMISSION_OFFSET, 6);
    HeaderExtensionMapping mapping = HeaderExtensionMapping.between(hop, hop);
    for (int id = 0; id < 256; id++) {
      assertThat(mapping.destinationId(id)).isZero();
    }
  }

  @Test
  void theSendersOwnExtensionsAreAddedAndStamped() {
    wrap("80 60 0001 00000002 00000003 CAFE");
    HeaderRewriter rewriter =
        rewriter(
            Map.of(
                HeaderExtension.MID, 4,
                HeaderExtension.ABS_SEND_TIME, 3,
                HeaderExtension.TRANSPORT_CC, 2),
            false);
    assertThat(written(rewriter))
        .isEqualTo(hex("90 61 5678 11223344 55667788 BEDE 0003 32000000 210000 4037 000000 CAFE"));
    assertThat(rewriter.absSendTimeOffset()).isEqualTo(17);
    assertThat(rewriter.transportCcOffset()).isEqualTo(21);
    assertThat(rewriter.payloadOffset()).isEqualTo(28);
    rewriter.stampAbsSendTime(out, 4, 1_500_000_000L);
    rewriter.stampTransportCc(out, 4, 0xABCD);
    assertThat(Arrays.copyOfRange(out, 20, 28)).isEqualTo(hex("32060000 21ABCD 40"));

    rewriter.sendMid(false);
    assertThat(written(rewriter))
        .isEqualTo(hex("90 61 5678 11223344 55667788 BEDE 0002 32000000 210000 00 CAFE"));
  }

  @Test
  void aLongValueTakesTheTwoByteFormWhereFormsMayMix() {
    wrap("90 60 0001 00000002 00000003 1000 0005 0111 000102030405060708090A0B0C0D0E0F10 00 FF");
    Map<HeaderExtension, Integer> ids =
        Map.of(HeaderExtension.DEPENDENCY_DESCRIPTOR, 9, HeaderExtension.TRANSPORT_CC, 2);
    HeaderExtensionMapping mapping =
        HeaderExtensionMapping.between(Map.of(HeaderExtension.DEPENDENCY_DESCRIPTOR, 1), ids);

    HeaderRewriter mixing = rewriter(ids, true);
    mixing.setMapping(mapping);
    assertThat(written(mixing))
        .isEqualTo(
            hex(
                "90 61 5678 11223344 55667788 1000 0006 02020000"
                    + "0911 000102030405060708090A0B0C0D0E0F10 00 FF"));

    HeaderRewriter notMixing = rewriter(ids, false);
    notMixing.setMapping(mapping);
    assertThat(written(notMixing))
        .isEqualTo(hex("90 61 5678 11223344 55667788 BEDE 0001 210000 00 FF"));
  }

  @Test
  void anIdAbove14TakesTheTwoByteFormAlways() {
    wrap("90 60 0001 00000002 00000003 BEDE 0001 10AA 0000 FF");
    Map<HeaderExtension, Integer> ids = Map.of(HeaderExtension.AUDIO_LEVEL, 15);
    HeaderRewriter rewriter = rewriter(ids, false);
    rewriter.setMapping(
        HeaderExtensionMapping.between(Map.of(HeaderExtension.AUDIO_LEVEL, 1), ids));
    assertThat(written(rewriter))
        .isEqualTo(hex("90 61 5678 11223344 55667788 1000 0001 0F01AA 00 FF"));
  }

  @Test
  void paddingIsRemovedUnlessItIsToBeKept() {
    wrap("A0 60 0001 00000002 00000003 CAFE 000003");
    HeaderRewriter rewriter = rewriter(Map.of(), false);
    assertThat(written(rewriter)).isEqualTo(hex("80 61 5678 11223344 55667788 CAFE"));
    rewriter.keepPadding(true);
    assertThat(written(rewriter)).isEqualTo(hex("A0 61 5678 11223344 55667788 CAFE 000003"));
  }

  @Test
  void aRetransmissionCarriesTheOriginalSequenceNumber() {
    wrap("80 E0 0001 00000002 00000003 CAFE");
    HeaderRewriter rewriter = rewriter(Map.of(HeaderExtension.TRANSPORT_CC, 2), false);
    int length =
        rewriter.writeRetransmission(source, 0x62, 9, 0x11223344, 0x0E0E0E0E, 0xFFFF, out, 0);
    assertThat(Arrays.copyOf(out, length))
        .isEqualTo(hex("90 E2 0009 11223344 0E0E0E0E BEDE 0001 210000 00 FFFF CAFE"));
  }

  @Test
  void aRetransmissionDecapsulatesToWhatWasSentFirst() {
    wrap("80 E0 0001 00000002 00000003 CAFE");
    HeaderRewriter rewriter = rewriter(Map.of(HeaderExtension.TRANSPORT_CC, 2), false);
    byte[] first = written(rewriter);
    int length = rewriter.writeRetransmission(source, 0x62, 9, 0x11223344, 1, 0x5678, out, 0);
    RtpPacket retransmission = new RtpPacket();
    assertThat(retransmission.wrap(out, 0, length)).isTrue();
    byte[] restored = new byte[100];
    int restoredLength = Rtx.decapsulate(retransmission, 0x61, 0x55667788, restored, 0);
    assertThat(Arrays.copyOf(restored, restoredLength)).isEqualTo(first);
  }

  @Test
  void withoutRoomNothingIsWritten() {
    wrap("80 60 0001 00000002 00000003 CAFE");
    byte[] small = new byte[14];
    HeaderRewriter rewriter = rewriter(Map.of(), false);
    assertThat(rewriter.write(source, 1, 2, 3, 4, small, 1)).isEqualTo(-1);
    assertThat(small).containsOnly(0);
    assertThat(rewriter.write(source, 1, 2, 3, 4, small, 0)).isEqualTo(14);
  }

  @Test
  void whatIsWrittenReadsAsTheSourceUnderTheMapping() {
    Random random = new Random(3);
    HeaderExtension[] passing = {
      HeaderExtension.AUDIO_LEVEL, HeaderExtension.COLOR_SPACE, HeaderExtension.VIDEO_TIMING
    };
    for (int i = 0; i < 5_000; i++) {
      boolean twoByteSource = random.nextBoolean();
      int maxId = random.nextBoolean() ? 14 : 255;
      int[] sourceIds = random.ints(1, twoByteSource ? 256 : 15).distinct().limit(5).toArray();
      int[] destinationIds = random.ints(1, maxId + 1).distinct().limit(5).toArray();
      Map<HeaderExtension, Integer> from =
          Map.of(passing[0], sourceIds[0], passing[1], sourceIds[1], passing[2], sourceIds[2]);
      Map<HeaderExtension, Integer> to =
          Map.of(
              passing[0],
              destinationIds[0],
              passing[1],
              destinationIds[1],
              HeaderExtension.TRANSPORT_CC,
              destinationIds[2],
              HeaderExtension.MID,
              destinationIds[3]);

      List<String> expected = new ArrayList<>();
      expected.add(destinationIds[2] + "=0000");
      expected.add(destinationIds[3] + "=37");
      byte[] packet = new byte[1500];
      int length = randomPacket(random, packet, twoByteSource, sourceIds, destinationIds, expected);
      assertThat(source.wrap(packet, 0, length)).isTrue();
      HeaderRewriter rewriter = rewriter(to, true);
      rewriter.setMapping(HeaderExtensionMapping.between(from, to));
      int outOffset = random.nextInt(50);
      int sequenceNumber = random.nextInt(65536);
      int total = rewriter.write(source, 99, sequenceNumber, 7, 8, out, outOffset);

      RtpPacket result = new RtpPacket();
      assertThat(result.wrap(out, outOffset, total)).isTrue();
      assertThat(result.headerLength() % 4).isZero();
      assertThat(result.sequenceNumber()).isEqualTo(sequenceNumber);
      assertThat(result.marker()).isEqualTo(source.marker());
      assertThat(result.csrcCount()).isEqualTo(source.csrcCount());
      assertThat(result.payloadOffset()).isEqualTo(outOffset + rewriter.payloadOffset());
      assertThat(payload(result)).isEqualTo(payload(source));
      List<String> found = new ArrayList<>();
      result.rewindExtensions();
      while (result.nextExtension()) {
        found.add(
            result.extensionId()
                + "="
                + HexFormat.of()
                    .formatHex(
                        out,
                        result.extensionOffset(),
                        result.extensionOffset() + result.extensionLength()));
      }
      assertThat(found).isEqualTo(expected);
    }
  }

  private static byte[] payload(RtpPacket packet) {
    return Arrays.copyOfRange(
        packet.buffer(), packet.payloadOffset(), packet.payloadOffset() + packet.payloadLength());
  }

  private static int randomPacket(
      Random random,
      byte[] packet,
      boolean twoByte,
      int[] sourceIds,
      int[] destinationIds,
      List<String> expected) {
    random.nextBytes(packet);
    int csrcs = random.nextInt(4);
    packet[0] = (byte) (0x90 | csrcs);
    int start = 12 + 4 * csrcs;
    NetworkBytes.put16(packet, start, twoByte ? 0x1000 | random.nextInt(16) : 0xBEDE);
    int at = start + 4;
    for (int i = 0; i < sourceIds.length; i++) {
      if (random.nextInt(3) == 0) {
        continue;
      }
      int length = twoByte ? random.nextInt(40) : 1 + random.nextInt(16);
      if (twoByte) {
        packet[at++] = (byte) sourceIds[i];
        packet[at++] = (byte) length;
      } else {
        packet[at++] = (byte) ((sourceIds[i] << 4) | (length - 1));
      }
      if (i < 2) {
        expected.add(destinationIds[i] + "=" + HexFormat.of().formatHex(packet, at, at + length));
      }
      at += length;
      while (random.nextInt(4) == 0) {
        packet[at++] = 0;
      }
    }
    while ((at - start) % 4 != 0) {
      packet[at++] = 0;
    }
    NetworkBytes.put16(packet, start + 2, (at - start) / 4 - 1);
    return at + random.nextInt(800);
  }
}

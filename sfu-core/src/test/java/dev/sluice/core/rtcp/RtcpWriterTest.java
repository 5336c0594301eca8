package dev.sluice.core.rtcp;

import static dev.sluice.core.rtp.WireBytes.hex;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bytes assembled from the diagrams of the specifications that {@link RtcpReaderTest} names. */
final class RtcpWriterTest {
  private final byte[] out = new byte[1500];
  private final RtcpWriter writer = new RtcpWriter();

  @BeforeEach
  void begin() {
    Arrays.fill(out, (byte) 0x55);
    writer.wrap(out, 8, 1200);
  }

  private byte[] written() {
    return Arrays.copyOfRange(out, 8, 8 + writer.length());
  }

  @Test
  void aCompoundPacketIsAReportAndANameAndWhatFollows() {
    assertThat(writer.isEmpty()).isTrue();
    assertThat(writer.senderReport(0x11111111, 0xB44DB705_20000000L, 0xA000, 100, 10_000)).isTrue();
    assertThat(writer.reportBlock(0x22222222, 0x40, -2, 0x10002, 7, 0xB7052000, 0x54000)).isTrue();
    assertThat(writer.sourceDescription(0x11111111, "ab".getBytes(UTF_8))).isTrue();
    assertThat(writer.goodbye(0x11111111)).isTrue();
    assertThat(written())
        .isEqualTo(
            hex(
                "81 C8 000C 11111111 B44DB705 20000000 0000A000 00000064 00002710"
                    + "22222222 40 FFFFFE 00010002 00000007 B7052000 00054000"
                    + "81 CA 0003 11111111 01 02 6162 00000000"
                    + "81 CB 0001 11111111"));
  }

  @Test
  void aReceiverReportTakes31Blocks() {
    writer.receiverReport(1);
    for (int i = 0; i < 31; i++) {
      assertThat(writer.reportBlock(i, 0, 0, 0, 0, 0, 0)).isTrue();
    }
    assertThat(writer.reportBlock(31, 0, 0, 0, 0, 0, 0)).isFalse();
    RtcpReader reader = new RtcpReader();
    assertThat(reader.wrap(out, 8, writer.length())).isTrue();
    reader.next();
    assertThat(reader.receiverReport().reportBlocks().count()).isEqualTo(31);
    assertThat(reader.receiverReport().reportBlocks().ssrc(30)).isEqualTo(30);
  }

  @Test
  void cumulativeLossIsCutTo24Bits() {
    writer.receiverReport(1);
    writer.reportBlock(2, 0, 0x0100_0000, 0, 0, 0, 0);
    RtcpReader reader = new RtcpReader();
    reader.wrap(out, 8, writer.length());
    reader.next();
    assertThat(reader.receiverReport().reportBlocks().cumulativeLost(0)).isEqualTo(0x7F_FFFF);
  }

  @Test
  void aBlockNeedsItsReportRightBefore() {
    writer.receiverReport(1);
    writer.pictureLoss(1, 2);
    assertThatThrownBy(() -> writer.reportBlock(1, 0, 0, 0, 0, 0, 0))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aNameThatEndsOnABoundaryStillEndsWithNull() {
    writer.sourceDescription(1, "abcdef".getBytes(UTF_8));
    assertThat(written()).isEqualTo(hex("81 CA 0004 00000001 01 06 616263646566 00000000"));
  }

  @Test
  void requestsForKeyFramesAreWritten() {
    writer.pictureLoss(1, 2);
    writer.fullIntraRequest(1, 2, 0x105);
    assertThat(written())
        .isEqualTo(
            hex("81 CE 0002 00000001 00000002" + "84 CE 0004 00000001 00000000 00000002 05000000"));
  }

  @Test
  void aBitrateIsWrittenWith18SignificantBits() {
    writer.bitrateEstimate(1, (0x20001L << 3) + 7, new int[] {2, 3, 9}, 2);
    assertThat(written())
        .isEqualTo(hex("8F CE 0006 00000001 00000000 52454D42 02 0E 0001 00000002 00000003"));
  }

  @Test
  void receiverReferenceTimesAndTheirAnswersAreWritten() {
    writer.receiverReferenceTime(1, 0xB44DB705_20000000L);
    writer.delaySinceReferenceTime(1, 2, 0xB7052000, 0x54000);
    assertThat(written())
        .isEqualTo(
            hex(
                "80 CF 0004 00000001 04 00 0002 B44DB705 20000000"
                    + "80 CF 0005 00000001 05 00 0003 00000002 B7052000 00054000"));
  }

  @Test
  void lostPacketsShareEntries() {
    int[] lost = {99, 0xFFFE, 0xFFFF, 0x0001, 0x000E, 0x0100};
    assertThat(writer.nack(1, 2, lost, 1, 5)).isEqualTo(5);
    assertThat(written()).isEqualTo(hex("81 CD 0004 00000001 00000002 FFFE 8005 0100 0000"));
  }

  @Test
  void aNackWithoutRoomForAllTellsHowManyItHolds() {
    writer.wrap(out, 0, 16);
    assertThat(writer.nack(1, 2, new int[] {1, 2, 100}, 0, 3)).isEqualTo(2);
    assertThat(writer.length()).isEqualTo(16);
    assertThat(writer.nack(1, 2, new int[] {100}, 0, 1)).isZero();
    assertThat(writer.length()).isEqualTo(16);
  }

  @Test
  void anySetOfLostPacketsIsReadAsItWasWritten() {
    Random random = new Random(4);
    RtcpReader reader = new RtcpReader();
    for (int i = 0; i < 2_000; i++) {
      int base = random.nextInt(65536);
      TreeSet<Integer> offsets = new TreeSet<>();
      for (int n = 1 + random.nextInt(100); n > 0; n--) {
        offsets.add(random.nextInt(400));
      }
      int[] lost = offsets.stream().mapToInt(offset -> (base + offset) & 0xFFFF).toArray();
      begin();
      assertThat(writer.nack(1, 2, lost, 0, lost.length)).isEqualTo(lost.length);
      assertThat(reader.wrap(out, 8, writer.length())).isTrue();
      reader.next();
      List<Integer> found = new ArrayList<>();
      for (int s = reader.nack().nextLost(); s >= 0; s = reader.nack().nextLost()) {
        found.add(s);
      }
      assertThat(found.stream().mapToInt(Integer::intValue).toArray()).isEqualTo(lost);
    }
  }

  @Test
  void whatFindsNoRoomIsNotWritten() {
    byte[] cname = {1};
    for (int room = 0; room < 8; room++) {
      writer.wrap(out, 8, room);
      assertThat(writer.senderReport(1, 2, 3, 4, 5)).isFalse();
      assertThat(writer.receiverReport(1)).isFalse();
      assertThat(writer.sourceDescription(1, cname)).isFalse();
      assertThat(writer.goodbye(1)).isFalse();
      assertThat(writer.pictureLoss(1, 2)).isFalse();
      assertThat(writer.fullIntraRequest(1, 2, 3)).isFalse();
      assertThat(writer.bitrateEstimate(1, 2, new int[0], 0)).isFalse();
      assertThat(writer.receiverReferenceTime(1, 2)).isFalse();
      assertThat(writer.delaySinceReferenceTime(1, 2, 3, 4)).isFalse();
      assertThat(writer.isEmpty()).isTrue();
    }
    assertThat(out).containsOnly(0x55);
  }
}

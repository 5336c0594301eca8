package dev.sluice.core.capture;

import static dev.sluice.core.rtp.WireBytes.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files written byte by byte after draft-ietf-opsawg-pcap and draft-ietf-opsawg-pcapng. */
class CaptureReaderTest {

  private static final String PCAP_BIG_ENDIAN =
      "a1b2c3d4 0002 0004 00000000 00000000 0000ffff 00000001";

  private static final String SECTION_LITTLE_ENDIAN =
      "0a0d0d0a 1c000000 4d3c2b1a 0100 0000 ffffffffffffffff 1c000000";

  private static final String SECTION_BIG_ENDIAN =
      "0a0d0d0a 0000001c 1a2b3c4d 0001 0000 ffffffffffffffff 0000001c";

  @Test
  void aPcapFileOfEitherByteOrderAndResolutionIsRead() throws Exception {
    CaptureReader reader = reader(PCAP_BIG_ENDIAN + "00000002 000003e8 00000003 00000005 aabbcc");
    assertThat(reader.next()).isTrue();
    assertThat(reader.source().linkType()).isEqualTo(LinkType.ETHERNET);
    assertThat(reader.unixNanos()).isEqualTo(2_001_000_000L);
    assertThat(reader.length()).isEqualTo(3);
    assertThat(reader.isCut()).isTrue();
    assertThat(reader.next()).isFalse();

    CaptureReader nanos =
        reader(
            "4d3cb2a1 0200 0400 00000000 00000000 ffff0000 71000000"
                + "02000000 e8030000 01000000 01000000 aa");
    assertThat(nanos.next()).isTrue();
    assertThat(nanos.source().linkType()).isEqualTo(LinkType.LINUX_SLL);
    assertThat(nanos.unixNanos()).isEqualTo(2_000_001_000L);
  }

  @Test
  void aPcapFileThatWasCutOffEndsThere() throws Exception {
    CaptureReader reader = reader(PCAP_BIG_ENDIAN + "00000002 000003e8 00000003 00000003 aabb");

    assertThat(reader.next()).isFalse();
    assertThat(reader.isTruncated()).isTrue();
  }

  @Test
  void timesCountMicrosecondsWhereTheInterfaceDoesntSay() throws Exception {
    CaptureReader reader =
        reader(
            SECTION_LITTLE_ENDIAN
                + "01000000 14000000 0100 0000 00000000 1400000006000000 24000000 00000000 00000000"
                + " e8030000 01000000 01000000 aa000000 24000000");

    assertThat(reader.next()).isTrue();
    assertThat(reader.unixNanos()).isEqualTo(1_000_000L);
  }

  @Test
  void timesMayCountPowersOfTwoFromAnotherOrigin() throws Exception {
    CaptureReader reader =
        reader(
            SECTION_BIG_ENDIAN
                + "00000001 0000002c 0065 0000 00000000 0009 0001 8a000000000e 0008"
                + " 000000000000000a 00000000 0000002c00000006 00000024 00000000 00000000 00000600"
                + " 00000001 00000001 aa000000 00000024");

    assertThat(reader.next()).isTrue();
    // 1536 of 1/1024 s, and 10 s.
    assertThat(reader.unixNanos()).isEqualTo(11_500_000_000L);
  }

  @Test
  void simplePacketsAreOfTheFirstInterfaceAndItsSnapLength() throws Exception {
    CaptureReader reader =
        reader(
            SECTION_BIG_ENDIAN
                + "00000001 00000014 0065 0000 00000002 00000014"
                + "00000003 00000014 00000040 aabb0000 00000014");

    assertThat(reader.next()).isTrue();
    assertThat(reader.length()).isEqualTo(2);
    assertThat(reader.isCut()).isTrue();
  }

  @Test
  void blocksThatNobodyKnowsAreSkipped() throws Exception {
    CaptureReader reader =
        reader(
            SECTION_BIG_ENDIAN
                + "0badc0de 00000010 01020304 00000010"
                + "00000001 00000014 0065 0000 00000000 00000014"
                + "00000003 00000014 00000001 aa000000 00000014");

    assertThat(reader.next()).isTrue();
    assertThat(reader.length()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "52494646 00000000 | neither a pcapng nor a pcap file",
        "a1b2 | too short",
        "a1b2c3d4 0002 | ends within its header",
        "0a0d0d0a 1c000000 12345678 0100 0000 ffffffffffffffff 1c000000 | byte order is 12345678"
      })
  void whatIsNoCaptureIsRefused(String bytes, String reason) {
    assertThatThrownBy(() -> reader(bytes).next())
        .isInstanceOf(CaptureFormatException.class)
        .hasMessageContaining(reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "00000006 00000008 00000000 | a block of 8 bytes",
        "00000006 0000000d 00000000 00 | a block of 13 bytes",
        "00000001 0000000c 0000000c | an interface description of 0 bytes",
        "00000003 00000010 00000001 00000010 | interface 0, of which the section has not told",
        "00000006 00000020 ffffffff 00000000 00000000 00000000 00000000 00000020 | interface"
            + " 4294967295",
        "00000001 00000018 0065 0000 00000000 0002 0009 00000018 | an option of 9 bytes"
      })
  void whatIsBrokenIsSaidWithItsPlace(String block, String reason) {
    assertThatThrownBy(() -> reader(SECTION_BIG_ENDIAN + block).next())
        .isInstanceOf(CaptureFormatException.class)
        .hasMessageContaining("broken at byte 28")
        .hasMessageContaining(reason);
  }

  private static CaptureReader reader(String hex) throws CaptureFormatException {
    return new CaptureReader(hex(hex));
  }
}

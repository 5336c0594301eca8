package dev.sluice.core.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PcapngRoundTripTest {

  private static final long SOME_TIME = 1_764_000_000_123_456_789L;

  private final PcapngWriter writer = new PcapngWriter();
  private final ByteArrayOutputStream file = new ByteArrayOutputStream();

  @Test
  void aFrameComesBackToTheNanosecondWithItsInterface() throws Exception {
    section();
    describe(LinkType.WIRESHARK_UPPER_PDU, "events");
    describe(LinkType.RAW, "c1/decrypted");
    packet(1, SOME_TIME, new byte[] {1, 2, 3}, 3);

    CaptureReader reader = reader();
    assertThat(reader.next()).isTrue();
    assertThat(reader.unixNanos()).isEqualTo(SOME_TIME);
    assertThat(reader.source()).isEqualTo(new CaptureInterface(LinkType.RAW, "c1/decrypted"));
    assertThat(frame(reader)).containsExactly(1, 2, 3);
    assertThat(reader.isCut()).isFalse();
    assertThat(reader.next()).isFalse();
    assertThat(reader.isTruncated()).isFalse();
  }

  @Test
  void aFrameThatWasCutSaysSo() throws Exception {
    section();
    describe(LinkType.RAW, "a");
    packet(0, SOME_TIME, new byte[] {1, 2, 3}, 1500);

    CaptureReader reader = reader();
    reader.next();
    assertThat(reader.isCut()).isTrue();
    assertThat(reader.length()).isEqualTo(3);
  }

  @Test
  void whatWasDroppedIsAddedUpOverInterfacesAndSections() throws Exception {
    section();
    describe(LinkType.RAW, "a");
    describe(LinkType.RAW, "b");
    statistics(0, 10, 3);
    statistics(1, 10, 4);
    section();
    describe(LinkType.RAW, "c");
    statistics(0, 10, 5);

    CaptureReader reader = reader();
    assertThat(reader.next()).isFalse();
    assertThat(reader.dropped()).isEqualTo(12);
  }

  @Test
  void eachSectionNumbersItsInterfacesAnew() throws Exception {
    section();
    describe(LinkType.RAW, "first");
    packet(0, SOME_TIME, new byte[] {1}, 1);
    section();
    describe(LinkType.ETHERNET, "second");
    packet(0, SOME_TIME, new byte[] {2}, 1);

    CaptureReader reader = reader();
    reader.next();
    assertThat(reader.source().name()).isEqualTo("first");
    reader.next();
    assertThat(reader.source()).isEqualTo(new CaptureInterface(LinkType.ETHERNET, "second"));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void anyFramesComeBackAsTheyWere(long seed) throws Exception {
    Random random = new Random(seed);
    section();
    describe(LinkType.RAW, "any");
    byte[][] frames = new byte[200][];
    for (int i = 0; i < frames.length; i++) {
      frames[i] = new byte[random.nextInt(6000)];
      random.nextBytes(frames[i]);
      packet(0, SOME_TIME + i, frames[i], frames[i].length);
    }

    CaptureReader reader = reader();
    for (int i = 0; i < frames.length; i++) {
      assertThat(reader.next()).isTrue();
      assertThat(reader.unixNanos()).isEqualTo(SOME_TIME + i);
      assertThat(frame(reader)).isEqualTo(frames[i]);
    }
    assertThat(reader.next()).isFalse();
  }

  @Test
  void aFileThatEndsAnywhereEndsWithTheLastWholeFrame() throws Exception {
    section();
    describe(LinkType.RAW, "a");
    packet(0, SOME_TIME, new byte[100], 100);
    int whole = file.size();
    packet(0, SOME_TIME, new byte[100], 100);
    byte[] all = file.toByteArray();

    for (int end = whole; end < all.length; end++) {
      CaptureReader reader = new CaptureReader(Arrays.copyOf(all, end));
      assertThat(reader.next()).isTrue();
      assertThat(reader.next()).isFalse();
      assertThat(reader.isTruncated()).isEqualTo(end > whole);
    }
  }

  private void section() {
    writer.section("Test", "of the writer");
    keep();
  }

  private void describe(int linkType, String name) {
    writer.describeInterface(linkType, name, "some interface");
    keep();
  }

  private void packet(int interfaceId, long nanos, byte[] frame, int originalLength) {
    writer.packet(interfaceId, nanos, frame, frame.length, originalLength);
    keep();
  }

  private void statistics(int interfaceId, long received, long dropped) {
    writer.statistics(interfaceId, SOME_TIME, received, dropped);
    keep();
  }

  private void keep() {
    file.write(writer.bytes(), 0, writer.length());
  }

  private CaptureReader reader() throws CaptureFormatException {
    return new CaptureReader(file.toByteArray());
  }

  private static byte[] frame(CaptureReader reader) {
    return Arrays.copyOfRange(reader.bytes(), reader.offset(), reader.offset() + reader.length());
  }
}

package dev.sluice.core.codec;

import static dev.sluice.core.codec.VideoLayersAllocation.MAX_SPATIAL_LAYERS;
import static dev.sluice.core.codec.VideoLayersAllocation.MAX_STREAMS;
import static dev.sluice.core.rtp.WireBytes.hex;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.rtp.Codec;
import dev.sluice.core.rtp.RtpPacket;
import dev.sluice.core.rtp.WireBytes;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** libwebrtc's docs/native-code/rtp-hdrext/video-layers-allocation00, by hand and as sent. */
final class VideoLayersAllocationTest {

  /** The id of the captures' offers. */
  private static final int CAPTURED_ID = 17;

  private final VideoLayersAllocation allocation = new VideoLayersAllocation();

  private boolean read(String hex) {
    byte[] bytes = hex(hex);
    return allocation.read(bytes, 0, bytes.length);
  }

  /** What was read, a line for each layer: stream, spatial layer, bitrates, size. */
  private List<String> layers() {
    List<String> lines = new ArrayList<>();
    for (int stream = 0; stream < MAX_STREAMS; stream++) {
      for (int spatial = 0; spatial < MAX_SPATIAL_LAYERS; spatial++) {
        if (allocation.isSent(stream, spatial)) {
          lines.add(line(stream, spatial));
        }
      }
    }
    return lines;
  }

  private String line(int stream, int spatial) {
    StringBuilder line = new StringBuilder(stream + "/" + spatial + ":");
    for (int i = 0; i < allocation.temporalLayers(stream, spatial); i++) {
      line.append(' ').append(allocation.bitrateBps(stream, spatial, i));
    }
    if (allocation.isSized()) {
      line.append(' ').append(allocation.width(stream, spatial));
      line.append('x').append(allocation.height(stream, spatial));
      line.append('@').append(allocation.framesPerSecond(stream, spatial));
    }
    return line.toString();
  }

  @Test
  void aSimulcastOfTheSameLayersHasOneMask() {
    // RID 1, NS 3 - 1, one spatial layer; 1, 2 and 3 temporal layers.
    assertThat(read("61 18 64 ac02 f403 c801 d804 d00f")).isTrue();

    assertThat(allocation.stream()).isEqualTo(1);
    assertThat(layers())
        .containsExactly("0/0: 100000", "1/0: 300000 500000", "2/0: 200000 600000 2000000");
  }

  @Test
  void aSimulcastOfDifferentLayersHasAMaskForEachStream() {
    // RID 2, NS 3 - 1; the first has two spatial layers, the second none, the third the upper one.
    assertThat(read("a0 30 20 00 01 02 03")).isTrue();

    assertThat(allocation.stream()).isEqualTo(2);
    assertThat(layers()).containsExactly("0/0: 1000", "0/1: 2000", "2/1: 3000");
  }

  @Test
  void twoStreamsShareTheByteOfMasks() {
    assertThat(read("10 01 00 7f 013f00b31e")).isTrue();

    assertThat(layers()).containsExactly("1/0: 127000 320x180@30");
  }

  @Test
  void moreThanFourLayersTellTheirTemporalLayersInSeveralBytes() {
    // Two streams of three spatial layers; the last one alone has two temporal layers.
    assertThat(read("17 0010 01 02 03 04 05 06 07")).isTrue();

    assertThat(layers())
        .containsExactly(
            "0/0: 1000", "0/1: 2000", "0/2: 3000", "1/0: 4000", "1/1: 5000", "1/2: 6000 7000");
  }

  @Test
  void sizesAreTheGreatestThatThereAre() {
    assertThat(read("01 00 c0843d ffffffffff")).isTrue();

    assertThat(layers()).containsExactly("0/0: 1000000000 65536x65536@255");
  }

  @Test
  void oneByteOfZeroSaysThatNothingIsSent() {
    assertThat(read("61 00 01 02 03")).isTrue();
    assertThat(read("00")).isTrue();

    assertThat(allocation.stream()).isEqualTo(-1);
    assertThat(layers()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "01",
        "00 10",
        "01 00",
        "01 00 80",
        // A number that doesn't end within eight bytes, and one above 1 Gbit/s.
        "01 00 808080808080808001",
        "01 00 c1843d",
        // Sizes of no layer, of half of one, and of two instead of one.
        "01 00 01 01",
        "01 00 01 013f00",
        "01 00 01 013f00b31e013f00b31e",
        // Sent on a stream that there isn't.
        "41 00 01"
      })
  void whatDoesNotMakeSenseIsRefused(String hex) {
    assertThat(read(hex)).isFalse();
  }

  /** Chromium 156, a simulcast of 1280x720, as it was sent on the best encoding. */
  @Test
  void chromiumTellsOfItsSimulcast() {
    assertThat(read("a1a83c5a9601c801ac02f4039003d904e907013f00b313027f01671304ff02cf13")).isTrue();

    assertThat(allocation.stream()).isEqualTo(2);
    assertThat(layers())
        .containsExactly(
            "0/0: 60000 90000 150000 320x180@19",
            "1/0: 200000 300000 500000 640x360@19",
            "2/0: 400000 601000 1001000 1280x720@19");
  }

  /** As it says on the least encoding that the others have stopped. */
  @Test
  void whatChromiumStopsIsMissing() {
    assertThat(read("01803c5a9601013f00b314")).isTrue();

    assertThat(allocation.stream()).isZero();
    assertThat(layers()).containsExactly("0/0: 60000 90000 150000 320x180@20");
  }

  /** Chromium 156, scalable streams of 640x360: the upper layer is sent a picture later. */
  @Test
  void chromiumTellsOfItsLayers() {
    assertThat(captured("av1svc"))
        .containsExactly(
            "0/0: 62000 97000 320x180@60, 0/1: 114000 176000 640x360@60",
            "0/0: 92000 142000, 0/1: 270000 418000",
            "0/0: 92000 142000 320x180@60, 0/1: 270000 418000 640x360@60",
            "0/0: 92000 142000 320x180@10, 0/1: 270000 418000 640x360@10");
    assertThat(captured("h264"))
        .containsExactly("0/0: 200000 320x180@60", "0/0: 200000 320x180@10");
  }

  private List<String> captured(String name) {
    List<String> said = new ArrayList<>();
    RtpPacket packet = new RtpPacket();
    for (byte[] bytes : WireBytes.capture("chromium-" + name + ".rtp")) {
      packet.wrap(bytes, 0, bytes.length);
      int value = packet.findExtension(CAPTURED_ID);
      if (value >= 0) {
        assertThat(allocation.read(bytes, value, packet.extensionLength())).isTrue();
        assertThat(allocation.stream()).isZero();
        String line = String.join(", ", layers());
        if (said.isEmpty() || !said.getLast().equals(line)) {
          said.add(line);
        }
      }
    }
    return said;
  }

  /** Against the payloads and dependency descriptors of the same packets. */
  @ParameterizedTest
  @CsvSource({"VP8, vp8, 96", "VP9, vp9, 98", "VP9, vp9svc, 98", "AV1, av1, 45", "AV1, av1svc, 45"})
  void chromiumSendsTheLayersThatItTellsOf(Codec codec, String name, int payloadType) {
    RtpPacket packet = new RtpPacket();
    FrameInfo frame = new FrameInfo();
    DependencyDescriptor descriptor = new DependencyDescriptor();
    boolean said = false;
    int checked = 0;
    for (byte[] bytes : WireBytes.capture("chromium-" + name + ".rtp")) {
      packet.wrap(bytes, 0, bytes.length);
      if (packet.payloadType() != payloadType || packet.payloadLength() == 0) {
        continue;
      }
      PayloadDescriptor.of(codec)
          .read(bytes, packet.payloadOffset(), packet.payloadLength(), packet.marker(), frame);
      descriptor.read(bytes, packet.findExtension(16), packet.extensionLength(), frame);
      int value = packet.findExtension(CAPTURED_ID);
      if (value >= 0) {
        assertThat(allocation.read(bytes, value, packet.extensionLength())).isTrue();
        said = true;
        if (frame.keyFrame && frame.width > 0) {
          int spatial = Math.max(0, frame.spatialId);
          assertThat(allocation.width(0, spatial)).isEqualTo(frame.width);
          assertThat(allocation.height(0, spatial)).isEqualTo(frame.height);
          checked++;
        }
      }
      if (said) {
        assertThat(frame.temporalId)
            .isLessThan(allocation.temporalLayers(0, Math.max(0, frame.spatialId)));
      }
    }
    assertThat(checked).isGreaterThanOrEqualTo(2);
  }

  /** What any sender could say, written down by the letter of the document. */
  @Test
  void whateverIsWrittenIsRead() {
    Random random = new Random(11);
    for (int i = 0; i < 5_000; i++) {
      int[] masks = new int[1 + random.nextInt(MAX_STREAMS)];
      boolean same = random.nextBoolean();
      for (int stream = 0; stream < masks.length; stream++) {
        masks[stream] = same && stream > 0 ? masks[0] : random.nextInt(16);
      }
      int stream = random.nextInt(masks.length);
      List<String> expected = new ArrayList<>();
      byte[] written = write(masks, stream, random, expected);
      assertThat(allocation.read(written, 0, written.length)).isTrue();
      assertThat(allocation.stream()).isEqualTo(stream);
      assertThat(layers()).isEqualTo(expected);
    }
  }

  private static byte[] write(int[] masks, int stream, Random random, List<String> expected) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    boolean same = masks[0] != 0 && Arrays.stream(masks).allMatch(mask -> mask == masks[0]);
    out.write(stream << 6 | (masks.length - 1) << 4 | (same ? masks[0] : 0));
    for (int i = 0; !same && i < masks.length; i += 2) {
      out.write(masks[i] << 4 | (i + 1 < masks.length ? masks[i + 1] : 0));
    }
    StringBuilder counts = new StringBuilder();
    ByteArrayOutputStream bitrates = new ByteArrayOutputStream();
    ByteArrayOutputStream pictures = new ByteArrayOutputStream();
    boolean sized = random.nextBoolean();
    for (int i = 0; i < masks.length; i++) {
      for (int spatial = 0; spatial < MAX_SPATIAL_LAYERS; spatial++) {
        if ((masks[i] >> spatial & 1) == 0) {
          continue;
        }
        StringBuilder line = new StringBuilder(i + "/" + spatial + ":");
        int layers = 1 + random.nextInt(4);
        counts.append(layers > 2 ? '1' : '0').append(layers % 2 == 0 ? '1' : '0');
        for (int temporal = 0; temporal < layers; temporal++) {
          int kbps = random.nextInt(1 << random.nextInt(20));
          line.append(' ').append(kbps * 1000L);
          for (; kbps > 0x7F; kbps >>= 7) {
            bitrates.write(0x80 | (kbps & 0x7F));
          }
          bitrates.write(kbps);
        }
        int width = random.nextInt(1 << 16);
        int height = random.nextInt(1 << 16);
        int rate = random.nextInt(1 << 8);
        pictures.writeBytes(
            new byte[] {
              (byte) (width >> 8), (byte) width, (byte) (height >> 8), (byte) height, (byte) rate
            });
        line.append(sized ? " %dx%d@%d".formatted(width + 1, height + 1, rate) : "");
        expected.add(line.toString());
      }
    }
    for (int i = 0; i < counts.length(); i += 8) {
      String bits = (counts + "000000").substring(i, i + 8);
      out.write(Integer.parseInt(bits, 2));
    }
    out.writeBytes(bitrates.toByteArray());
    if (sized) {
      out.writeBytes(pictures.toByteArray());
    }
    return out.toByteArray();
  }
}

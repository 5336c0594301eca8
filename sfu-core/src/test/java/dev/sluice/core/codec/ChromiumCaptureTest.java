package dev.sluice.core.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.rtp.Codec;
import dev.sluice.core.rtp.RtpPacket;
import dev.sluice.core.rtp.WireBytes;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the payloads say, against what Chromium says of the same packets: its statistics and the
 * dependency descriptors that it wrote. See captures/README.md.
 */
final class ChromiumCaptureTest {
  /** The ids of the capture's offer. */
  private static final int DEPENDENCY_DESCRIPTOR = 16;

  private final RtpPacket packet = new RtpPacket();
  private final FrameInfo payload = new FrameInfo();
  private final FrameInfo descriptor = new FrameInfo();

  private boolean isMedia(byte[] bytes, int payloadType) {
    assertThat(packet.wrap(bytes, 0, bytes.length)).isTrue();
    return packet.payloadType() == payloadType;
  }

  private void readPayload(PayloadDescriptor reader) {
    assertThat(
            reader.read(
                packet.buffer(),
                packet.payloadOffset(),
                packet.payloadLength(),
                packet.marker(),
                payload))
        .isTrue();
  }

  /** Frames and key frames as Chromium's framesSent and keyFramesEncoded counted them. */
  @ParameterizedTest
  @CsvSource({"VP8, vp8, 96, 18, 2", "VP9, vp9, 98, 18, 2", "H264, h264, 102, 16, 2"})
  void framesAreCountedAsTheSenderCountsThem(
      Codec codec, String name, int payloadType, int frames, int keyFrames) {
    assertFrames(codec, "chromium-" + name + ".rtp", payloadType, frames, keyFrames);
  }

  @Test
  void av1FramesAreCountedAsTheSenderCountsThem() {
    assertFrames(Codec.AV1, "chromium-av1.rtp", 45, 18, 2);
  }

  /** ffmpeg was told to make every tenth picture a key frame: 0, 10 and 20 of 26. */
  @Test
  void h265FramesAreCountedAsTheSenderCountsThem() {
    byte[] first = WireBytes.capture("ffmpeg-h265.rtp").getFirst();
    packet.wrap(first, 0, first.length);
    Set<Integer> timestamps = new HashSet<>();
    for (byte[] bytes : WireBytes.capture("ffmpeg-h265.rtp")) {
      packet.wrap(bytes, 0, bytes.length);
      timestamps.add(packet.timestamp());
    }
    int frames = timestamps.size();
    assertFrames(Codec.H265, "ffmpeg-h265.rtp", packet.payloadType(), frames, (frames + 9) / 10);
  }

  private void assertFrames(Codec codec, String file, int payloadType, int frames, int keyFrames) {
    PayloadDescriptor reader = PayloadDescriptor.of(codec);
    Set<Integer> started = new HashSet<>();
    Set<Integer> ended = new HashSet<>();
    Set<Integer> keys = new HashSet<>();
    for (byte[] bytes : WireBytes.capture(file)) {
      if (!isMedia(bytes, payloadType)) {
        continue;
      }
      readPayload(reader);
      if (payload.startOfFrame) {
        started.add(packet.timestamp());
      }
      if (payload.endOfFrame) {
        ended.add(packet.timestamp());
      }
      if (payload.keyFrame) {
        keys.add(packet.timestamp());
      }
    }
    assertThat(started).hasSize(frames);
    assertThat(ended.size()).isBetween(frames - 1, frames);
    assertThat(keys).hasSize(keyFrames);
  }

  @ParameterizedTest
  @CsvSource({
    "VP8, vp8, 96, 320, 180",
    "VP9, vp9, 98, 320, 180",
    "VP9, vp9svc, 98, 320, 180",
    "AV1, av1, 45, 320, 180",
    "AV1, av1svc, 45, 320, 180"
  })
  void thePayloadAgreesWithTheDependencyDescriptor(
      Codec codec, String name, int payloadType, int width, int height) {
    PayloadDescriptor reader = PayloadDescriptor.of(codec);
    DependencyDescriptor dependencies = new DependencyDescriptor();
    boolean numbersFrames = codec != Codec.AV1;
    int described = 0;
    int keyFrames = 0;
    int greatestWidth = -1;
    int greatestHeight = -1;
    int frameNumber = -1;
    for (byte[] bytes : WireBytes.capture("chromium-" + name + ".rtp")) {
      if (!isMedia(bytes, payloadType)) {
        continue;
      }
      readPayload(reader);
      int value = packet.findExtension(DEPENDENCY_DESCRIPTOR);
      assertThat(value).isPositive();
      descriptor.clear();
      assertThat(dependencies.read(bytes, value, packet.extensionLength(), descriptor)).isTrue();
      described++;
      assertThat(descriptor.startOfFrame).isEqualTo(payload.startOfFrame);
      assertThat(descriptor.keyFrame).isEqualTo(payload.keyFrame);
      if (numbersFrames) {
        assertThat(descriptor.endOfFrame).isEqualTo(payload.endOfFrame);
      }
      // A single layer is not written down in the payload.
      if (payload.temporalId >= 0) {
        assertThat(descriptor.temporalId).isEqualTo(payload.temporalId);
      }
      if (payload.spatialId >= 0) {
        assertThat(descriptor.spatialId).isEqualTo(payload.spatialId);
      }
      if (frameNumber >= 0) {
        int step = (descriptor.frameNumber - frameNumber) & 0xFFFF;
        assertThat(step).isEqualTo(descriptor.startOfFrame ? 1 : 0);
      }
      frameNumber = descriptor.frameNumber;
      if (descriptor.keyFrame) {
        keyFrames++;
      }
      greatestWidth = Math.max(greatestWidth, Math.max(descriptor.width, payload.width));
      greatestHeight = Math.max(greatestHeight, Math.max(descriptor.height, payload.height));
    }
    assertThat(described).isGreaterThan(20);
    assertThat(keyFrames).isGreaterThanOrEqualTo(2);
    // Of scalable streams the base layer, whose packets begin the key pictures, is half as wide.
    assertThat(greatestWidth).isEqualTo(width);
    assertThat(greatestHeight).isEqualTo(height);
  }

  @ParameterizedTest
  @CsvSource({"VP8, vp8, 96", "H264, h264, 102"})
  void theSizeOfAKeyFrameIsThatOfTheTrack(Codec codec, String name, int payloadType) {
    for (byte[] bytes : WireBytes.capture("chromium-" + name + ".rtp")) {
      if (isMedia(bytes, payloadType)) {
        readPayload(PayloadDescriptor.of(codec));
        if (payload.keyFrame) {
          assertThat(payload.width).isEqualTo(320);
          assertThat(payload.height).isEqualTo(180);
          return;
        }
      }
    }
    throw new AssertionError("No key frame");
  }

  @Test
  void redCarriesOpusInEveryBlock() {
    RedPayload red = new RedPayload();
    int redundant = 0;
    int primary = 0;
    for (byte[] bytes : WireBytes.capture("chromium-red.rtp")) {
      assertThat(packet.wrap(bytes, 0, bytes.length)).isTrue();
      if (packet.payloadLength() == 0) {
        continue;
      }
      assertThat(red.wrap(bytes, packet.payloadOffset(), packet.payloadLength())).isTrue();
      while (red.next()) {
        assertThat(red.payloadType()).isEqualTo(111);
        if (red.isPrimary()) {
          primary++;
          assertThat(red.blockOffset()).isEqualTo(red.primaryOffset());
        } else {
          redundant++;
          // Opus frames of 20 ms at 48 kHz.
          assertThat(red.timestampOffset() % 960).isZero();
        }
      }
      readPayload(PayloadDescriptor.of(Codec.RED));
    }
    assertThat(primary).isGreaterThan(10);
    assertThat(redundant).isGreaterThan(10);
  }
}

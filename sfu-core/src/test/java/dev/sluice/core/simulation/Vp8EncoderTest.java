package dev.sluice.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.core.codec.FrameInfo;
import dev.sluice.core.codec.PayloadDescriptor;
import dev.sluice.core.rtp.Codec;
import java.util.List;
import org.junit.jupiter.api.Test;

class Vp8EncoderTest {

  private final Vp8Encoder encoder = new Vp8Encoder(3, 2, 1280, 720, 1_000_000, true, 7);

  private static FrameInfo read(byte[] payload) {
    FrameInfo info = new FrameInfo();
    assertThat(PayloadDescriptor.of(Codec.VP8).read(payload, 0, payload.length, false, info))
        .isTrue();
    return info;
  }

  private static int size(List<byte[]> payloads) {
    return payloads.stream().mapToInt(payload -> payload.length).sum();
  }

  @Test
  void itKeepsToItsBitrate() {
    long bytes = 0;
    for (int i = 0; i < 900; i++) {
      bytes += size(encoder.encode());
    }

    assertThat(bytes * 8 / 30.0).isCloseTo(1e6, within(0.02e6));
  }

  @Test
  void aKeyFrameTellsItsSizeAndIsSeveralFramesLarge() {
    List<byte[]> key = encoder.encode();
    List<byte[]> delta = encoder.encode();

    assertThat(read(key.getFirst()).keyFrame).isTrue();
    assertThat(read(key.getFirst()).width).isEqualTo(1280);
    assertThat(read(key.getFirst()).height).isEqualTo(720);
    assertThat(size(key)).isGreaterThan(3 * size(delta));
    assertThat(read(delta.getFirst()).keyFrame).isFalse();
  }

  @Test
  void packetsOfAFrameHaveNearlyTheSameSizeAndFitTheNetwork() {
    List<byte[]> key = encoder.encode();

    int largest = key.stream().mapToInt(p -> p.length).max().orElseThrow();
    int smallest = key.stream().mapToInt(p -> p.length).min().orElseThrow();
    assertThat(largest).isLessThanOrEqualTo(1120);
    assertThat(largest - smallest).isLessThanOrEqualTo(1);
  }

  @Test
  void temporalLayersFollowThePatternOfL1T3() {
    int[] temporalIds = new int[8];
    for (int i = 0; i < temporalIds.length; i++) {
      temporalIds[i] = read(encoder.encode().getFirst()).temporalId;
    }

    assertThat(temporalIds).containsExactly(0, 2, 1, 2, 0, 2, 1, 2);
  }

  @Test
  void numbersRunOnWithEachPictureAndEachBaseLayerPicture() {
    FrameInfo first = read(encoder.encode().getFirst());
    for (int i = 0; i < 3; i++) {
      encoder.encode();
    }
    FrameInfo fifth = read(encoder.encode().getFirst());

    assertThat(fifth.pictureId).isEqualTo((first.pictureId + 4) & 0x7FFF);
    assertThat(fifth.tl0PicIdx).isEqualTo((first.tl0PicIdx + 1) & 0xFF);
  }

  @Test
  void everyPacketTellsTheTruthAboutItself() {
    encoder.encode();
    byte[] payload = encoder.encode().getFirst();

    assertThat(FrameTag.readBefore(payload, 0, payload.length))
        .isEqualTo(new FrameTag(3, 2, 1, 0, 0));
  }

  @Test
  void aKeyFrameComesWhenAsked() {
    encoder.encode();
    encoder.encode();
    encoder.requestKeyFrame();

    assertThat(read(encoder.encode().getFirst()).keyFrame).isTrue();
    assertThat(read(encoder.encode().getFirst()).keyFrame).isFalse();
  }
}

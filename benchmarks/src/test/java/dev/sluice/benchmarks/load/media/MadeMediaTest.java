package dev.sluice.benchmarks.load.media;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.codec.FrameInfo;
import dev.sluice.core.codec.PayloadDescriptor;
import dev.sluice.core.rtp.Codec;
import org.junit.jupiter.api.Test;

final class MadeMediaTest {

  private final EncodedFrame frame = new EncodedFrame();
  private final FrameInfo info = new FrameInfo();

  @Test
  void madeVideoKeepsItsBitrate() {
    MadeVideo video = new MadeVideo(2_500_000, 30, 1);
    video.next(false, frame);
    long bytes = 0;
    for (int i = 0; i < 30; i++) {
      video.next(false, frame);
      bytes += frame.length;
    }
    assertThat(bytes * 8).isBetween(2_499_000L, 2_500_000L);
    assertThat(video.nextNanos()).isEqualTo(31 * 1_000_000_000L / 30);
  }

  @Test
  void madeVideoBeginsWithAKeyFrameAndMakesAnotherWhenAsked() {
    MadeVideo video = new MadeVideo(2_500_000, 30, 1);
    video.next(false, frame);
    assertThat(frame.keyFrame).isTrue();
    video.next(false, frame);
    assertThat(frame.keyFrame).isFalse();
    video.next(true, frame);
    assertThat(frame.keyFrame).isTrue();
  }

  @Test
  void packetsOfAFrameAreOfNearlyEqualSizeAndReadAsVp8() {
    new MadeVideo(2_500_000, 30, 1).next(true, frame);
    Vp8Packetizer packetizer = new Vp8Packetizer(1160, 0x7FFF);
    int packets = packetizer.begin(frame);
    byte[] payload = new byte[1160];
    int shortest = Integer.MAX_VALUE;
    int longest = 0;
    for (int i = 0; i < packets; i++) {
      int length = packetizer.write(i, payload, 0);
      assertThat(length).as("never shorter than the one before").isGreaterThanOrEqualTo(longest);
      shortest = Math.min(shortest, length);
      longest = Math.max(longest, length);
      assertThat(PayloadDescriptor.of(Codec.VP8).read(payload, 0, length, i == packets - 1, info))
          .isTrue();
      assertThat(info.startOfFrame).isEqualTo(i == 0);
      assertThat(info.keyFrame).isEqualTo(i == 0);
      // The picture id wraps.
      assertThat(info.pictureId).isZero();
    }
    assertThat(longest).isLessThanOrEqualTo(1160);
    assertThat(longest - shortest).isLessThanOrEqualTo(1);
  }

  @Test
  void theKeyFrameTellsItsSize() {
    new MadeVideo(2_500_000, 30, 1).next(true, frame);
    Vp8Packetizer packetizer = new Vp8Packetizer(1160, 0);
    packetizer.begin(frame);
    byte[] payload = new byte[1160];
    int length = packetizer.write(0, payload, 0);

    PayloadDescriptor.of(Codec.VP8).read(payload, 0, length, false, info);

    assertThat(info.width).isEqualTo(1280);
    assertThat(info.height).isEqualTo(720);
  }
}

package dev.sluice.benchmarks.load.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.benchmarks.load.media.EncodedFrame;
import dev.sluice.benchmarks.load.media.MadeVideo;
import dev.sluice.benchmarks.load.media.Vp8Packetizer;
import dev.sluice.core.codec.Vp8Payload;
import dev.sluice.core.rtp.Codec;
import org.junit.jupiter.api.Test;

final class PayloadContentTest {

  private final PayloadContent contents = new PayloadContent();

  @Test
  void staysTheSameWhenAServerRewritesVp8sRunningNumbers() {
    byte[] payload = new byte[2000];
    int length = firstPacket(payload);
    long before = contents.of(Codec.VP8, payload, 0, length);

    Vp8Payload.rewriteNumbers(payload, 0, 12_345, 77);

    assertThat(contents.of(Codec.VP8, payload, 0, length)).isEqualTo(before);
  }

  @Test
  void differsWhereOneByteDoes() {
    byte[] payload = new byte[2000];
    int length = firstPacket(payload);
    long before = contents.of(Codec.VP8, payload, 0, length);

    payload[length - 1] ^= 1;

    assertThat(contents.of(Codec.VP8, payload, 0, length)).isNotEqualTo(before);
  }

  @Test
  void takesAllOfAudio() {
    byte[] payload = {1, 2, 3, 4};
    long before = contents.of(Codec.OPUS, payload, 0, 4);

    payload[0] = 9;

    assertThat(contents.of(Codec.OPUS, payload, 0, 4)).isNotEqualTo(before);
  }

  private static int firstPacket(byte[] payload) {
    EncodedFrame frame = new EncodedFrame();
    new MadeVideo(2_500_000, 30, 1).next(true, frame);
    Vp8Packetizer packetizer = new Vp8Packetizer(1160, 5);
    packetizer.begin(frame);
    return packetizer.write(0, payload, 0);
  }
}

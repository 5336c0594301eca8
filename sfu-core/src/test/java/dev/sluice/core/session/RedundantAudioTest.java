package dev.sluice.core.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.codec.RedPayload;
import dev.sluice.core.rtp.Codec;
import dev.sluice.core.rtp.CodecParameters;
import dev.sluice.core.rtp.RtpPacket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Redundancy (RFC 2198) that the server adds to plain Opus, for a viewer who loses packets. */
class RedundantAudioTest {

  private static final int RED = 121;
  private static final int OPUS = 109;
  private static final int FRAME_TICKS = 960;

  private final World world = new World();
  private final TestLoop loop = world.newLoop();
  private final TestPeer publisher = world.newPeer(loop);
  private final TestPeer viewer = world.newPeer(loop);
  private int sequence;
  private int timestamp = -FRAME_TICKS;

  private void connect(CodecParameters... viewerCodecs) {
    viewer
        .session()
        .subscribe(TestMedia.parameters("3", List.of(viewerCodecs), Map.of(), 6000, 0))
        .play(publisher.session().publish(TestMedia.publishedAudio()));
    world.settle();
  }

  private RtpPacket send(int frameBytes) {
    byte[] frame = new byte[frameBytes];
    Arrays.fill(frame, (byte) sequence);
    timestamp += FRAME_TICKS;
    publisher.send(TestMedia.packet(111, false, sequence++, timestamp, 2000, new byte[0], frame));
    world.skipMillis(20);
    return viewer.takeRtp().getFirst();
  }

  private void report(double lost) {
    viewer.sendRtcp(
        writer -> {
          writer.receiverReport(1);
          writer.reportBlock(6000, (int) (lost * 256), 0, 0, 0, 0, 0);
        });
  }

  /** Payload types, timestamp offsets, lengths and first bytes of the blocks. */
  private static List<String> blocks(RtpPacket packet) {
    RedPayload red = new RedPayload();
    assertThat(packet.payloadType()).isEqualTo(RED);
    assertThat(red.wrap(packet.buffer(), packet.payloadOffset(), packet.payloadLength())).isTrue();
    List<String> blocks = new ArrayList<>();
    while (red.next()) {
      blocks.add(
          red.payloadType()
              + " "
              + red.timestampOffset()
              + " "
              + red.blockLength()
              + " "
              + packet.buffer()[red.blockOffset()]);
    }
    return blocks;
  }

  @Test
  void aViewerWhoLosesPacketsGetsTheTwoFramesBeforeAsWell() {
    connect(TestMedia.opus(OPUS), TestMedia.audio(Codec.RED, RED));
    assertThat(send(80).payloadType()).isEqualTo(OPUS);
    report(0.1);

    assertThat(send(81).payloadType()).isEqualTo(OPUS);
    assertThat(blocks(send(82))).containsExactly("109 960 81 1", "109 0 82 2");
    assertThat(blocks(send(83))).containsExactly("109 1920 81 1", "109 960 82 2", "109 0 83 3");
    assertThat(blocks(send(84))).containsExactly("109 1920 82 2", "109 960 83 3", "109 0 84 4");
  }

  @Test
  void plainOpusIsSentAgainOnceNothingIsLost() {
    connect(TestMedia.opus(OPUS), TestMedia.audio(Codec.RED, RED));
    send(80);
    report(0.1);
    send(80);
    world.skipMillis(6_000);
    report(0);

    assertThat(send(80).payloadType()).isEqualTo(OPUS);
  }

  @Test
  void aViewerWithoutRedGetsPlainOpusAlways() {
    connect(TestMedia.opus(OPUS));
    send(80);
    report(0.5);
    send(80);

    assertThat(send(80).payloadType()).isEqualTo(OPUS);
  }

  @Test
  void framesOfLongAgoAreNotRepeated() {
    connect(TestMedia.opus(OPUS), TestMedia.audio(Codec.RED, RED));
    send(80);
    report(0.1);
    send(80);
    // 14 bits of timestamp offset.
    timestamp += (1 << 14) - FRAME_TICKS;

    assertThat(send(80).payloadType()).isEqualTo(OPUS);
    assertThat(blocks(send(81))).hasSize(2);
  }

  @Test
  void whatMakesAPacketTooLongIsLeftOut() {
    connect(TestMedia.opus(OPUS), TestMedia.audio(Codec.RED, RED));
    send(80);
    report(0.1);
    send(500);
    send(600);

    RtpPacket packet = send(400);
    assertThat(blocks(packet)).containsExactly("109 960 600 2", "109 0 400 3");
    assertThat(packet.length()).isLessThanOrEqualTo(1200);
    assertThat(send(1100).payloadType()).isEqualTo(OPUS);
    // Longer than a block's 10 bits of length.
    assertThat(blocks(send(80))).containsExactly("109 1920 400 3", "109 0 80 5");
  }
}

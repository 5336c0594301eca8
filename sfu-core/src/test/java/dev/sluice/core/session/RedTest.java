package dev.sluice.core.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.codec.RedPayload;
import dev.sluice.core.forward.Publication;
import dev.sluice.core.rtp.Codec;
import dev.sluice.core.rtp.CodecParameters;
import dev.sluice.core.rtp.RtpPacket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Redundant audio, RFC 2198, on its way to viewers who know it and who don't. */
class RedTest {

  private final World world = new World();
  private final TestLoop loop = world.newLoop();
  private final TestPeer publisher = world.newPeer(loop);
  private final TestPeer viewer = world.newPeer(loop);

  private RtpPacket forwarded(CodecParameters... viewerCodecs) {
    Publication microphone =
        publisher
            .session()
            .publish(
                TestMedia.parameters(
                    "1",
                    List.of(TestMedia.audio(Codec.RED, 63), TestMedia.opus(111)),
                    Map.of(),
                    2000,
                    0));
    viewer
        .session()
        .subscribe(TestMedia.parameters("3", List.of(viewerCodecs), Map.of(), 6000, 0))
        .play(microphone);
    world.settle();
    // One redundant block of 3 bytes, 960 ticks old, and the primary one of 4.
    byte[] red = {(byte) (0x80 | 111), 0x0F, 0x00, 0x03, 111, 'o', 'l', 'd', 't', 'h', 'i', 's'};
    publisher.send(TestMedia.packet(63, false, 1, 960, 2000, new byte[0], red));
    return viewer.takeRtp().getFirst();
  }

  @Test
  void theBlocksGetTheViewersPayloadType() {
    RtpPacket sent = forwarded(TestMedia.audio(Codec.RED, 121), TestMedia.opus(109));

    assertThat(sent.payloadType()).isEqualTo(121);
    RedPayload red = new RedPayload();
    assertThat(red.wrap(sent.buffer(), sent.payloadOffset(), sent.payloadLength())).isTrue();
    assertThat(red.next()).isTrue();
    assertThat(red.payloadType()).isEqualTo(109);
    assertThat(red.next()).isTrue();
    assertThat(red.payloadType()).isEqualTo(109);
  }

  @Test
  void aViewerWithoutRedGetsThePrimaryBlockAsOpus() {
    RtpPacket sent = forwarded(TestMedia.opus(109));

    assertThat(sent.payloadType()).isEqualTo(109);
    assertThat(
            new String(
                sent.buffer(),
                sent.payloadOffset(),
                sent.payloadLength(),
                StandardCharsets.US_ASCII))
        .isEqualTo("this");
  }
}

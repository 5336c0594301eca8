package dev.sluice.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.codec.FrameInfo;
import dev.sluice.core.codec.PayloadDescriptor;
import dev.sluice.core.rtp.Codec;
import dev.sluice.core.rtp.NetworkBytes;
import dev.sluice.core.rtp.RtpPacket;
import dev.sluice.core.session.TestPeer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimulatedCameraTest {

  private final Simulation simulation = new Simulation();
  private final List<RtpPacket> sent = new ArrayList<>();
  private final OutgoingStream.Path path =
      new OutgoingStream.Path() {
        private int next;

        @Override
        public int nextTransportSequence() {
          return next++;
        }

        @Override
        public void sendRtp(byte[] packet) {
          sent.add(TestPeer.parse(packet));
        }
      };
  private final SimulatedCamera camera =
      new SimulatedCamera(simulation, path, 0, SimulatedCamera.simulcast(2_500_000), true, 9);

  private long frames(int layer) {
    return sent.stream().filter(p -> p.ssrc() == ssrc(layer) && p.marker()).count();
  }

  private int ssrc(int layer) {
    return camera.streams().get(layer).ssrc();
  }

  private long keyFrames(int layer) {
    FrameInfo info = new FrameInfo();
    return sent.stream()
        .filter(p -> p.ssrc() == ssrc(layer))
        .filter(
            p ->
                PayloadDescriptor.of(Codec.VP8)
                    .read(p.buffer(), p.payloadOffset(), p.payloadLength(), p.marker(), info))
        .filter(p -> info.keyFrame)
        .count();
  }

  @Test
  void eachLayerHasThirtyFramesASecondAndItsShareOfTheRate() {
    camera.capture();
    simulation.runUntilSeconds(10);

    for (int i = 0; i < 3; i++) {
      assertThat(frames(i)).isBetween(300L, 301L);
    }
    long bytes = sent.stream().mapToLong(RtpPacket::payloadLength).sum();
    assertThat(bytes * 8 / 10).isBetween(3_050_000L, 3_250_000L);
    assertThat(sent).allSatisfy(p -> assertThat(p.length()).isLessThanOrEqualTo(1_200));
  }

  @Test
  void aPliGetsAKeyFrameOfItsLayerWithTheNextPicture() {
    camera.capture();
    simulation.runUntilSeconds(1);
    camera.onKeyFrameRequest(ssrc(1));
    simulation.runUntilSeconds(1.05);

    assertThat(keyFrames(0)).isEqualTo(1);
    assertThat(keyFrames(1)).isEqualTo(2);
    assertThat(keyFrames(2)).isEqualTo(1);
  }

  @Test
  void aStoppedLayerIsSilentAndComesBackWithAKeyFrame() {
    camera.capture();
    simulation.atSeconds(1, () -> camera.stop(2, true));
    simulation.atSeconds(2, () -> camera.stop(2, false));
    simulation.runUntilSeconds(3);

    assertThat(frames(2)).isBetween(59L, 62L);
    assertThat(keyFrames(2)).isEqualTo(2);
    assertThat(keyFrames(1)).isEqualTo(1);
  }

  @Test
  void packetsTellTheirMidAndRidUntilTheServerHasReportedOnThem() {
    camera.capture();
    simulation.runUntilSeconds(0.02);
    RtpPacket first = sent.getFirst();
    assertThat(first.findExtension(OutgoingStream.RID_ID)).isPositive();
    assertThat(first.buffer()[first.extensionOffset()]).isEqualTo((byte) 'q');
    assertThat(first.findExtension(OutgoingStream.MID_ID)).isPositive();

    camera.streams().getFirst().onReported(ssrc(0));
    sent.clear();
    simulation.runUntilSeconds(0.05);
    assertThat(sent.getFirst().ssrc()).isEqualTo(ssrc(0));
    assertThat(sent.getFirst().findExtension(OutgoingStream.RID_ID)).isEqualTo(-1);
    assertThat(sent.getLast().findExtension(OutgoingStream.RID_ID)).isPositive();
  }

  @Test
  void aNackIsAnsweredByRtxWithTheRepairedRid() {
    camera.capture();
    simulation.runUntilSeconds(0.02);
    RtpPacket lost = sent.getFirst();
    sent.clear();
    camera.streams().getFirst().sendAgain(lost.sequenceNumber());
    camera.streams().getFirst().sendAgain((lost.sequenceNumber() - 1) & 0xFFFF);

    assertThat(sent).hasSize(1);
    RtpPacket rtx = sent.getFirst();
    assertThat(rtx.ssrc()).isEqualTo(ssrc(0) + 1);
    assertThat(rtx.payloadType()).isEqualTo(SimulatedCamera.RTX_PAYLOAD_TYPE);
    assertThat(NetworkBytes.getUnsigned16(rtx.buffer(), rtx.payloadOffset()))
        .isEqualTo(lost.sequenceNumber());
    assertThat(rtx.payloadLength()).isEqualTo(lost.payloadLength() + 2);
    assertThat(rtx.findExtension(OutgoingStream.REPAIRED_RID_ID)).isPositive();
    assertThat(rtx.findExtension(OutgoingStream.RID_ID)).isEqualTo(-1);
  }
}

package dev.sluice.core.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.forward.LayerReason;
import dev.sluice.core.forward.LayerReport;
import dev.sluice.core.forward.Subscription;
import dev.sluice.core.rtcp.TransportFeedbackBuilder;
import dev.sluice.core.rtp.RtpPacket;
import dev.sluice.core.rtp.TransportSequenceNumber;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Where there isn't room for both, video gives way to sound. */
class SoundFirstTest {

  private static final int OPUS = 109;
  private static final int TRANSPORT_CC = 5;

  private final World world = new World();
  private final TestLoop loop = world.newLoop();
  private final TestPeer publisher = world.newPeer(loop);
  private final TestPeer viewer = world.newPeer(loop);
  private final Subscription video = viewer.session().subscribe(TestMedia.receivedVideo());
  private int videoPackets;
  private int soundPackets;
  private int reported;

  private void playSound() {
    viewer
        .session()
        .subscribe(TestMedia.receivedAudio())
        .play(publisher.session().publish(TestMedia.publishedAudio()));
    world.settle();
  }

  private void sendSound(int bytes) {
    publisher.send(
        TestMedia.packet(
            111, false, soundPackets, 960 * soundPackets, 2000, new byte[0], new byte[bytes]));
    soundPackets++;
  }

  private void sendVideo() {
    byte[] payload = Arrays.copyOf(TestMedia.vp8Payload(true, videoPackets == 0, 0), 1000);
    publisher.send(
        TestMedia.packet(96, true, videoPackets, 3000 * videoPackets, 1000, new byte[0], payload));
    videoPackets++;
  }

  /** Each packet takes 5 ms longer than the one before: a queue that grows. */
  private void congest() {
    for (int i = 0; i < 60; i++) {
      sendVideo();
      world.passMillis(10);
      for (RtpPacket came : viewer.takeRtp()) {
        int number = TransportSequenceNumber.read(came.buffer(), came.findExtension(TRANSPORT_CC));
        TransportFeedbackBuilder builder = new TransportFeedbackBuilder();
        builder.begin(number, reported++);
        builder.add(number, 1_000_000_000L + reported * 15_000_000L);
        viewer.sendRtcp(writer -> writer.transportFeedback(77, 5000, builder));
      }
    }
  }

  @Test
  void soundPassesWhileVideoWaitsForItsTurn() {
    video.play(publisher.session().publish(TestMedia.publishedVideo()));
    playSound();
    congest();
    for (int i = 0; i < 30; i++) {
      sendVideo();
    }
    assertThat(viewer.takeRtp()).hasSizeLessThan(30);

    sendSound(80);

    assertThat(viewer.takeRtp()).extracting(RtpPacket::payloadType).containsExactly(OPUS);
    world.passMillis(500);
    assertThat(viewer.takeRtp()).extracting(RtpPacket::payloadType).contains(120);
  }

  private void estimate(long bps) {
    viewer.sendRtcp(writer -> writer.bitrateEstimate(1, bps, new int[] {5000}, 1));
  }

  private LayerReport layer() {
    CompletableFuture<LayerReport> layer = video.statistics().thenApply(s -> s.layer());
    world.settle();
    return layer.join();
  }

  @Test
  void videoGetsWhatSoundLeavesOfTheEstimate() {
    SimulcastCamera camera = new SimulcastCamera(world, publisher);
    estimate(700_000);
    video.play(publisher.session().publish(camera.parameters()));
    camera.run(3000);
    assertThat(layer().playingRid()).isEqualTo("h");

    playSound();
    runWithSound(camera);
    assertThat(layer().playingRid()).isEqualTo("q");

    estimate(290_000);
    runWithSound(camera);
    viewer.forgetSent();
    int before = soundPackets;
    runWithSound(camera);

    assertThat(layer().reason()).isEqualTo(LayerReason.NO_BANDWIDTH);
    List<RtpPacket> sent = viewer.takeRtp();
    assertThat(sent).extracting(RtpPacket::payloadType).containsOnly(OPUS);
    assertThat(sent).hasSize(soundPackets - before);
  }

  /** Three seconds of sound of 290 kbit/s. */
  private void runWithSound(SimulcastCamera camera) {
    for (int i = 0; i < 90; i++) {
      sendSound(1180);
      camera.run(33);
    }
  }
}

package dev.sluice.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.core.rtp.RtpPacket;
import dev.sluice.core.session.TestMedia;
import dev.sluice.core.session.TestPeer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a viewer is shown of a stream from which packets are missing, and what it asks for. */
class VideoReceiverTest {

  private static final int FRAME_MILLIS = 33;

  private final Simulation simulation = new Simulation();
  private final List<Integer> nacked = new ArrayList<>();
  private final List<Double> pictureLosses = new ArrayList<>();
  private final VideoReceiver receiver =
      new VideoReceiver(
          simulation,
          new VideoReceiver.Requests() {
            @Override
            public void nack(int[] lost) {
              for (int one : lost) {
                nacked.add(one);
              }
            }

            @Override
            public void pictureLoss() {
              pictureLosses.add(simulation.elapsedSeconds());
            }
          });
  private final Vp8Encoder encoder = new Vp8Encoder(1, 2, 1280, 720, 2_000_000, true, 3);
  private int sequence = 100;
  private int timestamp;

  VideoReceiverTest() {
    simulation.every(20 * Simulation.MILLI, receiver::onTick);
  }

  private List<RtpPacket> next() {
    timestamp += 90 * FRAME_MILLIS;
    List<byte[]> payloads = encoder.encode();
    List<RtpPacket> packets = new ArrayList<>();
    for (int i = 0; i < payloads.size(); i++) {
      packets.add(
          TestPeer.parse(
              TestMedia.packet(
                  120,
                  i == payloads.size() - 1,
                  sequence++,
                  timestamp,
                  5_000,
                  new byte[0],
                  payloads.get(i))));
    }
    return packets;
  }

  private void receive(List<RtpPacket> packets) {
    packets.forEach(receiver::onPacket);
    pass(FRAME_MILLIS);
  }

  private void receiveFrames(int count) {
    for (int i = 0; i < count; i++) {
      receive(next());
    }
  }

  private void pass(long millis) {
    simulation.runUntilSeconds(simulation.elapsedSeconds() + millis / 1e3);
  }

  private int shown() {
    return receiver.log().frames(-1, Double.MAX_VALUE);
  }

  @Test
  void everyFrameOfAWholeStreamIsShown() {
    receiveFrames(60);

    assertThat(shown()).isEqualTo(60);
    assertThat(receiver.log().freezes(0, 60 * FRAME_MILLIS / 1e3)).isZero();
    assertThat(receiver.log().height()).isEqualTo(720);
    assertThat(nacked).isEmpty();
    assertThat(pictureLosses).isEmpty();
  }

  @Test
  void aMissingPacketIsAskedForAtOnceAndItsFrameShownWhenItComes() {
    receiveFrames(8);
    List<RtpPacket> frame = next();
    RtpPacket missing = frame.remove(1);
    receive(frame);

    assertThat(nacked).containsExactly(missing.sequenceNumber());
    assertThat(shown()).isEqualTo(8);
    receiver.onPacket(missing);
    assertThat(shown()).isEqualTo(9);
  }

  @Test
  void aFrameOfTheTopTemporalLayerThatNeverComesIsSkipped() {
    receiveFrames(5);
    next();
    receiveFrames(7);

    // The sixth, and the eighth, which is predicted from all since the base layer's frame.
    assertThat(shown()).isEqualTo(11);
    assertThat(receiver.corruptFrames()).isZero();
  }

  @Test
  void withoutABaseLayerFrameThePictureStandsStillUntilItAsksForAKeyFrame() {
    receiveFrames(8);
    next();
    receiveFrames(85);
    assertThat(shown()).isEqualTo(8);
    assertThat(pictureLosses).isEmpty();

    receiveFrames(10);
    assertThat(pictureLosses).hasSize(1);
    assertThat(pictureLosses.getFirst()).isCloseTo(8 * FRAME_MILLIS / 1e3 + 3, within(0.06));

    encoder.requestKeyFrame();
    receiveFrames(1);
    assertThat(shown()).isEqualTo(9);
    assertThat(receiver.log().freezes(0, simulation.elapsedSeconds())).isEqualTo(1);
  }

  @Test
  void aStreamThatBeginsWithoutAKeyFrameIsAskedForOneEach200Milliseconds() {
    next();
    receiveFrames(20);

    assertThat(shown()).isZero();
    assertThat(pictureLosses).hasSize(3);
    assertThat(pictureLosses.getFirst()).isCloseTo(0.2, within(0.021));
  }

  @Test
  void aPacketTwiceBringsNothingNew() {
    List<RtpPacket> frame = next();

    assertThat(receiver.onPacket(frame.getFirst())).isTrue();
    assertThat(receiver.onPacket(frame.getFirst())).isFalse();
  }

  @Test
  void framesThatComeTooLateMakeItHoldTheNextOnesForAWhile() {
    receiveFrames(30);
    for (int i = 0; i < 60; i++) {
      List<RtpPacket> frame = next();
      simulation.after(i % 2 * 60L * Simulation.MILLI, () -> frame.forEach(receiver::onPacket));
      pass(FRAME_MILLIS);
    }
    pass(500);

    double end = 90 * FRAME_MILLIS / 1e3;
    // Those that came late were skipped at first, and none is at the end.
    assertThat(receiver.log().framesPerSecond(1, 1.3)).isLessThan(20);
    assertThat(receiver.log().framesPerSecond(end - 1, end)).isGreaterThan(29);
    assertThat(receiver.log().longestGapMillis(end - 1, end)).isLessThan(50);
  }
}

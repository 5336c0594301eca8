package dev.sluice.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.rtp.RtpPacket;
import dev.sluice.core.session.TestPeer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AudioReceiverTest {

  private final Simulation simulation = new Simulation();
  private final List<byte[]> sent = new ArrayList<>();
  private final AudioReceiver receiver =
      new AudioReceiver(simulation, SimulatedMicrophone.RED_PAYLOAD_TYPE);

  /** So many packets of a microphone, 20 ms apart. */
  private void record(int count, boolean red) {
    Simulation recording = new Simulation();
    OutgoingStream.Path path =
        new OutgoingStream.Path() {
          @Override
          public int nextTransportSequence() {
            return 0;
          }

          @Override
          public void sendRtp(byte[] packet) {
            sent.add(packet);
          }
        };
    new SimulatedMicrophone(recording, path, 0, red, 5).record();
    recording.runUntilSeconds((count - 1) * 0.02);
  }

  private void arrive(int index, double delayMillis) {
    RtpPacket packet = TestPeer.parse(sent.get(index));
    simulation.atSeconds(index * 0.02 + delayMillis / 1e3, () -> receiver.onPacket(packet));
  }

  private void finish() {
    simulation.runUntilSeconds(1_000);
  }

  @Test
  void whatComesPlays() {
    record(100, false);
    for (int i = 0; i < 100; i++) {
      arrive(i, 40);
    }
    finish();

    assertThat(receiver.expected()).isEqualTo(100);
    assertThat(receiver.concealed()).isZero();
  }

  @Test
  void whatIsLostIsConcealed() {
    record(100, false);
    for (int i = 0; i < 100; i++) {
      if (i != 50 && i != 51 && i != 70) {
        arrive(i, 40);
      }
    }
    finish();

    assertThat(receiver.concealed()).isEqualTo(3);
  }

  @Test
  void redundancyRestoresOneLostPacketButNotTwoInARow() {
    record(100, true);
    for (int i = 0; i < 100; i++) {
      if (i != 50 && i != 51 && i != 70) {
        arrive(i, 40);
      }
    }
    finish();

    assertThat(receiver.concealed()).isEqualTo(1);
  }

  @Test
  void whatComesLittleLateStillPlays() {
    record(100, false);
    for (int i = 0; i < 100; i++) {
      arrive(i, i % 2 == 0 ? 40 : 119);
    }
    finish();

    assertThat(receiver.concealed()).isZero();
  }

  @Test
  void aRiseOfDelayIsConcealedUntilItIsBuffered() {
    record(100, false);
    for (int i = 0; i < 100; i++) {
      arrive(i, i < 50 ? 40 : 240);
    }
    finish();

    // From the 80 ms that it waits at first to the 200 ms by which they are late, or a frame more.
    assertThat(receiver.concealed()).isBetween(6L, 7L);
  }

  @Test
  void aSlowRiseOfDelayIsConcealedAFrameAtATime() {
    record(100, false);
    for (int i = 0; i < 100; i++) {
      arrive(i, 40 + 2 * i);
    }
    finish();

    // 198 ms in all, of which 80 ms are there.
    assertThat(receiver.concealed()).isBetween(6L, 8L);
  }
}

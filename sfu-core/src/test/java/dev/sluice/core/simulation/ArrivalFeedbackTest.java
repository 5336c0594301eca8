package dev.sluice.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.rtcp.RtcpKind;
import dev.sluice.core.rtcp.TransportFeedback;
import dev.sluice.core.session.TestPeer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArrivalFeedbackTest {

  private final ArrivalFeedback feedback = new ArrivalFeedback();

  private void arrive(int number, long millis) {
    feedback.onPacket(number, millis * Simulation.MILLI, 100);
  }

  /** What the next feedback packet says: numbers, those not received negative. */
  private List<Integer> take() {
    List<Integer> told = new ArrayList<>();
    TestPeer.eachIn(
        feedback.take(5),
        RtcpKind.TRANSPORT_FEEDBACK,
        reader -> {
          TransportFeedback packet = reader.transportFeedback();
          while (packet.next()) {
            told.add(packet.received() ? packet.sequenceNumber() : -packet.sequenceNumber());
          }
        });
    return told;
  }

  @Test
  void itTellsWhatHasArrivedSinceTheLastAndWhatHasNot() {
    arrive(10, 0);
    arrive(11, 1);
    arrive(13, 2);
    assertThat(take()).containsExactly(10, 11, -12, 13);

    arrive(15, 60);
    assertThat(take()).containsExactly(-14, 15);
    assertThat(feedback.take(5)).isNull();
  }

  @Test
  void whatWasReportedMissingIsReportedOnceMoreWhenItComes() {
    arrive(10, 0);
    arrive(12, 2);
    take();
    arrive(11, 50);
    arrive(13, 51);

    assertThat(take()).contains(11, 13);
  }

  @Test
  void numbersWrap() {
    arrive(65_535, 0);
    arrive(0, 1);

    assertThat(take()).containsExactly(65_535, 0);
  }

  @Test
  void aLongSilenceBeginsAnew() {
    arrive(10, 0);
    take();
    arrive(5_000, 10_000);

    assertThat(take()).containsExactly(5_000);
  }
}

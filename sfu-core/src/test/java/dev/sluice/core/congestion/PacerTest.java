package dev.sluice.core.congestion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.rtcp.RtcpReader;
import dev.sluice.core.rtcp.RtcpWriter;
import dev.sluice.core.rtcp.TransportFeedbackBuilder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PacerTest {

  private static final long MILLI_NANOS = 1_000_000;
  private static final int PACKET_BYTES = 1000;

  private final List<Long> left = new ArrayList<>();
  private final BandwidthEstimator estimator = new BandwidthEstimator();
  private final Pacer pacer = new Pacer(estimator, this::leave);
  private long nowNanos = 1_000_000_000L;
  private int sent;

  private void leave(
      byte[] packet, int length, int absAt, int ccAt, int ssrc, long number, long atNanos) {
    pacer.onSent(length, atNanos);
    left.add(number);
    assertThat(packet[0]).isEqualTo((byte) number);
    assertThat(absAt).isEqualTo(20);
    assertThat(ccAt).isEqualTo(-1);
    assertThat(ssrc).isEqualTo(77);
  }

  /** Each packet takes 5 ms longer than the one before: a queue that grows. */
  private void congest() {
    TransportFeedbackBuilder builder = new TransportFeedbackBuilder();
    for (int i = 0; i < 60; i++) {
      sent++;
      estimator.onSent(sent, PACKET_BYTES, 0, SentHistory.NO_MEDIA, nowNanos);
      builder.begin(sent, sent);
      builder.add(sent, nowNanos + 5L * sent * MILLI_NANOS);
      byte[] bytes = new byte[100];
      RtcpWriter writer = new RtcpWriter();
      writer.wrap(bytes, 0, bytes.length);
      writer.transportFeedback(1, 2, builder);
      RtcpReader reader = new RtcpReader();
      reader.wrap(bytes, 0, writer.length());
      reader.next();
      nowNanos += 10 * MILLI_NANOS;
      estimator.onTransportFeedback(reader.transportFeedback(), nowNanos);
      pacer.onFeedback(false, nowNanos);
    }
    assertThat(estimator.isCongested()).isTrue();
  }

  private void hold(boolean repair, int number) {
    byte[] packet = new byte[PACKET_BYTES];
    packet[0] = (byte) number;
    pacer.hold(repair, packet, packet.length, 20, -1, 77, number, nowNanos);
  }

  private void tick() {
    nowNanos += 10 * MILLI_NANOS;
    pacer.onTick(nowNanos, (_, _) -> 0);
  }

  /** How many packets leave at once. */
  private int burst() {
    int packets = 0;
    while (pacer.passes(PACKET_BYTES, nowNanos)) {
      pacer.onSent(PACKET_BYTES, nowNanos);
      packets++;
      assertThat(packets).isLessThan(10_000);
    }
    return packets;
  }

  @Test
  void everythingPassesWhileNothingIsCongested() {
    for (int i = 0; i < 1000; i++) {
      assertThat(pacer.passes(PACKET_BYTES, nowNanos)).isTrue();
      pacer.onSent(PACKET_BYTES, nowNanos);
    }
  }

  @Test
  void aBurstPassesUpToFortyMillisecondsAtThePace() {
    congest();

    // Two and a half times the estimate, and one packet more.
    assertThat(burst())
        .isEqualTo((int) (estimator.estimateBps() * 2.5 * 0.040 / 8 / PACKET_BYTES) + 1);
  }

  @Test
  void onALinkThatIsFilledHardlyMoreThanItCarriesPasses() {
    congest();
    int congested = burst();
    nowNanos += 1_000 * MILLI_NANOS;

    pacer.onFeedback(true, nowNanos);

    assertThat(burst()).isLessThan(congested).isPositive();
  }

  @Test
  void aProbeIsNotHeldBackByThePace() {
    congest();
    pacer.onFeedback(true, nowNanos);
    final int atThePace = burst();

    nowNanos += 1_000 * MILLI_NANOS;
    estimator.beginProbe(10 * estimator.estimateBps(), nowNanos);
    assertThat(burst()).isGreaterThan(2 * atThePace);
  }

  @Test
  void whatIsHeldLeavesAtThePaceInItsOrder() {
    congest();
    burst();
    for (int number = 1; number <= 20; number++) {
      hold(false, number);
    }

    long expected = Math.round(20 * PACKET_BYTES * 8 / (2.5 * estimator.estimateBps()) * 1000);
    int ticks = 0;
    while (pacer.heldBytes() > 0) {
      tick();
      ticks++;
    }

    assertThat(left).isSorted().hasSize(20);
    assertThat(ticks * 10L).isBetween(expected - 20, expected + 20);
  }

  @Test
  void repairsGoBeforeMedia() {
    congest();
    burst();
    hold(false, 1);
    hold(false, 2);
    hold(true, 3);

    while (pacer.heldBytes() > 0) {
      tick();
    }

    assertThat(left).containsExactly(3L, 1L, 2L);
  }

  @Test
  void soundThatPassesTakesItsPartOfThePaceOfWhatIsHeld() {
    congest();
    burst();
    for (int number = 1; number <= 10; number++) {
      hold(false, number);
    }

    // Nobody asks for leave for it, and nothing of what is held goes out before it.
    for (int i = 0; i < 10; i++) {
      pacer.onSent(PACKET_BYTES, nowNanos);
    }
    assertThat(left).isEmpty();

    long expected = Math.round(20 * PACKET_BYTES * 8 / (2.5 * estimator.estimateBps()) * 1000);
    int ticks = 0;
    while (pacer.heldBytes() > 0) {
      tick();
      ticks++;
    }
    assertThat(ticks * 10L).isBetween(expected - 20, expected + 20);
  }

  @Test
  void nothingOvertakesWhatIsHeld() {
    congest();
    burst();
    hold(false, 1);
    nowNanos += 1000 * MILLI_NANOS;

    assertThat(pacer.passes(PACKET_BYTES, nowNanos)).isFalse();
  }

  @Test
  void whereTooMuchWaitsTheFirstLeavesAtOnce() {
    congest();
    burst();
    int number = 0;
    while (left.isEmpty()) {
      number++;
      hold(false, number);
    }

    assertThat(left).containsExactly(1L);
    assertThat(pacer.holds(77, 1)).isFalse();
    assertThat(pacer.holds(77, 2)).isTrue();
    assertThat(pacer.holds(77, number)).isTrue();
    assertThat(pacer.heldNanos()).isBetween(450 * MILLI_NANOS, 650 * MILLI_NANOS);
  }

  @Test
  void aPacketTooLongToBeHeldPasses() {
    congest();
    burst();

    assertThat(pacer.passes(2000, nowNanos)).isTrue();
  }
}

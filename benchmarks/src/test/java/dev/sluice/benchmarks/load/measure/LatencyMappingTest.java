package dev.sluice.benchmarks.load.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class LatencyMappingTest {

  private final SentPackets sent = new SentPackets();
  private final LatencyMapping mapping = new LatencyMapping(sent);

  @Test
  void knowsNoLatencyBeforeAPacketWasDecrypted() {
    sent.record(100, 7, 1_000);

    assertThat(mapping.latencyNanos(5, 2_000)).isEqualTo(LatencyMapping.UNKNOWN);
  }

  @Test
  void findsThePublishersPacketBehindAnyNumberOfTheViewers() {
    sendFrom(65_530, 20);

    assertThat(mapping.learn(3, content(65_534))).isTrue();

    // 65,534 is the viewer's 3, so the viewer's 10 is the publisher's 5, behind the wrap.
    assertThat(mapping.latencyNanos(10, sentAt(5) + 42)).isEqualTo(42);
    assertThat(mapping.latencyNanos(65_535, sentAt(65_530) + 42)).isEqualTo(42);
  }

  @Test
  void refusesWhatThePublisherNeverSent() {
    sendFrom(0, 20);

    assertThat(mapping.learn(0, 999_999)).isFalse();
  }

  @Test
  void followsTheServerWhereItClosesUpBehindALeftOutPacket() {
    sendFrom(0, 40);
    mapping.learn(100, content(10));

    assertThat(mapping.learn(120, content(31))).isTrue();

    assertThat(mapping.changes()).isOne();
    assertThat(mapping.latencyNanos(121, sentAt(32) + 5)).isEqualTo(5);
  }

  @Test
  void takesTheNewestOfPacketsWithTheSameContent() {
    sent.record(1, 7, 100);
    sent.record(2, 8, 200);
    sent.record(3, 7, 300);

    mapping.learn(50, 7);

    assertThat(mapping.latencyNanos(50, 350)).isEqualTo(50);
  }

  @Test
  void doesNotTellWhatWasSentTooLongAgo() {
    sendFrom(0, 10);
    mapping.learn(0, content(0));
    sendFrom(10, SentPackets.CAPACITY);

    assertThat(mapping.latencyNanos(0, 1_000_000_000)).isEqualTo(LatencyMapping.UNKNOWN);
  }

  @Test
  void takesAPacketSentWhileOthersWereReadForOneWithoutDelay() {
    sendFrom(0, 10);
    mapping.learn(0, content(0));

    assertThat(mapping.latencyNanos(4, sentAt(4) - 1_000_000)).isZero();
  }

  @Test
  void doesNotTellOfPacketsThatCameLongBeforeTheyWereSent() {
    sendFrom(0, 10);
    mapping.learn(0, content(0));

    assertThat(mapping.latencyNanos(4, sentAt(4) - 20_000_001)).isEqualTo(LatencyMapping.UNKNOWN);
  }

  private void sendFrom(int first, int count) {
    for (int i = 0; i < count; i++) {
      int sequenceNumber = (first + i) & 0xFFFF;
      sent.record(sequenceNumber, content(sequenceNumber), sentAt(sequenceNumber));
    }
  }

  private static long content(int sequenceNumber) {
    return 1_000L + sequenceNumber;
  }

  private static long sentAt(int sequenceNumber) {
    return 1_000_000L + 1_000L * sequenceNumber;
  }
}

package dev.sluice.core.congestion;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What an estimate is made of where a viewer sends no transport-wide feedback, and its reasons. */
class BandwidthEstimatorTest {

  private static final long SECOND_NANOS = 1_000_000_000L;

  private final BandwidthEstimator estimator = new BandwidthEstimator();
  private long nowNanos = 7 * SECOND_NANOS;
  private long sentBytes;

  private void report(int fractionLost, int sentBps) {
    nowNanos += SECOND_NANOS;
    sentBytes += sentBps / 8;
    estimator.onReceiverReport(fractionLost, sentBytes, nowNanos);
  }

  @Test
  void beforeAnythingIsKnownItIsAGuess() {
    assertThat(estimator.estimateBps()).isEqualTo(600_000);
    assertThat(estimator.limit()).isEqualTo(EstimateLimit.START);
    assertThat(estimator.wantedProbeBps(nowNanos)).isZero();
  }

  @Test
  void reportsWithoutLossRaiseItToAHalfMoreThanIsSent() {
    for (int i = 0; i < 20; i++) {
      report(0, 2_000_000);
    }

    assertThat(estimator.estimateBps()).isEqualTo(3_000_000);
    assertThat(estimator.limit()).isEqualTo(EstimateLimit.APPLICATION_LIMITED);
  }

  @Test
  void reportsOfMuchLossCutWhatIsSentByHalfOfIt() {
    for (int i = 0; i < 20; i++) {
      report(0, 2_000_000);
    }

    report(128, 2_000_000);

    assertThat(estimator.estimateBps()).isEqualTo(1_500_000);
    assertThat(estimator.limit()).isEqualTo(EstimateLimit.LOSS);
  }

  @Test
  void rembIsTakenAtItsWordAndCaps() {
    estimator.onRemb(2_000_000);
    assertThat(estimator.estimateBps()).isEqualTo(2_000_000);
    assertThat(estimator.limit()).isEqualTo(EstimateLimit.REMB);

    estimator.onRemb(400_000);

    assertThat(estimator.estimateBps()).isEqualTo(400_000);
    assertThat(estimator.limit()).isEqualTo(EstimateLimit.REMB);
  }

  @Test
  void theReasonTellsWhatHoldsItDown() {
    Network network = new Network(5_000_000, 60);
    VideoFlow video = network.addVideo(2_500_000);
    network.run(2_000);
    assertThat(video.estimator().limit()).isEqualTo(EstimateLimit.PROBE);

    network.link.rate(1_000_000);
    network.run(1_000);
    assertThat(video.estimator().limit()).isEqualTo(EstimateLimit.DELAY);

    network.addDownload();
    network.run(5_000);
    assertThat(video.estimator().limit()).isEqualTo(EstimateLimit.COMPETITION);
  }

  @Test
  void whereNoMoreIsDesiredNothingIsProbed() {
    Network network = new Network(5_000_000, 60);
    VideoFlow video = network.addVideo(300_000);

    network.run(30_000);

    assertThat(video.paddingBytes()).isZero();
    assertThat(video.estimator().probes()).isZero();
    assertThat(video.estimator().limit()).isEqualTo(EstimateLimit.APPLICATION_LIMITED);
  }
}

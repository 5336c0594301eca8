package dev.sluice.core.congestion;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the estimator and the pacer make of links: with a drop-tail queue of 250 ms before them, and
 * a sender that sends all that it may, in 30 frames a second.
 */
class CongestionScenarioTest {

  private static final long CAMERA_BPS = 2_500_000;

  @ParameterizedTest
  @ValueSource(longs = {0, 60, 200})
  void aColdStartFindsRoomForACameraAtOnce(long roundTripMillis) {
    Network network = new Network(5_000_000, roundTripMillis);
    VideoFlow video = network.addVideo(CAMERA_BPS);

    network.run(1200);

    assertThat(video.estimateBps()).isGreaterThan(CAMERA_BPS);
    // A frame's own length.
    assertThat(network.longestWaitMillis()).isLessThan(25);
    assertThat(video.lostPackets()).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 60, 200})
  void whenTheLinkNarrowsTheEstimateFollowsAndTheQueueGoes(long roundTripMillis) {
    Network network = new Network(3_000_000, roundTripMillis);
    VideoFlow video = network.addVideo(CAMERA_BPS);
    network.run(10_000);
    network.link.rate(500_000);

    long followed = network.millisUntil(() -> video.estimateBps() < 500_000);
    long emptied = followed + network.millisUntil(() -> network.waitMillis() < 10);
    long mediaBefore = video.mediaBytes();
    long lostBefore = video.lostPackets();
    network.run(10_000);

    assertThat(followed).isLessThan(600 + roundTripMillis);
    assertThat(emptied).isLessThan(1700);
    assertThat((video.mediaBytes() - mediaBefore) * 8 / 10).isGreaterThan(450_000);
    assertThat(video.lostPackets()).isEqualTo(lostBefore);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "0, 700", "60, 0", "60, 500", "60, 1000", "200, 0", "200, 700"})
  void whenTheLinkWidensProbesFindOut(long roundTripMillis, long phaseMillis) {
    Network network = new Network(3_000_000, roundTripMillis);
    VideoFlow video = network.addVideo(CAMERA_BPS);
    network.run(8_000);
    network.link.rate(500_000);
    network.run(10_000 + phaseMillis);
    network.link.rate(3_000_000);

    assertThat(network.millisUntil(() -> video.estimateBps() > CAMERA_BPS)).isLessThan(2700);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 60, 200})
  void whatNarrowedDuringASilenceIsFoundOutAtOnce(long roundTripMillis) {
    Network network = new Network(3_000_000, roundTripMillis);
    VideoFlow video = network.addVideo(CAMERA_BPS);
    network.run(10_000);
    video.mute(true);
    network.run(10_000);
    network.link.rate(500_000);
    network.run(10_000);
    video.mute(false);

    long followed = network.millisUntil(() -> video.estimateBps() < 500_000);
    long emptied = followed + network.millisUntil(() -> network.waitMillis() < 10);
    long mediaBefore = video.mediaBytes();
    network.run(10_000);

    assertThat(followed).isLessThan(600 + roundTripMillis);
    assertThat(emptied).isLessThan(1700);
    assertThat((video.mediaBytes() - mediaBefore) * 8 / 10).isGreaterThan(425_000);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 60, 200})
  void whatWidenedDuringASilenceIsFoundOutByProbes(long roundTripMillis) {
    Network network = new Network(500_000, roundTripMillis);
    VideoFlow video = network.addVideo(CAMERA_BPS);
    network.run(10_000);
    video.mute(true);
    network.run(10_000);
    network.link.rate(3_000_000);
    network.run(10_000);
    video.mute(false);

    assertThat(network.millisUntil(() -> video.estimateBps() > CAMERA_BPS)).isLessThan(2700);
    assertThat(video.paddingBytes()).isPositive();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 60, 200})
  void aNarrowLinkIsUsedForTenMinutesWithoutLoss(long roundTripMillis) {
    Network network = new Network(1_000_000, roundTripMillis);
    VideoFlow video = network.addVideo(CAMERA_BPS);
    network.run(5_000);
    long before = video.mediaBytes();

    network.run(600_000);

    assertThat((video.mediaBytes() - before) * 8 / 600).isGreaterThan(900_000);
    assertThat(video.lostPackets()).isZero();
    assertThat(network.longestWaitMillis()).isLessThan(200);
  }

  @Test
  void lossWithoutDelayIsNoCongestion() {
    Network network = new Network(5_000_000, 60);
    VideoFlow video = network.addVideo(CAMERA_BPS);
    network.link.loss(0.05);
    network.run(5_000);
    long before = video.receivedBytes();

    network.run(60_000);

    assertThat((video.receivedBytes() - before) * 8 / 60)
        .isGreaterThan(Math.round(0.90 * CAMERA_BPS));
  }

  @Test
  void aHeapOfLossesIsForgottenWhenItIsOver() {
    Network network = new Network(5_000_000, 60);
    VideoFlow video = network.addVideo(CAMERA_BPS);
    network.run(5_000);
    network.link.loss(0.2);
    network.run(2_000);
    network.link.loss(0);

    assertThat(network.millisUntil(() -> video.estimateBps() > CAMERA_BPS)).isLessThan(1000);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "0, 10000", "60, 0", "60, 10000", "60, 30000"})
  void twoViewersBehindOneLinkShareIt(long roundTripMillis, long secondComesMillis) {
    Network network = new Network(2_000_000, roundTripMillis);
    VideoFlow first = network.addVideo(CAMERA_BPS);
    network.run(secondComesMillis);
    VideoFlow second = network.addVideo(CAMERA_BPS);
    network.run(10_000);
    long firstBefore = first.mediaBytes();
    long secondBefore = second.mediaBytes();

    network.run(60_000);

    double firstBps = (first.mediaBytes() - firstBefore) * 8 / 60.0;
    double secondBps = (second.mediaBytes() - secondBefore) * 8 / 60.0;
    assertThat(firstBps + secondBps).isGreaterThan(0.85 * 2_000_000);
    assertThat(firstBps / (firstBps + secondBps)).isBetween(0.4, 0.6);
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "0, 2", "60, 1", "60, 2"})
  void besideDownloadsEachGetsItsPart(long roundTripMillis, int downloads) {
    Network network = new Network(3_000_000, roundTripMillis);
    VideoFlow video = network.addVideo(CAMERA_BPS);
    network.run(5_000);
    TcpFlow first = network.addDownload();
    TcpFlow last = downloads == 2 ? network.addDownload() : first;
    network.run(10_000);
    long videoBefore = video.mediaBytes();
    long firstBefore = first.receivedBytes();
    long lastBefore = last.receivedBytes();

    network.run(60_000);

    double fairBytes = 3_000_000 / 8.0 * 60 / (downloads + 1);
    assertThat(video.mediaBytes() - videoBefore).isGreaterThan(Math.round(0.4 * fairBytes));
    assertThat(first.receivedBytes() - firstBefore).isGreaterThan(Math.round(0.4 * fairBytes));
    assertThat(last.receivedBytes() - lastBefore).isGreaterThan(Math.round(0.4 * fairBytes));
  }

  @ParameterizedTest
  @ValueSource(longs = {10, 30})
  void jitterIsNoQueue(long jitterMillis) {
    Network network = new Network(5_000_000, 60);
    network.link.jitterMillis(jitterMillis);
    VideoFlow video = network.addVideo(CAMERA_BPS);
    network.run(3_000);
    long before = video.receivedBytes();

    network.run(60_000);

    assertThat((video.receivedBytes() - before) * 8 / 60)
        .isGreaterThan(Math.round(0.97 * CAMERA_BPS));
  }

  @Test
  void whatAQueueTooShortForDelayLosesIsNotSent() {
    Network network = new Network(1_000_000, 60);
    network.link.queueMillis(40);
    VideoFlow video = network.addVideo(CAMERA_BPS);
    network.run(10_000);
    long received = video.receivedPackets();
    long lost = video.lostPackets();

    network.run(60_000);

    assertThat(video.lostPackets() - lost).isLessThan((video.receivedPackets() - received) / 20);
  }

  @Test
  void aKeyFrameIsKeptFromAQueueThatItWouldOverflow() {
    Network network = new Network(1_000_000, 60);
    VideoFlow video = network.addVideo(CAMERA_BPS);
    network.run(8_000);
    video.available(700_000);
    network.run(2_000);
    for (int i = 0; i < 10; i++) {
      video.keyFrame(8);
      network.run(1_000);
    }

    assertThat(video.lostPackets()).isZero();
  }

  @Test
  void nothingIsHeldOnALinkThatHasNeverBeenCongested() {
    Network network = new Network(20_000_000, 60);
    VideoFlow video = network.addVideo(CAMERA_BPS);
    network.run(3_000);
    video.keyFrame(15);

    network.millisUntil(() -> video.pacer().heldBytes() > 0 || video.receivedBytes() > 4_000_000);

    assertThat(video.pacer().heldBytes()).isZero();
  }

  @Test
  void whoSendsMoreThanTheEstimateWithoutFillingAQueueRaisesIt() {
    Network network = new Network(5_000_000, 60);
    VideoFlow video = network.addVideo(CAMERA_BPS);
    video.disobey();
    video.estimator().setDesiredBps(0);

    network.run(1_000);

    assertThat(video.estimateBps()).isGreaterThan(2_000_000);
    assertThat(video.paddingBytes()).isZero();
  }

  @Test
  void aShapersBucketDeceivesProbesAtFirstOnly() {
    Network network = new Network(500_000, 60);
    network.link.bucketBytes(8_000);
    VideoFlow video = network.addVideo(CAMERA_BPS);
    network.run(20_000);
    long received = video.receivedPackets();
    long lost = video.lostPackets();

    network.run(60_000);

    assertThat(video.lostPackets() - lost).isLessThan((video.receivedPackets() - received) / 100);
    assertThat(network.longestWaitMillis()).isLessThan(260);
  }
}

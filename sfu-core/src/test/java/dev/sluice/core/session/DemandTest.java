package dev.sluice.core.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.forward.EncodingStatistics;
import dev.sluice.core.forward.LayerReason;
import dev.sluice.core.forward.LayerReport;
import dev.sluice.core.forward.PauseReason;
import dev.sluice.core.forward.Publication;
import dev.sluice.core.forward.ReceivePreferences;
import dev.sluice.core.forward.Subscription;
import dev.sluice.core.forward.WantedEncoding;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/** A publisher sends only what somebody watches. */
class DemandTest {

  private static final ReceivePreferences SMALL = new ReceivePreferences("", 9, 300, 168, 1);

  private final World world = new World();
  private final TestLoop loop = world.newLoop();
  private final TestPeer publisher = world.newPeer(loop);
  private final SimulcastCamera camera = new SimulcastCamera(world, publisher);
  private final Publication publication = publisher.session().publish(camera.parameters());
  private final TestPeer viewer = world.newPeer(world.newLoop());
  private final Subscription video = viewer.session().subscribe(TestMedia.receivedVideo());

  /** What the publisher was told, such as "q" where only that is to be sent. */
  private final List<String> told = new ArrayList<>();

  private boolean heeds = true;

  private void listen() {
    publication.listenForDemand(this::onDemand);
  }

  private void onDemand(List<WantedEncoding> encodings) {
    told.add(
        encodings.stream()
            .filter(WantedEncoding::active)
            .map(WantedEncoding::rid)
            .collect(Collectors.joining()));
    if (heeds) {
      encodings.forEach(each -> camera.setActive(each.rid(), each.active()));
    }
  }

  private void watch(ReceivePreferences preferences) {
    estimate(viewer, 10_000_000);
    play(preferences);
  }

  private static void estimate(TestPeer viewer, long bps) {
    viewer.sendRtcp(writer -> writer.bitrateEstimate(1, bps, new int[] {5000}, 1));
  }

  private void play(ReceivePreferences preferences) {
    video.prefer(preferences);
    video.play(publication);
    world.settle();
  }

  private LayerReport layer() {
    return answer(video.statistics()).layer();
  }

  private <T> T answer(CompletableFuture<T> asked) {
    world.settle();
    return asked.join();
  }

  @Test
  void whatNobodyWatchesIsStoppedAfterAWhile() {
    listen();
    watch(SMALL);
    camera.run(2000);
    assertThat(told).isEmpty();

    camera.run(3000);

    assertThat(told).containsExactly("q");
    assertThat(layer().playingRid()).isEqualTo("q");
  }

  @Test
  void allThatIsStoppedIsToldAtOnce() {
    listen();
    camera.run(5000);

    assertThat(told).containsExactly("");
  }

  @Test
  void aStoppedEncodingComesBackForWhoWantsIt() {
    listen();
    watch(SMALL);
    camera.run(20_000);
    assertThat(told).containsExactly("q");

    video.prefer(ReceivePreferences.BEST);
    camera.run(500);

    assertThat(told).containsExactly("q", "qf");
    assertThat(layer().playingRid()).isEqualTo("f");
    assertThat(layer().reason()).isEqualTo(LayerReason.BEST);
  }

  @Test
  void aStoppedEncodingKeepsItsSizeAndBitrate() {
    listen();
    watch(SMALL);
    camera.run(3000);
    EncodingStatistics before = best();
    camera.run(20_000);

    assertThat(best().active()).isFalse();
    assertThat(best().wanted()).isFalse();
    assertThat(best().width()).isEqualTo(1280);
    assertThat(best().bitrateBps()).isCloseTo(before.bitrateBps(), withinPercent(15));
  }

  @Test
  void theFirstPicturesOfAnEncodingThatComesBackSayNothingOfItsBitrate() {
    listen();
    watch(SMALL);
    camera.run(20_000);
    long before = best().bitrateBps();

    video.prefer(ReceivePreferences.BEST);
    for (int i = 0; i < 20; i++) {
      camera.run(100);
      assertThat(best().bitrateBps()).isCloseTo(before, withinPercent(20));
    }
  }

  private static Percentage withinPercent(int percent) {
    return Percentage.withPercentage(percent);
  }

  private EncodingStatistics best() {
    return answer(publication.statistics()).encodings().getLast();
  }

  @Test
  void aViewerWhoseNetworkIsTooNarrowDoesNotWatchTheBest() {
    listen();
    estimate(viewer, 700_000);
    play(ReceivePreferences.BEST);
    camera.run(8000);
    assertThat(told.getLast()).isEqualTo("qh");

    told.clear();
    estimate(viewer, 10_000_000);
    camera.run(3000);

    assertThat(told.getFirst()).isEqualTo("qhf");
    assertThat(layer().playingRid()).isEqualTo("f");
  }

  @Test
  void aViewerWhoHasGoneWatchesNothing() {
    listen();
    watch(ReceivePreferences.BEST);
    camera.run(8000);
    assertThat(told.getLast()).isEqualTo("qf");

    viewer.session().close();
    camera.run(5000);

    assertThat(told.getLast()).isEmpty();
  }

  @Test
  void whoIsHeldBackWatchesNothingUntilOnlyTheLastNHoldsThemBack() {
    listen();
    watch(ReceivePreferences.BEST);
    camera.run(8000);
    told.clear();

    video.pause(PauseReason.LAST_N);
    video.pause();
    camera.run(5000);
    video.resume();
    camera.run(1000);
    assertThat(told).containsExactly("", "q");
    video.resume(PauseReason.LAST_N);
    camera.run(500);

    assertThat(told).containsExactly("", "q", "qf");
    assertThat(layer().playingRid()).isEqualTo("f");
  }

  @Test
  void aViewerWhoComesWhileHeldBackWatchesNothing() {
    listen();
    video.pause();
    watch(ReceivePreferences.BEST);
    camera.run(5000);

    assertThat(told).containsExactly("");
  }

  @Test
  void theLeastIsKeptReadyForWhoIsLeftOutByTheLastN() {
    listen();
    video.pause(PauseReason.LAST_N);
    watch(ReceivePreferences.BEST);
    camera.run(5000);
    assertThat(told).containsExactly("q");

    video.play(null);
    camera.run(5000);

    assertThat(told).containsExactly("q", "");
  }

  @Test
  void whoWasLeftOutBeginsWithTheLeastUntilThePublisherSendsMore() {
    listen();
    watch(ReceivePreferences.BEST);
    camera.run(8000);
    assertThat(layer().playingRid()).isEqualTo("f");
    video.pause(PauseReason.LAST_N);
    camera.run(5000);
    assertThat(told.getLast()).isEqualTo("q");
    heeds = false;

    video.resume(PauseReason.LAST_N);
    camera.run(1000);

    assertThat(told.getLast()).isEqualTo("qf");
    assertThat(layer().playingRid()).isEqualTo("q");
  }

  @Test
  void theOnlyEncodingOfACameraIsNotKeptReady() {
    TestPeer single = world.newPeer(loop);
    Publication only = single.session().publish(TestMedia.publishedVideo());
    List<Boolean> active = new ArrayList<>();
    only.listenForDemand(encodings -> active.add(encodings.getFirst().active()));
    video.pause(PauseReason.LAST_N);
    video.play(only);

    for (int i = 0; i < 150; i++) {
      byte[] payload = TestMedia.vp8Payload(true, i == 0, i);
      // 256 pixels wide and high.
      payload[8] = 1;
      payload[10] = 1;
      single.send(TestMedia.packet(96, true, i, 3000 * i, 1000, new byte[0], payload));
      world.passMillis(30);
    }

    assertThat(active).containsExactly(false);
  }

  @Test
  void oneOfSeveralViewersIsEnough() {
    listen();
    TestPeer otherViewer = world.newPeer(world.newLoop());
    estimate(otherViewer, 10_000_000);
    Subscription other = otherViewer.session().subscribe(TestMedia.receivedVideo());
    other.play(publication);
    watch(SMALL);
    camera.run(10_000);
    assertThat(told).containsExactly("qf");

    other.close();
    camera.run(5000);
    assertThat(told).containsExactly("qf", "q");
  }

  @Test
  void whoComesAndGoesQuicklyStopsNothing() {
    listen();
    watch(SMALL);
    for (int i = 0; i < 5; i++) {
      video.prefer(ReceivePreferences.BEST);
      camera.run(1500);
      video.prefer(SMALL);
      camera.run(1500);
    }

    assertThat(told).allMatch(active -> active.contains("q") && active.contains("f"));
  }

  @Test
  void aPublisherWhoCannotSendItAgainCostsItsViewersNothing() {
    listen();
    watch(SMALL);
    camera.run(10_000);
    heeds = false;
    video.prefer(ReceivePreferences.BEST);
    camera.run(10_000);

    assertThat(layer().playingRid()).isEqualTo("q");
    assertThat(layer().waiting()).isNull();
    assertThat(told).doesNotContain("");
  }

  @Test
  void aPublisherWhoCannotBeToldSendsOn() {
    watch(SMALL);
    camera.run(10_000);

    assertThat(answer(publication.statistics()).encodings())
        .allMatch(EncodingStatistics::wanted)
        .allMatch(EncodingStatistics::active);
  }
}

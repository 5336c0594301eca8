package dev.sluice.core.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.forward.AnnouncedEncoding;
import dev.sluice.core.forward.EncodingStatistics;
import dev.sluice.core.forward.LayerReport;
import dev.sluice.core.forward.Publication;
import dev.sluice.core.forward.ReceivePreferences;
import dev.sluice.core.forward.Subscription;
import dev.sluice.core.rtcp.RtcpKind;
import dev.sluice.core.rtp.HeaderExtension;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A publisher tells of its layers, and its viewers get on better for it, if it is true. */
class AnnouncedLayersTest {

  private static final long ENOUGH_BPS = 10_000_000;

  private final World world = new World();
  private final TestLoop loop = world.newLoop();
  private final TestPeer publisher = world.newPeer(loop);
  private final SimulcastCamera camera = new SimulcastCamera(world, publisher);
  private final Publication publication = publisher.session().publish(camera.parameters());
  private final TestPeer viewer = world.newPeer(loop);
  private final Subscription video = viewer.session().subscribe(TestMedia.receivedVideo());

  private void watch(long estimateBps) {
    viewer.sendRtcp(writer -> writer.bitrateEstimate(1, estimateBps, new int[] {5000}, 1));
    video.play(publication);
    world.settle();
  }

  private LayerReport layer() {
    return answer(video.statistics()).layer();
  }

  private List<EncodingStatistics> encodings() {
    return answer(publication.statistics()).encodings();
  }

  private <T> T answer(CompletableFuture<T> asked) {
    world.settle();
    return asked.join();
  }

  @Test
  void whatIsAnnouncedIsInTheStatistics() {
    camera.announcing().run(500);
    camera.stop("f");
    camera.run(200);

    assertThat(encodings())
        .extracting(EncodingStatistics::announced)
        .containsExactly(
            new AnnouncedEncoding(
                List.of(
                    new AnnouncedEncoding.Layer(
                        0, 320, 180, 30, List.of(60_000L, 90_000L, 150_000L)))),
            new AnnouncedEncoding(
                List.of(
                    new AnnouncedEncoding.Layer(
                        0, 640, 360, 30, List.of(200_000L, 300_000L, 500_000L)))),
            new AnnouncedEncoding(List.of()));
  }

  @Test
  void whoAnnouncesNothingIsKnownByWhatItSends() {
    camera.run(500);

    assertThat(encodings()).extracting(EncodingStatistics::announced).containsOnlyNulls();
  }

  @Test
  void anEncodingThatItsPublisherStopsIsReplacedSooner() {
    camera.announcing();

    assertThat(millisToReplaceTheBest()).isLessThanOrEqualTo(150);
  }

  @Test
  void anEncodingThatStopsWithoutAWordIsReplacedLater() {
    assertThat(millisToReplaceTheBest()).isGreaterThan(200);
  }

  private long millisToReplaceTheBest() {
    watch(ENOUGH_BPS);
    camera.run(3000);
    assertThat(layer().playingRid()).isEqualTo("f");
    camera.stop("f");
    viewer.takeRtp();
    long millis = 0;
    while (viewer.takeRtp().isEmpty()) {
      camera.run(33);
      millis += 33;
    }
    return millis;
  }

  @Test
  void anEncodingIsNotLeftForLongOnAFalseWord() {
    camera.announcing();
    watch(ENOUGH_BPS);
    camera.run(3000);
    camera.lie("f", false, 0);
    publisher.forgetSent();
    int keyFrameRequests = 0;
    for (int i = 0; i < 10; i++) {
      camera.run(500);
      camera.lie("f", false, 0);
      keyFrameRequests += publisher.count(RtcpKind.PICTURE_LOSS);
      publisher.forgetSent();
    }

    assertThat(layer().playingRid()).isEqualTo("f");
    assertThat(keyFrameRequests).isLessThanOrEqualTo(2);
  }

  @Test
  void anEncodingThatBeginsIsKnownToBeTooMuch() {
    camera.announcing();
    camera.stop("f");
    watch(1_000_000);
    camera.run(3000);
    assertThat(layer().playingRid()).isEqualTo("h");

    camera.setActive("f", true);
    for (int i = 0; i < 30; i++) {
      camera.run(100);
      assertThat(layer().rid()).isEqualTo("h");
    }
  }

  @Test
  void anEncodingThatBeginsWithoutAWordIsTriedInVain() {
    camera.stop("f");
    watch(1_000_000);
    camera.run(3000);

    camera.setActive("f", true);
    boolean tried = false;
    for (int i = 0; i < 30; i++) {
      camera.run(100);
      tried |= layer().rid().equals("f");
    }

    assertThat(tried).isTrue();
  }

  @Test
  void whatIsMeasuredWinsOverAFalseBitrate() {
    camera.announcing();
    camera.lie("f", true, 50_000_000);
    watch(ENOUGH_BPS);
    camera.run(3000);
    assertThat(layer().playingRid()).as("said to be too much").isEqualTo("f");

    camera.stop("f");
    camera.run(3000);
    camera.setActive("f", true);
    camera.lie("f", true, 10_000);
    watch(700_000);
    camera.run(4000);
    assertThat(layer().playingRid()).as("said to be little").isEqualTo("h");
  }

  @Test
  void aSmallTileGetsASmallPictureThoughTheServerCanReadNoSizes() {
    camera.announcing().encrypting();
    video.prefer(new ReceivePreferences("", 9, 300, 168, 1));
    watch(ENOUGH_BPS);
    camera.run(3000);

    assertThat(layer().playingRid()).isEqualTo("q");
    assertThat(layer().width()).isEqualTo(320);
  }

  @Test
  void viewersAreNotToldThoughTheyWouldRead() {
    camera.announcing();
    viewer
        .session()
        .subscribe(
            CapturedRooms.parameters(
                "4",
                Map.of(HeaderExtension.VIDEO_LAYERS_ALLOCATION, 7),
                true,
                7000,
                7001,
                TestMedia.vp8(120, 121)))
        .play(publication);
    camera.run(1000);

    assertThat(viewer.takeRtp())
        .isNotEmpty()
        .allSatisfy(packet -> assertThat(packet.findExtension(7)).isNegative());
  }
}

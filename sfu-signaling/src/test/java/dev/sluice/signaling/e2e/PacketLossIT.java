package dev.sluice.signaling.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Networks that lose five packets in a hundred each way, between the publisher and the server and
 * between the server and the viewer: nothing of it is to be seen. Alone on the machine, for a
 * picture also stops where an encoder or a decoder doesn't get its turn.
 */
@Isolated
final class PacketLossIT extends BrowserTest {

  private static final double LOSS = 0.05;

  /** Of Opus at 48 kHz, 20 ms. */
  private static final int SAMPLES_PER_PACKET = 960;

  @Test
  void chromiumSeesItRepairedWithoutAFreezeAndWithoutAskingForAKeyFrame() throws IOException {
    try (var relay = new RelayedLink(server)) {
      BrowserParticipant ada = joinThrough(relay, "Ada", "");
      BrowserParticipant bob = joinThrough(relay, "Bob", "&video=0&audio=0");
      bob.awaitGrowth("inbound-rtp", "video", "framesDecoded", 30);
      double pictureLosses = bob.sum("inbound-rtp", "video", "pliCount");
      double freezes = bob.sum("inbound-rtp", "video", "freezeCount");

      relay.loss(LOSS);
      bob.awaitGrowth("inbound-rtp", "video", "framesDecoded", 150);

      assertThat(ada.sum("outbound-rtp", "video", "nackCount")).isPositive();
      assertThat(bob.sum("inbound-rtp", "video", "retransmittedPacketsReceived")).isPositive();
      assertThat(bob.sum("inbound-rtp", "video", "pliCount")).isEqualTo(pictureLosses);
      assertThat(bob.sum("inbound-rtp", "video", "freezeCount")).isEqualTo(freezes);
    }
  }

  /**
   * What it asks for comes a fifth of a second later: without parity, a picture stops every second
   * or two.
   */
  @Test
  void onALongPathChromiumRestoresMostOfWhatIsLostByParity() throws IOException {
    try (var relay = new RelayedLink(server, 100)) {
      join("Ada", "&audio=0");
      BrowserParticipant bob = joinThrough(relay, "Bob", "&video=0&audio=0");
      bob.awaitGrowth("inbound-rtp", "video", "framesDecoded", 30);

      relay.loss(LOSS);
      bob.awaitGrowth("inbound-rtp", "video", "fecPacketsReceived", 100);
      double freezes = bob.sum("inbound-rtp", "video", "freezeCount");
      bob.awaitGrowth("inbound-rtp", "video", "framesDecoded", 300);

      assertThat(bob.sum("inbound-rtp", "video", "freezeCount") - freezes).isLessThanOrEqualTo(3);
    }
  }

  /** Chromium sends plain Opus; the server makes RED of it once the viewer reports losses. */
  @Test
  void chromiumGetsLostSoundWithThePacketsThatFollow() throws IOException {
    try (var relay = new RelayedLink(server)) {
      join("Ada", "&video=0");
      BrowserParticipant bob = joinThrough(relay, "Bob", "&video=0&audio=0");
      bob.awaitGrowth("inbound-rtp", "audio", "packetsReceived", 50);

      relay.loss(LOSS);
      // Chromium discards a redundant frame whose packet has come.
      bob.awaitGrowth("inbound-rtp", "audio", "packetsDiscarded", 100);
      double concealed = bob.sum("inbound-rtp", "audio", "concealedSamples");
      double lost = bob.sum("inbound-rtp", "audio", "packetsLost");
      bob.awaitGrowth("inbound-rtp", "audio", "packetsLost", 30);

      double lostSamples =
          (bob.sum("inbound-rtp", "audio", "packetsLost") - lost) * SAMPLES_PER_PACKET;
      assertThat(bob.sum("inbound-rtp", "audio", "concealedSamples") - concealed)
          .isLessThan(lostSamples / 2);
    }
  }

  private BrowserParticipant joinThrough(RelayedLink relay, String name, String query) {
    Page page = relay.newPage(chromium);
    page.navigate(roomUrl(name, query));
    return BrowserParticipant.joined(page);
  }

  @Test
  void libWebRtcSeesItRepairedWithoutAFreezeAndWithoutAskingForAKeyFrame()
      throws IOException, InterruptedException {
    try (var relay = new RelayedLink(server);
        var publisher =
            new LibWebRtcPublisher(
                server.http().resolve("whip/hall/ada"), 320, 240, 20, relay::divert)) {
      publisher.peer().awaitConnected();
      try (var viewer =
          new LibWebRtcViewer(server.http().resolve("whep/hall/ada"), relay::divert)) {
        LibWebRtcIT.await("a picture before the loss begins", () -> viewer.decodedFrames() > 20);
        relay.loss(LOSS);
        long decodedBefore = viewer.decodedFrames();
        LibWebRtcIT.await(
            "10 s of pictures under loss", () -> viewer.decodedFrames() > decodedBefore + 180);

        var statistics = viewer.videoStatistics();
        assertThat(number(statistics.get("retransmittedPacketsReceived")))
            .isPositive()
            .isGreaterThanOrEqualTo(number(statistics.get("packetsLost")));
        assertThat(number(statistics.get("framesDropped"))).isZero();
        assertThat(number(statistics.get("pliCount"))).isZero();
        assertThat(number(statistics.get("freezeCount"))).isZero();
      }
    }
  }

  private static long number(Object statistic) {
    return ((Number) statistic).longValue();
  }
}

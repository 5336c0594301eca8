package dev.sluice.signaling.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * A client that begins ICE anew in the middle of a talk. Alone on the machine, for a picture also
 * stops where an encoder or a decoder doesn't get its turn.
 */
@Isolated
final class IceRestartIT extends BrowserTest {

  @Test
  void mediaGoesOnThroughAnIceRestart() {
    join("Ada", "");
    BrowserParticipant bob = join("Bob", "");
    bob.awaitMovingVideos(1);
    bob.awaitGrowth("inbound-rtp", "video", "framesDecoded", 60);
    String before = localUfrag(bob);
    double freezes = bob.sum("inbound-rtp", "video", "freezeCount");

    bob.page().evaluate("async () => { await sluice.room.restartIce(); }");

    Chromium.await(bob.page(), "new ICE credentials", () -> !localUfrag(bob).equals(before));
    bob.awaitGrowth("inbound-rtp", "video", "framesDecoded", 60);
    assertThat(bob.sum("inbound-rtp", "video", "freezeCount")).isEqualTo(freezes);
  }

  private static String localUfrag(BrowserParticipant participant) {
    return (String)
        participant
            .page()
            .evaluate(
                """
                () => sluice.room.peerConnection.currentLocalDescription.sdp
                    .match(/a=ice-ufrag:(\\S+)/)[1]
                """);
  }
}

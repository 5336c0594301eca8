package dev.sluice.signaling.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * A publisher that learns from RFC 8888 what its network carries. Alone on the machine, for a
 * browser without its turn takes its network for slow.
 */
@Isolated
final class CongestionFeedbackIT {

  private static final String FIELD_TRIAL =
      "--force-fieldtrials=WebRTC-RFC8888CongestionControlFeedback/Enabled,offer:true/";

  /** Told nothing, it would go on sending its smaller ones. */
  @Test
  void itSendsItsLargestPicture() {
    try (RunningServer server = RunningServer.start();
        Chromium publishing = new Chromium(FIELD_TRIAL);
        Chromium viewing = new Chromium()) {
      Page page = publishing.newPage(1280, 800);
      page.addInitScript(
          """
          const set = RTCPeerConnection.prototype.setLocalDescription;
          const create = RTCPeerConnection.prototype.createOffer;
          RTCPeerConnection.prototype.setLocalDescription = async function (description) {
            const { type, sdp } = description ?? (await create.call(this));
            const without = sdp
              .replace(/^a=rtcp-fb:.* (transport-cc|goog-remb)\\r\\n/gm, '')
              .replace(/^a=extmap:.*transport-wide-cc.*\\r\\n/gm, '');
            return set.call(this, { type, sdp: without });
          };
          """);
      page.navigate(server.http() + "?room=r&name=Ada&autojoin=1&audio=0");
      BrowserParticipant.joined(page);
      BrowserParticipant bob =
          BrowserParticipant.join(viewing, server.http(), "r", "Bob", "&video=0&audio=0");

      bob.prefer(1280, 720);
      bob.awaitWidth(1280);
      assertThat(
              page.evaluate(
                  "() => sluice.room.peerConnection.remoteDescription.sdp"
                      + ".match(/ack ccfb|transport-cc|goog-remb/)[0]"))
          .isEqualTo("ack ccfb");
    }
  }
}

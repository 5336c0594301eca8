package dev.sluice.signaling.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the client module offers beyond what the demo page has buttons for. */
final class SdkIT extends BrowserTest {

  private static final String CAMERA_OF =
      """
      name => {
        const isTheirs = (participant) => participant.name === name;
        const tracks = [...sluice.room.participants.values()].find(isTheirs)?.tracks.values() ?? [];
        return [...tracks].find(({ source }) => source === 'camera')?.id;
      }
      """;

  @Test
  void aPausedSubscriptionStopsForItsOwnerAloneAndContinues() {
    join("Ada", "&audio=0");
    BrowserParticipant bob = join("Bob", "&video=0&audio=0");
    BrowserParticipant eve = join("Eve", "&video=0&audio=0");
    bob.awaitMovingVideos(1);
    eve.awaitMovingVideos(1);
    String track = cameraOf(bob, "Ada");

    bob.page().evaluate("track => sluice.room.pause(track)", track);

    double before = bob.sum("inbound-rtp", "video", "packetsReceived");
    eve.awaitGrowth("inbound-rtp", "video", "framesDecoded", 30);
    // What was on its way when the server heard of the pause still counts.
    double settled = bob.sum("inbound-rtp", "video", "packetsReceived");
    eve.awaitGrowth("inbound-rtp", "video", "framesDecoded", 20);
    assertThat(bob.sum("inbound-rtp", "video", "packetsReceived")).isEqualTo(settled);
    assertThat(settled).isLessThan(before + 30);

    bob.page().evaluate("track => sluice.room.resume(track)", track);
    bob.awaitGrowth("inbound-rtp", "video", "framesDecoded", 20);
  }

  @Test
  void anotherSourceOnTheSameMediaSectionKeepsDecoding() {
    join("Ada", "&audio=0");
    join("Bob", "&audio=0");
    BrowserParticipant eve = joinWithoutSubscribing("Eve");
    eve.page().waitForFunction("name => (" + CAMERA_OF + ")(name)", "Ada");
    eve.page().waitForFunction("name => (" + CAMERA_OF + ")(name)", "Bob");
    String adas = cameraOf(eve, "Ada");
    String bobs = cameraOf(eve, "Bob");
    eve.page().evaluate("track => sluice.room.subscribe({ track })", adas);
    eve.awaitMovingVideos(1);

    for (String[] change : new String[][] {{adas, bobs}, {bobs, adas}}) {
      eve.page()
          .evaluate(
              """
              async ([from, to]) => {
                await sluice.room.unsubscribe({ track: from });
                await sluice.room.subscribe({ track: to });
              }
              """,
              List.of(change));
      eve.page().waitForFunction("to => sluice.room.subscriptions.has(to)", change[1]);
      eve.awaitGrowth("inbound-rtp", "video", "framesDecoded", 20);
      assertThat(
              eve.page()
                  .evaluate(
                      "() => [...sluice.room.subscriptions.keys()].join() + ' '"
                          + " + sluice.room.peerConnection.getTransceivers().length"))
          .isEqualTo(change[1] + " 1");
    }
  }

  @Test
  void whoAsksIsToldWhatComesAndWhy() {
    join("Ada", "&audio=0");
    BrowserParticipant bob = join("Bob", "&video=0&audio=0");
    bob.awaitMovingVideos(1);

    Object told =
        bob.page()
            .evaluate(
                """
                async () => {
                  const [track] = sluice.room.subscriptions.keys();
                  const before = sluice.room.layers.get(track);
                  const changed = new Promise((resolve) =>
                      sluice.room.addEventListener('layerchanged', resolve, { once: true }));
                  await sluice.room.explain();
                  await changed;
                  const { sinceMillis, estimateBps, estimateLimit, drops, reason } =
                      sluice.room.layers.get(track);
                  return sluice.room.layers.get(track) !== before
                      && [sinceMillis, estimateBps, ...Object.values(drops)].every(Number.isInteger)
                      && [estimateLimit, reason].every((word) => /^[a-z-]+$/.test(word));
                }
                """);

    assertThat(told).isEqualTo(true);
  }

  @Test
  void changedMetadataIsSeenByTheOthers() {
    BrowserParticipant ada = join("Ada", "&video=0&audio=0");
    BrowserParticipant bob = join("Bob", "&video=0&audio=0");

    ada.page()
        .evaluate(
            "() => sluice.room.setMetadata({ name: 'Ada L.', metadata: { hand: 'raised' } })");

    bob.page()
        .waitForFunction(
            """
            () => [...sluice.room.participants.values()]
                .some(({ name, metadata }) => name === 'Ada L.' && metadata.hand === 'raised')
            """);
    bob.page().getByLabel("Ada L., muted").waitFor();
  }

  @Test
  void nonsenseFromOneHarmsNobodysMedia() {
    join("Ada", "&audio=0");
    BrowserParticipant bob = join("Bob", "&audio=0");
    BrowserParticipant mallory = join("Mallory", "&audio=0");
    bob.awaitMovingVideos(2);
    mallory.awaitMovingVideos(2);

    mallory
        .page()
        .evaluate(
            """
            (foreign) => {
              const { socket } = sluice.room;
              window.codes = [];
              socket.addEventListener('message', ({ data }) => {
                const { type, code } = JSON.parse(data);
                if (type === 'error') window.codes.push(code);
                if (type === 'pong') window.answered = true;
              });
              for (const text of ['', '{', 'null', '[]', '{"type":1}']) socket.send(text);
              for (const message of [
                { type: 'destroy' },
                { type: 'unpublish', track: foreign },
                { type: 'pause', track: 't-none' },
                { type: 'join', room: 'another' },
                { type: 'offer', sdp: 'v=0' },
                { type: 'offer', sdp: 'm='.repeat(10000) },
                { type: 'ping' },
              ]) socket.send(JSON.stringify(message));
            }
            """,
            cameraOf(mallory, "Ada"));
    mallory.page().waitForFunction("() => window.answered");
    assertThat(mallory.page().evaluate("() => window.codes.join(' ')"))
        .isEqualTo(
            "bad-message bad-message bad-message bad-message unknown-type unknown-type"
                + " track-not-found track-not-found already-joined bad-offer bad-offer");

    bob.awaitMovingVideos(2);
    bob.awaitGrowth("inbound-rtp", "video", "framesDecoded", 60);
    mallory.awaitGrowth("inbound-rtp", "video", "framesDecoded", 60);
  }

  @Test
  void aBinaryFrameCostsItsSenderTheSocketButNobodyMedia() {
    join("Ada", "&audio=0");
    BrowserParticipant bob = join("Bob", "&audio=0");
    BrowserParticipant mallory = join("Mallory", "&audio=0");
    bob.awaitMovingVideos(2);
    mallory.awaitMovingVideos(2);
    String id = mallory.id();

    mallory
        .page()
        .evaluate(
            """
            () => {
              const { room } = sluice;
              room.addEventListener('reconnected', () => (window.isBack = true));
              room.socket.send(new Uint8Array([1, 2, 3]));
            }
            """);
    mallory.page().waitForFunction("() => window.isBack");

    assertThat(mallory.id()).isEqualTo(id);
    mallory.awaitGrowth("inbound-rtp", "video", "framesDecoded", 30);
    bob.awaitMovingVideos(2);
    bob.awaitGrowth("inbound-rtp", "video", "framesDecoded", 30);
    assertThat(bob.page().evaluate("() => sluice.room.participants.size")).isEqualTo(2);
  }

  /** On timers that don't wait, without a server: it is what would have been waited that counts. */
  @Test
  void whileNoServerAnswersTheNextTryIsFourSecondsAwayAtMost() {
    BrowserParticipant ada = join("Ada", "&video=0&audio=0");

    Number longestMs =
        ada.number(
            """
            () => new Promise((resolve) => {
              const { room } = sluice;
              const timeout = setTimeout;
              window.setTimeout = (act) => timeout(act, 0);
              window.WebSocket = class {
                constructor() {
                  timeout(() => this.onclose?.({ code: 1006, reason: '' }), 0);
                }
                close() {}
              };
              const delaysMs = [];
              room.addEventListener('reconnecting', ({ detail }) => {
                delaysMs.push(detail.delayMs);
                if (delaysMs.length === 12) resolve(Math.max(...delaysMs));
              });
              room.socket.close(4000, 'a test drops it');
            })
            """);

    assertThat(longestMs.doubleValue()).isBetween(2_000.0, 4_000.0);
  }

  @Test
  void redundantAudioPassesThrough() {
    Page page = chromium.newPage(1280, 800);
    preferRed(page);
    page.navigate(roomUrl("Ada", "&video=0"));
    Page viewer = chromium.newPage(1280, 800);
    preferRed(viewer);
    viewer.navigate(roomUrl("Bob", "&video=0&audio=0"));
    BrowserParticipant bob = BrowserParticipant.joined(viewer);

    bob.awaitGrowth("inbound-rtp", "audio", "totalAudioEnergy", 0.001);

    // Each RED packet repeats earlier ones (RFC 2198), which a receiver without loss throws away.
    double received = bob.sum("inbound-rtp", "audio", "packetsReceived");
    assertThat(bob.sum("inbound-rtp", "audio", "packetsDiscarded")).isGreaterThan(received / 2);
  }

  @Test
  void audioThatPausesInSilenceIsNotTakenForLoss() {
    Page page = chromium.newPage(1280, 800);
    page.addInitScript(
        """
        const apply = RTCPeerConnection.prototype.setRemoteDescription;
        RTCPeerConnection.prototype.setRemoteDescription = function ({ type, sdp }) {
          return apply.call(this, { type, sdp: sdp.replace(/useinbandfec=1/g, '$&;usedtx=1') });
        };
        """);
    page.navigate(roomUrl("Ada", "&video=0"));
    BrowserParticipant ada = BrowserParticipant.joined(page);
    BrowserParticipant bob = join("Bob", "&video=0&audio=0");

    bob.awaitGrowth("inbound-rtp", "audio", "totalAudioEnergy", 0.001);
    setMicrophoneEnabled(ada, false);
    double sentBefore = ada.sum("outbound-rtp", "audio", "packetsSent");
    bob.awaitGrowth("inbound-rtp", "audio", "totalSamplesDuration", 5);

    // Without DTX it would be 50 packets a second.
    assertThat(ada.sum("outbound-rtp", "audio", "packetsSent") - sentBefore).isLessThan(5 * 25);
    setMicrophoneEnabled(ada, true);
    bob.awaitGrowth("inbound-rtp", "audio", "totalAudioEnergy", 0.001);
    assertThat(bob.sum("inbound-rtp", "audio", "packetsLost")).isZero();
  }

  private static void setMicrophoneEnabled(BrowserParticipant participant, boolean enabled) {
    participant
        .page()
        .evaluate(
            "enabled => { sluice.room.localTracks[0].mediaStreamTrack.enabled = enabled; }",
            enabled);
  }

  private static void preferRed(Page page) {
    page.addInitScript(
        """
        const add = RTCPeerConnection.prototype.addTransceiver;
        RTCPeerConnection.prototype.addTransceiver = function (trackOrKind, init) {
          const transceiver = add.call(this, trackOrKind, init);
          if (transceiver.receiver.track.kind === 'audio') {
            const { codecs } = RTCRtpReceiver.getCapabilities('audio');
            const isRed = ({ mimeType }) => mimeType === 'audio/red';
            transceiver.setCodecPreferences(
                [...codecs.filter(isRed), ...codecs.filter((codec) => !isRed(codec))]);
          }
          return transceiver;
        };
        """);
  }

  private BrowserParticipant joinWithoutSubscribing(String name) {
    Page page = chromium.open(server.http() + "play.html");
    page.evaluate(
        """
        async (options) => {
          const { Room } = await import('/sdk/sluice.js');
          window.sluice = { room: await Room.join({ ...options, subscribe: false }) };
        }
        """,
        Map.of("room", room, "name", name));
    return new BrowserParticipant(page);
  }

  private static String cameraOf(BrowserParticipant asked, String name) {
    return (String) asked.page().evaluate(CAMERA_OF, name);
  }
}

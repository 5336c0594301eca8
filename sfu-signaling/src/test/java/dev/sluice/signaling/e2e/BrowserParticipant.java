package dev.sluice.signaling.e2e;

import com.microsoft.playwright.Page;
import java.net.URI;
import java.util.List;
import java.util.Map;

/** Somebody who has joined a room through the demo page, or publishes or plays one stream. */
record BrowserParticipant(Page page) {

  /**
   * @param query further parameters of the page, such as {@code "&codec=VP9&audio=0"}
   */
  static BrowserParticipant join(
      Chromium chromium, URI server, String room, String name, String query) {
    Page page = chromium.open(server + "?room=" + room + "&name=" + name + "&autojoin=1" + query);
    return joined(page);
  }

  /** The one on this page, once they are in. */
  static BrowserParticipant joined(Page page) {
    page.waitForFunction("() => window.sluice?.room?.id");
    return new BrowserParticipant(page);
  }

  /** What {@code /publish.html} and {@code /play.html} show, once they have a session. */
  static BrowserParticipant stream(Page page) {
    page.waitForFunction("() => window.sluice?.session");
    return new BrowserParticipant(page);
  }

  String id() {
    return (String) page.evaluate("() => sluice.room.id");
  }

  /** Statistics of one type and kind, as the W3C's getStats gives them. */
  @SuppressWarnings("unchecked") // Playwright gives JSON as untyped maps.
  List<Map<String, Object>> statistics(String type, String kind) {
    return (List<Map<String, Object>>)
        page.evaluate(
            """
            async ([type, kind]) => [...(await (sluice.room ?? sluice.session).peerConnection.getStats()).values()]
                .filter(s => s.type === type && s.kind === kind)
            """,
            List.of(type, kind));
  }

  /** How many incoming videos have decoded a picture since they were last asked. */
  long videosThatMove() {
    return number(
            """
            async () => {
              const before = window.decodedBefore ?? new Map();
              const now = new Map([...(await (sluice.room ?? sluice.session).peerConnection.getStats()).values()]
                  .filter(s => s.type === 'inbound-rtp' && s.kind === 'video')
                  .map(s => [s.id, s.framesDecoded ?? 0]));
              window.decodedBefore = now;
              return [...now].filter(([id, frames]) => frames > (before.get(id) ?? 0)).length;
            }
            """)
        .longValue();
  }

  void awaitMovingVideos(int count) {
    Chromium.await(page, count + " moving videos", () -> videosThatMove() >= count);
  }

  double sum(String type, String kind, String field) {
    return statistics(type, kind).stream()
        .mapToDouble(stats -> stats.get(field) instanceof Number number ? number.doubleValue() : 0)
        .sum();
  }

  Number number(String script) {
    return (Number) page.evaluate(script);
  }

  /** Waits until what was decoded or received has grown by so much from now on. */
  void awaitGrowth(String type, String kind, String field, double growth) {
    double before = sum(type, kind, field);
    Chromium.await(
        page,
        field + " of " + kind + " to grow by " + growth + " from " + before,
        () -> sum(type, kind, field) >= before + growth);
  }

  /** Asks for this size of everything, instead of what the page asks for by its tiles. */
  void prefer(int width, int height) {
    page.evaluate(
        """
        async ([width, height]) => {
          window.ask ??= sluice.room.prefer.bind(sluice.room);
          sluice.room.prefer = async () => {};
          for (const track of sluice.room.subscriptions.keys())
            await window.ask(track, { width, height });
        }
        """,
        List.of(width, height));
  }

  /** Of the one video that is received. */
  void awaitWidth(int width) {
    Chromium.await(
        page,
        "pictures " + width + " wide",
        () -> sum("inbound-rtp", "video", "frameWidth") == width);
  }

  /** For {@link #awaitReconnection}: what the page itself says of one is gone after 4 s. */
  void noteReconnection() {
    page.evaluate(
        """
        () => sluice.room.addEventListener('reconnected', () => { window.reconnectedAt = Date.now(); })
        """);
  }

  /** When that was, in milliseconds since 1970. */
  long awaitReconnection() {
    page.waitForFunction("() => window.reconnectedAt");
    return number("() => window.reconnectedAt").longValue();
  }

  void leave() {
    page.context().close();
  }
}

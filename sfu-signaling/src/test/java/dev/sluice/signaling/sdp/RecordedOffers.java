package dev.sluice.signaling.sdp;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/**
 * Offers of real clients, under {@code /offers}, as they came but for addresses: Chromium 156,
 * Firefox 153, GStreamer 1.22's webrtcbin, aiortc 1.4, libdatachannel (as in node-datachannel
 * 0.33), and OBS Studio 30.2.3 and 32.2.2 with libdatachannel 0.21, which puts the transport at the
 * session's level.
 */
public final class RecordedOffers {
  /** One connection's offers in order: publish, video inactive, audio stopped, line reused… */
  public static final List<String> SESSION =
      List.of(
          "session-1-publish",
          "session-2-video-inactive",
          "session-3-audio-stopped",
          "session-4-line-reused",
          "session-5-ice-restart",
          "session-6-all-stopped");

  private static final List<String> BROWSER_SINGLE =
      List.of("publish", "receive", "many", "simulcast", "datachannel");

  private RecordedOffers() {}

  /** The names of those that begin a connection. */
  public static Stream<String> first() {
    return Stream.of(
            Stream.of("chromium-", "firefox-")
                .flatMap(browser -> BROWSER_SINGLE.stream().map(browser::concat)),
            Stream.of("chromium-session-1-publish", "firefox-session-1-publish"),
            Stream.of("gstreamer-publish", "gstreamer-publish-vp8", "gstreamer-receive"),
            Stream.of("aiortc-publish", "aiortc-receive", "aiortc-datachannel"),
            Stream.of("libdatachannel-publish", "libdatachannel-publish-no-candidates"),
            Stream.of("obs-30-publish", "obs-32-publish", "obs-32-simulcast"))
        .flatMap(names -> names);
  }

  /** The names of all. */
  public static Stream<String> all() {
    return Stream.concat(
            first(),
            Stream.of("chromium-", "firefox-")
                .flatMap(browser -> SESSION.stream().map(browser::concat)))
        .distinct();
  }

  /** The text as recorded. */
  public static String text(String name) {
    try (InputStream in = RecordedOffers.class.getResourceAsStream("/offers/" + name + ".sdp")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The offer. */
  public static SessionDescription offer(String name) throws SdpException {
    return SessionDescription.parse(text(name));
  }
}

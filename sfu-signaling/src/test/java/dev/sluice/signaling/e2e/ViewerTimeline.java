package dev.sluice.signaling.e2e;

import com.microsoft.playwright.Page;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * What a page that watches one video has seen since it was opened, by the browser's own statistics
 * and by its video element. Moments are in seconds of the page's clock, as from {@link #now}.
 */
final class ViewerTimeline {

  private static final String RECORD =
      """
      (() => {
        const samples = [];
        const frames = [];
        window.timeline = { samples, frames };
        const watched = new WeakSet();
        const watch = (video) => {
          watched.add(video);
          video.requestVideoFrameCallback((_, { presentationTime, presentedFrames }) => {
            frames.push({ atMillis: presentationTime, number: presentedFrames });
            watch(video);
          });
        };
        setInterval(async () => {
          for (const video of document.querySelectorAll('[data-local=false] video')) {
            if (!watched.has(video)) watch(video);
          }
          const connection = window.sluice?.room?.peerConnection;
          if (!connection) return;
          const all = [...(await connection.getStats()).values()];
          const received = all.filter(({ type }) => type === 'inbound-rtp');
          const transport = all.find(({ type }) => type === 'transport');
          // 44: IPv4 and UDP headers and SRTP's tag, which the link carries with each packet.
          const sum = (field) => received.reduce((sum, each) => sum + (each[field] ?? 0), 0);
          samples.push({
            atMillis: performance.now(),
            path: `${transport?.iceLocalUsernameFragment} ${transport?.selectedCandidatePairId}`,
            mediaBytes: sum('bytesReceived') + sum('headerBytesReceived') + 44 * sum('packetsReceived')
              - sum('retransmittedBytesReceived') - sum('fecBytesReceived'),
            frameWidth: sum('frameWidth'),
            framesDecoded: sum('framesDecoded'),
            freezeCount: sum('freezeCount'),
            totalFreezesDuration: sum('totalFreezesDuration'),
            concealedSamples: sum('concealedSamples'),
            totalSamplesReceived: sum('totalSamplesReceived'),
          });
        }, 50);
      })();
      """;

  private final List<Map<String, Object>> samples;
  private final List<Map<String, Object>> frames;

  private ViewerTimeline(List<Map<String, Object>> samples, List<Map<String, Object>> frames) {
    this.samples = samples;
    this.frames = frames;
  }

  /** Lets a page that hasn't been navigated yet note what it sees. */
  static void record(Page page) {
    page.addInitScript(RECORD);
  }

  static double now(Page page) {
    return ((Number) page.evaluate("() => performance.now()")).doubleValue() / 1000;
  }

  /** What the page has seen until now. */
  @SuppressWarnings("unchecked") // Playwright gives JSON as untyped maps.
  static ViewerTimeline of(Page page) {
    var timeline = (Map<String, List<Map<String, Object>>>) page.evaluate("() => timeline");
    return new ViewerTimeline(timeline.get("samples"), timeline.get("frames"));
  }

  /** When the first packet of sound or picture had come. */
  double firstMedia() {
    return seconds(
        samples.stream()
            .filter(each -> number(each, "mediaBytes") > 0)
            .findFirst()
            .orElseThrow(() -> new AssertionError("nothing came")));
  }

  /**
   * How long it took from then on until pictures had such a width; endless where they never had.
   */
  double secondsToWidth(IntPredicate width, double from) {
    return samples.stream()
        .filter(each -> seconds(each) >= from && width.test((int) number(each, "frameWidth")))
        .mapToDouble(each -> seconds(each) - from)
        .findFirst()
        .orElse(Double.POSITIVE_INFINITY);
  }

  /** How long it took from then on until another picture was shown; endless where none was. */
  double secondsToPicture(double from) {
    return frames.stream()
        .mapToDouble(each -> seconds(each) - from)
        .filter(after -> after >= 0)
        .findFirst()
        .orElse(Double.POSITIVE_INFINITY);
  }

  int widthChanges(double from, double to) {
    List<Map<String, Object>> within = within(samples, from, to);
    return Math.toIntExact(
        IntStream.range(1, within.size())
            .filter(
                i -> number(within.get(i), "frameWidth") != number(within.get(i - 1), "frameWidth"))
            .count());
  }

  int freezes(double from, double to) {
    return (int) growth("freezeCount", from, to);
  }

  double frozenSeconds(double from, double to) {
    return growth("totalFreezesDuration", from, to);
  }

  double framesPerSecond(double from, double to) {
    return growth("framesDecoded", from, to) / (to - from);
  }

  /** Between two pictures on the screen. What the page itself had no time to notice isn't a gap. */
  double longestGapSeconds(double from, double to) {
    List<Map<String, Object>> within = within(frames, from, to);
    return IntStream.range(1, within.size())
        .mapToDouble(
            i ->
                (seconds(within.get(i)) - seconds(within.get(i - 1)))
                    / (number(within.get(i), "number") - number(within.get(i - 1), "number")))
        .max()
        .orElse(to - from);
  }

  /** Of sound and pictures, with all headers and without what was sent to repair or to pad. */
  double mediaKbps(double from, double to) {
    return growth("mediaBytes", from, to) * 8 / 1000 / (to - from);
  }

  double concealedShare(double from, double to) {
    return growth("concealedSamples", from, to) / growth("totalSamplesReceived", from, to);
  }

  /** ICE's session and pair of candidates. */
  String path(double at) {
    return (String) latest(at).get("path");
  }

  private double growth(String field, double from, double to) {
    return number(latest(to), field) - number(latest(from), field);
  }

  private Map<String, Object> latest(double at) {
    return samples.stream()
        .filter(each -> seconds(each) <= at)
        .max(Comparator.comparingDouble(ViewerTimeline::seconds))
        .orElseThrow(() -> new AssertionError("nothing was noted yet"));
  }

  private static List<Map<String, Object>> within(
      List<Map<String, Object>> all, double from, double to) {
    return all.stream().filter(each -> seconds(each) >= from && seconds(each) <= to).toList();
  }

  private static double seconds(Map<String, Object> noted) {
    return number(noted, "atMillis") / 1000;
  }

  private static double number(Map<String, Object> noted, String field) {
    return ((Number) noted.get(field)).doubleValue();
  }
}

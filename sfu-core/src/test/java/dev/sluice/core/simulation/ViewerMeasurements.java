package dev.sluice.core.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** What one viewer got, over time and in sum. Seconds count from the simulation's beginning. */
final class ViewerMeasurements {

  static final long SAMPLE_NANOS = 100 * Simulation.MILLI;

  private static final double SAMPLE_SECONDS = 0.1;

  /** Of a link without limit nothing is drawn above this. */
  private static final long DRAWN_LIMIT_BPS = 20_000_000;

  private final String name;
  private final SimulatedViewer viewer;
  private final TimeSeries link = new TimeSeries("link");
  private final TimeSeries sent = new TimeSeries("sent");
  private final TimeSeries received = new TimeSeries("received");
  private final TimeSeries useful = new TimeSeries("of use, on the wire");
  private final TimeSeries estimate = new TimeSeries("estimate");
  private final TimeSeries layer = new TimeSeries("layer");
  private final TimeSeries queueMillis = new TimeSeries("queue");
  private final TimeSeries framesPerSecond = new TimeSeries("frames");
  private final List<Long> framesSent = new ArrayList<>();
  private long lastSent;
  private long lastReceived;
  private long lastUseful;

  ViewerMeasurements(String name, SimulatedViewer viewer) {
    this.name = name;
    this.viewer = viewer;
  }

  void sample(double seconds) {
    link.add(seconds, Math.min(DRAWN_LIMIT_BPS, viewer.link().rateBps()) / 1e3);
    sent.add(seconds, kbps(viewer.sentBytes() - lastSent));
    received.add(seconds, kbps(viewer.receivedBytes() - lastReceived));
    useful.add(seconds, kbps(viewer.usefulWireBytes() - lastUseful));
    lastSent = viewer.sentBytes();
    lastReceived = viewer.receivedBytes();
    lastUseful = viewer.usefulWireBytes();
    OptionalLong believed = viewer.control().estimateBps();
    if (believed.isPresent()) {
      estimate.add(seconds, believed.getAsLong() / 1e3);
    }
    queueMillis.add(seconds, viewer.link().queueDelayMillis());
    long frames = 0;
    if (!viewer.videos().isEmpty()) {
      layer.add(seconds, video().layerAt(seconds) + 1);
      framesPerSecond.add(seconds, video().framesPerSecond(seconds - 1, seconds));
      frames = viewer.videos().getFirst().conformance().frames();
    }
    framesSent.add(frames);
  }

  private static double kbps(long bytes) {
    return bytes * 8 / SAMPLE_SECONDS / 1e3;
  }

  /** The first video that it plays. */
  PictureLog video() {
    return video(0);
  }

  PictureLog video(int index) {
    return viewer.videos().get(index).receiver().log();
  }

  AudioReceiver audio() {
    return viewer.audios().getFirst().receiver();
  }

  /** What was media and new, with all headers that the link carries. */
  double usedKbps(double from, double to) {
    return useful.mean(from, to);
  }

  /** Of the link's rate, what was media and new. */
  double shareOfLinkUsed(double from, double to) {
    return usedKbps(from, to) / link.mean(from, to);
  }

  /** From {@code from} until no packet waits longer than this. */
  double secondsUntilQueueBelow(double millis, double from) {
    return queueMillis.secondsUntilAtMost(millis, from);
  }

  /** Of the first video's frames that the server sent, those shown and not late. */
  double shareOfFramesOnTime(double from, double to) {
    long expected = framesSentBy(to) - framesSentBy(from);
    return expected == 0 ? 0 : Math.min(1, (double) video().onTime(from, to) / expected);
  }

  private long framesSentBy(double seconds) {
    int index = (int) Math.round(seconds / SAMPLE_SECONDS) - 1;
    return index < 0 ? 0 : framesSent.get(Math.min(index, framesSent.size() - 1));
  }

  /**
   * All that is wrong with any of the streams that the server sent it, and with what it decoded.
   */
  List<String> faults() {
    List<String> faults = new ArrayList<>();
    for (SimulatedViewer.ViewedVideo video : viewer.videos()) {
      faults.addAll(video.conformance().findings());
      faults.addAll(video.conformance().jumpsAtKeyFrames());
      if (video.receiver().corruptFrames() > 0) {
        faults.add(video.receiver().corruptFrames() + " frames decoded without what they need");
      }
    }
    return faults;
  }

  String name() {
    return name;
  }

  List<TimeSeries> rates() {
    return List.of(link, sent, received, useful, estimate);
  }

  TimeSeries layer() {
    return layer;
  }

  TimeSeries queueMillis() {
    return queueMillis;
  }

  TimeSeries framesPerSecond() {
    return framesPerSecond;
  }

  /** Counts for the chart's foot. */
  String summary() {
    StringBuilder text = new StringBuilder();
    for (SimulatedViewer.ViewedVideo video : viewer.videos()) {
      text.append(
          "%d frames sent, %d shown, %d lines high at the end, %d packets asked for, %d PLI. "
              .formatted(
                  video.conformance().frames(),
                  video.receiver().log().frames(0, Double.MAX_VALUE),
                  video.receiver().log().height(),
                  video.receiver().nacked(),
                  video.receiver().pictureLosses()));
    }
    for (SimulatedViewer.ViewedAudio audio : viewer.audios()) {
      text.append(
          "%d of %d audio frames concealed. "
              .formatted(audio.receiver().concealed(), audio.receiver().expected()));
    }
    return text.append(
            "Link: %d overflows, %d losses."
                .formatted(viewer.link().overflows(), viewer.link().losses()))
        .toString();
  }
}

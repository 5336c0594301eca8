package dev.sluice.core.forward;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The qualities in which a publication can be had just now, from the least to the best. The
 * publisher's loop measures them some times a second, and makes another ladder where others are to
 * be had; every viewer's loop reads the latest.
 */
public final class Ladder {

  static final Ladder EMPTY = new Ladder(List.of(), 0, true, List.of());

  /** One quality. Its bitrate follows what is published; the rest stays. */
  public static final class Step {
    private final PublishedEncoding encoding;
    private final int spatial;
    private final int temporal;
    private final int width;
    private final int height;
    private volatile long bitrateBps;
    private volatile long wholeBps;
    private volatile double framesPerSecond;

    Step(PublishedEncoding encoding, int spatial, int temporal, long nowNanos) {
      this.encoding = encoding;
      this.spatial = spatial;
      this.temporal = temporal;
      this.width = encoding.cost().layers().width(spatial);
      this.height = encoding.cost().layers().height(spatial);
      measure(nowNanos);
    }

    private void measure(long nowNanos) {
      bitrateBps = encoding.expectedBps(spatial, temporal, nowNanos);
      wholeBps = encoding.cost().wholeBps(spatial, temporal);
      framesPerSecond = encoding.cost().layers().framesPerSecond(spatial, temporal);
    }

    public PublishedEncoding encoding() {
      return encoding;
    }

    /** The highest spatial layer within the encoding's stream, 0 where it has none. */
    public int spatial() {
      return spatial;
    }

    /** The highest temporal layer. */
    public int temporal() {
      return temporal;
    }

    /**
     * Of all that is to be sent for it, as measured over about the last second, or as its publisher
     * says until that can be known.
     */
    public long bitrateBps() {
      return bitrateBps;
    }

    /** As {@link #bitrateBps}, if its publisher weren't told to send it with less. */
    long wholeBps() {
      return wholeBps;
    }

    /** In pixels, 0 while unknown. */
    public int width() {
      return width;
    }

    /** In pixels, 0 while unknown. */
    public int height() {
      return height;
    }

    public double framesPerSecond() {
      return framesPerSecond;
    }

    long pixels() {
      return (long) width * height;
    }

    /**
     * Whether it is a worse quality: what an encoding takes that has just begun says nothing yet.
     */
    boolean isLessThan(Step other) {
      return pixels() != other.pixels() ? pixels() < other.pixels() : bitrateBps < other.bitrateBps;
    }

    /** Whether it is the same quality, whatever that takes now. */
    boolean isSameLayer(Step other) {
      return encoding == other.encoding && spatial == other.spatial && temporal == other.temporal;
    }
  }

  private final List<Step> steps;
  private final int sentLayers;

  private final boolean whole;

  /**
   * What is left of it, by the highest temporal layer: with all spatial layers, then with the
   * lowest one alone.
   */
  private final List<Ladder> limited;

  private Ladder(List<Step> steps, int sentLayers, boolean whole, List<Ladder> limited) {
    this.steps = steps;
    this.sentLayers = sentLayers;
    this.whole = whole;
    this.limited = limited;
  }

  /**
   * Of encodings that are to be had. Of the least encoding every frame rate is a quality of its
   * own, of the others only the full one: pictures that move less often than those of the encoding
   * below are no better.
   */
  static Ladder of(List<PublishedEncoding> offered, long nowNanos) {
    int layers = offered.stream().mapToInt(Ladder::sentLayers).sum();
    List<Step> all =
        steps(
            offered,
            LayerMeter.MAX_SPATIAL_LAYERS - 1,
            LayerMeter.MAX_TEMPORAL_LAYERS - 1,
            nowNanos);
    List<Ladder> limited = new ArrayList<>();
    for (int spatial : new int[] {LayerMeter.MAX_SPATIAL_LAYERS - 1, 0}) {
      for (int temporal = 0; temporal < LayerMeter.MAX_TEMPORAL_LAYERS; temporal++) {
        List<Step> left = steps(offered, spatial, temporal, nowNanos);
        boolean whole = temporal == LayerMeter.MAX_TEMPORAL_LAYERS - 1 || left.equals(all);
        limited.add(new Ladder(left, layers, whole, List.of()));
      }
    }
    return new Ladder(all, layers, true, List.copyOf(limited));
  }

  private static List<Step> steps(
      List<PublishedEncoding> offered, int maxSpatial, int maxTemporal, long nowNanos) {
    List<Step> pictures = new ArrayList<>();
    for (PublishedEncoding encoding : offered) {
      LayerMeter meter = encoding.cost().layers();
      int top = Math.min(meter.spatialLayers() - 1, maxSpatial);
      for (int spatial = 0; spatial <= top; spatial++) {
        int temporal = topTemporal(meter, spatial, maxTemporal);
        if (temporal >= 0) {
          pictures.add(new Step(encoding, spatial, temporal, nowNanos));
        }
      }
    }
    pictures.sort(Comparator.comparingLong(Step::pixels).thenComparingLong(Step::bitrateBps));
    List<Step> steps = new ArrayList<>();
    for (Step picture : pictures) {
      LayerMeter meter = picture.encoding().cost().layers();
      int lowest = steps.isEmpty() ? 0 : picture.temporal();
      for (int temporal = lowest; temporal <= picture.temporal(); temporal++) {
        if (meter.isSent(picture.spatial(), temporal)) {
          steps.add(new Step(picture.encoding(), picture.spatial(), temporal, nowNanos));
        }
      }
    }
    return List.copyOf(steps);
  }

  /**
   * Publisher's loop: measures its steps anew; allocates nothing.
   *
   * @return false where other steps are to be had now
   */
  boolean refresh(List<PublishedEncoding> encodings, long nowNanos) {
    int layers = 0;
    for (int i = 0; i < encodings.size(); i++) {
      if (encodings.get(i).isOffered(nowNanos)) {
        layers += sentLayers(encodings.get(i));
      }
    }
    if (layers != sentLayers) {
      return false;
    }
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      LayerMeter meter = step.encoding.cost().layers();
      if (!step.encoding.isOffered(nowNanos)
          || !meter.isSent(step.spatial, step.temporal)
          || meter.width(step.spatial) != step.width) {
        return false;
      }
      step.measure(nowNanos);
    }
    for (int i = 0; i < limited.size(); i++) {
      limited.get(i).measure(nowNanos);
    }
    return true;
  }

  private void measure(long nowNanos) {
    for (int i = 0; i < steps.size(); i++) {
      steps.get(i).measure(nowNanos);
    }
  }

  private static int sentLayers(PublishedEncoding encoding) {
    LayerMeter meter = encoding.cost().layers();
    int count = 0;
    for (int spatial = 0; spatial < meter.spatialLayers(); spatial++) {
      for (int temporal = 0; temporal < meter.temporalLayers(); temporal++) {
        count += meter.isSent(spatial, temporal) ? 1 : 0;
      }
    }
    return count;
  }

  private static int topTemporal(LayerMeter meter, int spatial, int maxTemporal) {
    int top = Math.min(meter.temporalLayers() - 1, maxTemporal);
    for (int temporal = top; temporal >= 0; temporal--) {
      if (meter.isSent(spatial, temporal)) {
        return temporal;
      }
    }
    return -1;
  }

  /**
   * The qualities for a viewer who doesn't want, or can't have, all of them.
   *
   * @param maxTemporal the highest temporal layer wanted
   * @param baseOnly whether it can't have spatial layers above an encoding's lowest
   */
  Ladder upTo(int maxTemporal, boolean baseOnly) {
    int temporal = Math.min(maxTemporal, LayerMeter.MAX_TEMPORAL_LAYERS - 1);
    if (limited.isEmpty() || (temporal == LayerMeter.MAX_TEMPORAL_LAYERS - 1 && !baseOnly)) {
      return this;
    }
    return limited.get(temporal + (baseOnly ? LayerMeter.MAX_TEMPORAL_LAYERS : 0));
  }

  /** Whether its last quality is the best that a viewer who wants the best can have. */
  boolean isWhole() {
    return whole;
  }

  /** How many qualities there are; 0 while nothing is known. */
  public int size() {
    return steps.size();
  }

  /** From 0, the least. */
  public Step step(int index) {
    return steps.get(index);
  }
}

package dev.sluice.core.forward;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The qualities in which a publication can be had just now, from the least to the best. Immutable;
 * the publisher's loop makes a new one some times a second, every viewer's loop reads the latest.
 */
public final class Ladder {

  static final Ladder EMPTY = new Ladder(List.of(), 0);

  /** A bitrate that has changed by less than this part of it is the same. */
  private static final int SAME = 16;

  /**
   * One quality.
   *
   * @param spatial the highest spatial layer within the encoding's stream, 0 where it has none
   * @param temporal the highest temporal layer
   * @param bitrateBps of all that is to be sent for it, measured over about the last second
   * @param width in pixels, 0 while unknown
   * @param height in pixels, 0 while unknown
   */
  public record Step(
      PublishedEncoding encoding,
      int spatial,
      int temporal,
      long bitrateBps,
      int width,
      int height,
      double framesPerSecond) {

    long pixels() {
      return (long) width * height;
    }
  }

  private final List<Step> steps;
  private final int sentLayers;

  private Ladder(List<Step> steps, int sentLayers) {
    this.steps = steps;
    this.sentLayers = sentLayers;
  }

  /**
   * Of encodings that are being sent. Of the least encoding every frame rate is a quality of its
   * own, of the others the full one and the half: pictures that move less often than those of the
   * encoding below are no better.
   */
  static Ladder of(List<PublishedEncoding> sent) {
    List<Step> pictures = new ArrayList<>();
    for (PublishedEncoding encoding : sent) {
      LayerMeter meter = encoding.layers();
      for (int spatial = 0; spatial < meter.spatialLayers(); spatial++) {
        int top = topTemporal(meter, spatial);
        if (top >= 0) {
          pictures.add(step(encoding, spatial, top));
        }
      }
    }
    pictures.sort(Comparator.comparingLong(Step::pixels).thenComparingLong(Step::bitrateBps));
    List<Step> steps = new ArrayList<>();
    for (Step picture : pictures) {
      LayerMeter meter = picture.encoding().layers();
      int lowest = steps.isEmpty() ? 0 : Math.max(0, picture.temporal() - 1);
      for (int temporal = lowest; temporal <= picture.temporal(); temporal++) {
        if (meter.isSent(picture.spatial(), temporal)) {
          steps.add(step(picture.encoding(), picture.spatial(), temporal));
        }
      }
    }
    return new Ladder(List.copyOf(steps), sent.stream().mapToInt(Ladder::sentLayers).sum());
  }

  /** Whether nothing has changed that matters; allocates nothing. */
  boolean describes(List<PublishedEncoding> encodings, long nowNanos) {
    int layers = 0;
    for (int i = 0; i < encodings.size(); i++) {
      if (encodings.get(i).isActive(nowNanos)) {
        layers += sentLayers(encodings.get(i));
      }
    }
    if (layers != sentLayers) {
      return false;
    }
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      LayerMeter meter = step.encoding().layers();
      long change = meter.bitrateBps(step.spatial(), step.temporal()) - step.bitrateBps();
      if (!step.encoding().isActive(nowNanos)
          || Math.abs(change) > step.bitrateBps() / SAME
          || meter.width(step.spatial()) != step.width()) {
        return false;
      }
    }
    return true;
  }

  private static int sentLayers(PublishedEncoding encoding) {
    LayerMeter meter = encoding.layers();
    int count = 0;
    for (int spatial = 0; spatial < meter.spatialLayers(); spatial++) {
      for (int temporal = 0; temporal < meter.temporalLayers(); temporal++) {
        count += meter.isSent(spatial, temporal) ? 1 : 0;
      }
    }
    return count;
  }

  private static int topTemporal(LayerMeter meter, int spatial) {
    for (int temporal = meter.temporalLayers() - 1; temporal >= 0; temporal--) {
      if (meter.isSent(spatial, temporal)) {
        return temporal;
      }
    }
    return -1;
  }

  private static Step step(PublishedEncoding encoding, int spatial, int temporal) {
    LayerMeter meter = encoding.layers();
    return new Step(
        encoding,
        spatial,
        temporal,
        meter.bitrateBps(spatial, temporal),
        meter.width(spatial),
        meter.height(spatial),
        meter.framesPerSecond(spatial, temporal));
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

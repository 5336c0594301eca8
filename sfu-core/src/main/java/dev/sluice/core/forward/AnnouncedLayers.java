package dev.sluice.core.forward;

import dev.sluice.core.codec.VideoLayersAllocation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What its publisher says of one encoding by the video layers allocation: which spatial layers it
 * sends, with what bitrates and how large. Sooner than it can be measured, but only said: it counts
 * where nothing has been measured, and for so long.
 *
 * <p>Belongs to the publisher's loop.
 */
final class AnnouncedLayers {

  /**
   * Samples, of a tenth of a second, in which there may come what was sent before the publisher
   * stopped a layer. In more of them it contradicts the publisher.
   */
  private static final int LEFT_OVER_SAMPLES = 2;

  private static final int SPATIAL = VideoLayersAllocation.MAX_SPATIAL_LAYERS;
  private static final int TEMPORAL = VideoLayersAllocation.MAX_TEMPORAL_LAYERS;

  private boolean known;

  /** By spatial layer; 0 where it isn't sent. */
  private final int[] temporalLayers = new int[SPATIAL];

  private final long[] bitrates = new long[SPATIAL * TEMPORAL];
  private final int[] widths = new int[SPATIAL];
  private final int[] heights = new int[SPATIAL];
  private final int[] frameRates = new int[SPATIAL];

  /** By spatial layer: samples in which it came though it isn't said to be sent. */
  private final int[] contradictions = new int[SPATIAL];

  /** Takes over what is said of {@code stream}. */
  void take(VideoLayersAllocation allocation, int stream) {
    known = true;
    for (int spatial = 0; spatial < SPATIAL; spatial++) {
      int layers = allocation.temporalLayers(stream, spatial);
      temporalLayers[spatial] = layers;
      contradictions[spatial] = layers > 0 ? 0 : contradictions[spatial];
      for (int temporal = 0; temporal < layers; temporal++) {
        bitrates[spatial * TEMPORAL + temporal] = allocation.bitrateBps(stream, spatial, temporal);
      }
      if (layers > 0 && allocation.isSized()) {
        widths[spatial] = allocation.width(stream, spatial);
        heights[spatial] = allocation.height(stream, spatial);
        frameRates[spatial] = allocation.framesPerSecond(stream, spatial);
      }
    }
  }

  /**
   * About every 100 ms while it is measured: what comes is right, however often the contrary is
   * said.
   *
   * @param sentLayers bit i is set where spatial layer i came since the last sample
   */
  void sample(int sentLayers) {
    for (int spatial = 0; spatial < SPATIAL; spatial++) {
      if ((sentLayers >> spatial & 1) != 0 && !isSent(spatial)) {
        contradictions[spatial]++;
      }
    }
  }

  /** Whether a spatial layer is sent; true where nothing is said, or what was said isn't true. */
  boolean isSent(int spatial) {
    return !known || temporalLayers[spatial] > 0 || contradictions[spatial] > LEFT_OVER_SAMPLES;
  }

  /** Whether its publisher has stopped the whole encoding. */
  boolean isStopped() {
    for (int spatial = 0; spatial < SPATIAL; spatial++) {
      if (isSent(spatial)) {
        return false;
      }
    }
    return true;
  }

  /** What these layers are to take, with all that they need; 0 where nothing is said. */
  long bitrateBps(int spatial, int temporal) {
    int layers = temporalLayers[spatial];
    return layers == 0 ? 0 : bitrates[spatial * TEMPORAL + Math.min(temporal, layers - 1)];
  }

  /** In pixels; 0 where nothing is said. */
  int width(int spatial) {
    return widths[spatial];
  }

  /** In pixels; 0 where nothing is said. */
  int height(int spatial) {
    return heights[spatial];
  }

  /** Null where nothing is said. */
  AnnouncedEncoding statistics() {
    if (!known) {
      return null;
    }
    List<AnnouncedEncoding.Layer> layers = new ArrayList<>();
    for (int spatial = 0; spatial < SPATIAL; spatial++) {
      if (temporalLayers[spatial] > 0) {
        int first = spatial * TEMPORAL;
        layers.add(
            new AnnouncedEncoding.Layer(
                spatial,
                widths[spatial],
                heights[spatial],
                frameRates[spatial],
                Arrays.stream(bitrates, first, first + temporalLayers[spatial]).boxed().toList()));
      }
    }
    return new AnnouncedEncoding(List.copyOf(layers));
  }
}

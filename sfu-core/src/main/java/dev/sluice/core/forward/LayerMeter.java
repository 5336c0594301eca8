package dev.sluice.core.forward;

import dev.sluice.core.codec.FrameInfo;

/**
 * How much each layer of an encoding takes, over about the last second, and how large its pictures
 * are. Keyframes don't count: they come where somebody asks for them, and say nothing about what is
 * to come. Belongs to the publisher's loop.
 */
final class LayerMeter {

  static final int MAX_SPATIAL_LAYERS = FrameInfo.MAX_SPATIAL_LAYERS;
  static final int MAX_TEMPORAL_LAYERS = 4;

  private static final int LAYERS = MAX_SPATIAL_LAYERS * MAX_TEMPORAL_LAYERS;

  /** Samples are taken about every 100 ms. */
  private static final int SAMPLES = 10;

  /** A layer that hasn't been sent for so many samples isn't to be had any more. */
  private static final int GONE_SAMPLES = 3 * SAMPLES;

  /** As above, where its publisher says that it doesn't send it. */
  private static final int STOPPED_SAMPLES = 2;

  /** Sums since the beginning, in bytes and frames, by layer. */
  private final long[] bytes = new long[LAYERS];

  private final long[] frames = new long[LAYERS];

  /** What the sums were at the last samples, one row of all layers a sample. */
  private final long[] sampledBytes = new long[LAYERS * SAMPLES];

  private final long[] sampledFrames = new long[LAYERS * SAMPLES];
  private final long[] sampledNanos = new long[SAMPLES];
  private int samples;

  /** What was known before counts until a whole second is. */
  private boolean settling;

  private final long[] bitrates = new long[LAYERS];

  /** Samples since each layer was sent last. */
  private final int[] silentSamples = new int[LAYERS];

  /** Samples since anything began to be sent, up to a whole second. */
  private int sentSamples;

  private final AnnouncedLayers announced = new AnnouncedLayers();

  private final double[] frameRates = new double[LAYERS];
  private final int[] widths = new int[MAX_SPATIAL_LAYERS];
  private final int[] heights = new int[MAX_SPATIAL_LAYERS];
  private boolean anyKeyFrame;
  private int keyFrameTimestamp;
  private int spatialLayers = 1;
  private int temporalLayers = 1;

  private static int index(int spatial, int temporal) {
    return spatial * MAX_TEMPORAL_LAYERS + temporal;
  }

  private static int spatialOf(FrameInfo frame) {
    return Math.clamp(frame.spatialId, 0, MAX_SPATIAL_LAYERS - 1);
  }

  void count(int timestamp, FrameInfo frame, int length) {
    int spatial = spatialOf(frame);
    int temporal = Math.clamp(frame.temporalId, 0, MAX_TEMPORAL_LAYERS - 1);
    spatialLayers = Math.max(spatialLayers, spatial + 1);
    temporalLayers = Math.max(temporalLayers, temporal + 1);
    if (frame.keyFrame) {
      anyKeyFrame = true;
      keyFrameTimestamp = timestamp;
    }
    if (frame.width > 0) {
      widths[spatial] = frame.width;
      heights[spatial] = frame.height;
    }
    for (int i = 0; i < frame.sizedLayers; i++) {
      widths[i] = frame.layerWidths[i];
      heights[i] = frame.layerHeights[i];
    }
    if (anyKeyFrame && timestamp == keyFrameTimestamp) {
      return;
    }
    int index = index(spatial, temporal);
    bytes[index] += length;
    if (frame.endOfFrame) {
      frames[index]++;
    }
  }

  /** About every 100 ms. */
  void sample(long nowNanos) {
    int oldest = samples < SAMPLES ? 0 : samples % SAMPLES;
    int newest = (samples + SAMPLES - 1) % SAMPLES;
    boolean anySent = false;
    int sentSpatialLayers = 0;
    for (int i = 0; i < LAYERS; i++) {
      boolean sent = bytes[i] != (samples == 0 ? 0 : sampledBytes[newest * LAYERS + i]);
      silentSamples[i] = sent ? 0 : Math.min(GONE_SAMPLES, silentSamples[i] + 1);
      anySent |= bytes[i] > 0 && silentSamples[i] < SAMPLES;
      sentSpatialLayers |= sent ? 1 << (i / MAX_TEMPORAL_LAYERS) : 0;
    }
    announced.sample(sentSpatialLayers);
    sentSamples = anySent ? Math.min(SAMPLES, sentSamples + 1) : 0;
    long elapsedNanos = nowNanos - sampledNanos[oldest];
    settling &= samples < SAMPLES;
    if (samples > 0 && elapsedNanos > 0 && !settling) {
      for (int i = 0; i < LAYERS; i++) {
        bitrates[i] =
            Math.round((bytes[i] - sampledBytes[oldest * LAYERS + i]) * 8e9 / elapsedNanos);
        frameRates[i] = (frames[i] - sampledFrames[oldest * LAYERS + i]) * 1e9 / elapsedNanos;
      }
    }
    int row = samples % SAMPLES;
    System.arraycopy(bytes, 0, sampledBytes, row * LAYERS, LAYERS);
    System.arraycopy(frames, 0, sampledFrames, row * LAYERS, LAYERS);
    sampledNanos[row] = nowNanos;
    samples++;
    if (samples == 2 * SAMPLES) {
      // Stays what it means: more than a round, the next row is the oldest.
      samples = SAMPLES;
    }
  }

  /** The stream comes back after a time that says nothing of it. */
  void restart() {
    samples = 0;
    settling = true;
  }

  /** What comes now is another stream: nothing of the former counts. */
  void reset() {
    samples = 0;
    settling = false;
    sentSamples = 0;
    spatialLayers = 1;
    temporalLayers = 1;
  }

  int spatialLayers() {
    return spatialLayers;
  }

  int temporalLayers() {
    return temporalLayers;
  }

  /** Of this spatial and all lower ones, up to this temporal layer; 0 where none is sent now. */
  long bitrateBps(int spatial, int temporal) {
    long sum = 0;
    for (int s = 0; s <= spatial; s++) {
      for (int t = 0; t <= temporal; t++) {
        sum += bitrates[index(s, t)];
      }
    }
    return sum;
  }

  /** Of all layers. */
  long bitrateBps() {
    return bitrateBps(spatialLayers - 1, temporalLayers - 1);
  }

  /**
   * As {@link #bitrateBps(int, int)}, or what its publisher aims at, as long as it hasn't been sent
   * for a whole second and what was measured is too little.
   */
  long expectedBps(int spatial, int temporal) {
    long measured = bitrateBps(spatial, temporal);
    boolean known = sentSamples == SAMPLES || settling;
    return known ? measured : Math.max(measured, announced.bitrateBps(spatial, temporal));
  }

  /** Of all layers. */
  long expectedBps() {
    return expectedBps(spatialLayers - 1, temporalLayers - 1);
  }

  /** What its publisher says of it. */
  AnnouncedLayers announced() {
    return announced;
  }

  /** Whether a layer is to be had. */
  boolean isSent(int spatial, int temporal) {
    int index = index(spatial, temporal);
    int gone = announced.isSent(spatial) ? GONE_SAMPLES : STOPPED_SAMPLES;
    return bytes[index] > 0 && silentSamples[index] < gone;
  }

  /** Of this spatial layer, up to this temporal layer. */
  double framesPerSecond(int spatial, int temporal) {
    double sum = 0;
    for (int t = 0; t <= temporal; t++) {
      sum += frameRates[index(spatial, t)];
    }
    return sum;
  }

  /** Of the best picture. */
  double framesPerSecond() {
    return framesPerSecond(spatialLayers - 1, temporalLayers - 1);
  }

  /** In pixels, of the pictures, or else as their publisher says; 0 while unknown. */
  int width(int spatial) {
    return widths[spatial] > 0 ? widths[spatial] : announced.width(spatial);
  }

  /** In pixels, of the pictures, or else as their publisher says; 0 while unknown. */
  int height(int spatial) {
    return heights[spatial] > 0 ? heights[spatial] : announced.height(spatial);
  }
}

package dev.sluice.core.forward;

import dev.sluice.core.congestion.BandwidthEstimator;
import dev.sluice.core.congestion.EstimateLimit;

/**
 * Which quality of its source a viewer gets, and why.
 *
 * @param playing whether anything is sent just now
 * @param playingRid the encoding that plays now; empty where there is only one, or none plays
 * @param rid the encoding chosen: it plays from its next keyframe on; empty where there is only one
 * @param spatialLayer the highest to be sent within the encoding
 * @param temporalLayer the highest to be sent
 * @param width in pixels, 0 while unknown
 * @param height in pixels, 0 while unknown
 * @param framesPerSecond of the quality chosen
 * @param bitrateBps of the quality chosen, as published just now
 * @param reason why it is no better, or why nothing is sent
 * @param sinceMillis how long ago it was chosen for this reason
 * @param waiting for which keyframe; null where none is awaited
 * @param estimateBps what the viewer's network carries of everything that is sent to it
 * @param estimateLimit why that isn't more
 */
public record LayerReport(
    boolean playing,
    String playingRid,
    String rid,
    int spatialLayer,
    int temporalLayer,
    int width,
    int height,
    double framesPerSecond,
    long bitrateBps,
    LayerReason reason,
    long sinceMillis,
    KeyFrameWait waiting,
    long estimateBps,
    EstimateLimit estimateLimit) {

  /** Nothing to choose from. */
  static final LayerReport NONE =
      new LayerReport(
          false,
          "",
          "",
          0,
          0,
          0,
          0,
          0,
          0,
          LayerReason.NO_SOURCE,
          0,
          null,
          BandwidthEstimator.START_BPS,
          EstimateLimit.START);
}

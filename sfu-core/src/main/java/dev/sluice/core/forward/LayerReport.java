package dev.sluice.core.forward;

/**
 * Which quality of its source a viewer gets, and why.
 *
 * @param playingRid the encoding that plays now; empty where there is only one, or none plays yet
 * @param rid the encoding chosen: it plays from its next keyframe on
 * @param spatialLayer the highest sent within the encoding
 * @param temporalLayer the highest sent
 * @param width in pixels, 0 while unknown
 * @param height in pixels, 0 while unknown
 * @param framesPerSecond of the quality chosen
 * @param bitrateBps of the quality chosen, as published just now
 * @param sinceMillis how long ago it was chosen for this reason
 */
public record LayerReport(
    String playingRid,
    String rid,
    int spatialLayer,
    int temporalLayer,
    int width,
    int height,
    double framesPerSecond,
    long bitrateBps,
    LayerReason reason,
    long sinceMillis) {

  /** Nothing to choose from. */
  static final LayerReport NONE =
      new LayerReport("", "", 0, 0, 0, 0, 0, 0, LayerReason.ONLY_ONE, 0);
}

package dev.sluice.core.forward;

import dev.sluice.core.codec.FrameInfo;

/**
 * Which frames of one encoding's stream reach a viewer: those up to a spatial and a temporal layer.
 *
 * <p>Down it goes with the next frame. Up it goes a temporal layer at a time, where a frame says
 * that a receiver of the lower ones may take it in, and a spatial layer with a keyframe; both with
 * any keyframe.
 */
final class LayerFilter {

  private static final int ALL = Integer.MAX_VALUE;
  private static final int NOTHING = Integer.MIN_VALUE;

  private int wantedSpatial = ALL;
  private int wantedTemporal = ALL;
  private int spatial = ALL;
  private int temporal = ALL;

  /** What is wanted from now on. */
  void want(int spatialLayer, int temporalLayer) {
    wantedSpatial = spatialLayer;
    wantedTemporal = temporalLayer;
  }

  /** Nothing, from the next frame on. */
  void wantNothing() {
    want(NOTHING, NOTHING);
  }

  /** Everything there is, from now on. */
  void wantAll() {
    want(ALL, ALL);
  }

  /** The viewer's stream begins with a keyframe. */
  void start() {
    spatial = wantedSpatial;
    temporal = wantedTemporal;
  }

  /** Whether a spatial layer may be left out. */
  boolean isLimited() {
    return spatial != ALL;
  }

  /** Whether a packet is to be sent. */
  boolean passes(FrameInfo frame) {
    if (frame.startOfFrame && (spatial != wantedSpatial || temporal != wantedTemporal)) {
      change(frame);
    }
    return frame.temporalId <= temporal && frame.spatialId <= spatial;
  }

  private void change(FrameInfo frame) {
    if (frame.keyFrame) {
      start();
      return;
    }
    // Within a picture its spatial layers stay: the marker stands on the last of them.
    if (frame.spatialId <= 0) {
      spatial = Math.min(spatial, wantedSpatial);
      temporal = Math.min(temporal, wantedTemporal);
    }
    if (frame.switchingPoint && frame.temporalId == temporal + 1 && temporal < wantedTemporal) {
      temporal++;
    }
    if (temporal < wantedTemporal && frame.temporalId < 0 && wantedTemporal != NOTHING) {
      temporal = wantedTemporal;
    }
  }

  /** Whether a packet of a picture was left out since the picture's rate is too high. */
  boolean leavesPictureOut(FrameInfo frame) {
    return frame.temporalId > temporal;
  }

  /** Whether a higher spatial layer is wanted, which takes a keyframe. */
  boolean waitsForSpatial() {
    return wantedSpatial > spatial;
  }

  /**
   * Whether the viewer's picture ends with this packet though the publisher's goes on: it carries
   * the marker then.
   */
  boolean endsPicture(FrameInfo frame) {
    return frame.endOfFrame && !frame.endOfPicture && frame.spatialId == spatial;
  }
}

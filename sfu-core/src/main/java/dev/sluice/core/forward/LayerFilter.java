package dev.sluice.core.forward;

import dev.sluice.core.codec.FrameInfo;

/**
 * Which frames of one encoding's stream reach a viewer: those up to a spatial and a temporal layer.
 *
 * <p>All lower spatial layers go along, also where only the keyframe's picture is predicted from
 * them (k-SVC) and decode targets above don't have them: so a viewer can go down at any picture.
 * Without them each step down would take a keyframe, for everybody, from a publisher who is asked
 * just when a network fails.
 *
 * <p>Down it goes with the next picture. Up it goes with a keyframe, and without one where the
 * stream allows it: where a dependency descriptor calls a frame a switch, and the viewer was sent
 * all that the frame refers to; else a temporal layer at a time, where the payload says that a
 * receiver of the lower ones may take it in.
 */
final class LayerFilter {

  private static final int ALL = Integer.MAX_VALUE;
  private static final int NOTHING = Integer.MIN_VALUE;

  private int wantedSpatial = ALL;
  private int wantedTemporal = ALL;
  private int spatial = ALL;
  private int temporal = ALL;

  private boolean baseOnly;

  /** From this packet on they are what they are; before it they were the former ones. */
  private long changed;

  private int formerSpatial = ALL;
  private int formerTemporal = ALL;

  /** Those by which the latest packet was judged. */
  private int packetSpatial = ALL;

  private int packetTemporal = ALL;

  /** By the dependency descriptor; -1 before the first. */
  private int newestFrame = -1;

  /** Bit i is set where the frame whose number is lower than the newest one's by i was sent. */
  private long sentFrames;

  /** Whether no spatial layer above the lowest may be sent; asked for before {@link #start}. */
  void baseOnly(boolean limited) {
    baseOnly = limited;
    wantedSpatial = limited ? Math.min(0, wantedSpatial) : wantedSpatial;
  }

  boolean isBaseOnly() {
    return baseOnly;
  }

  /** What is wanted from now on. */
  void want(int spatialLayer, int temporalLayer) {
    wantedSpatial = baseOnly ? Math.min(0, spatialLayer) : spatialLayer;
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
    changed = 0;
    newestFrame = -1;
    sentFrames = 0;
  }

  /** Whether this keyframe ends a time in which nothing was wanted. */
  boolean resumesWith(FrameInfo frame) {
    return spatial == NOTHING && wantedSpatial != NOTHING && frame.keyFrame;
  }

  /**
   * Whether a packet is to be sent.
   *
   * @param sequence ascending as packets were sent to us
   * @param inOrder whether no later packet has come before: what is late changes nothing, since its
   *     picture, or later ones, were judged already
   */
  boolean passes(FrameInfo frame, long sequence, boolean inOrder) {
    if (!inOrder) {
      boolean before = sequence < changed;
      return judge(frame, before ? formerSpatial : spatial, before ? formerTemporal : temporal);
    }
    // Before a change asks for it: references of the frame are counted from its own number.
    boolean newFrame = frame.frameNumber >= 0 && frame.frameNumber != newestFrame;
    if (newFrame) {
      advance(frame.frameNumber);
    }
    if (frame.startOfFrame && (spatial != wantedSpatial || temporal != wantedTemporal)) {
      change(frame, sequence);
    }
    boolean passes = judge(frame, spatial, temporal);
    if (newFrame && passes) {
      sentFrames |= 1;
    }
    return passes;
  }

  private boolean judge(FrameInfo frame, int spatialLayer, int temporalLayer) {
    packetSpatial = spatialLayer;
    packetTemporal = temporalLayer;
    return frame.temporalId <= temporalLayer && frame.spatialId <= spatialLayer;
  }

  private void advance(int frameNumber) {
    int step = newestFrame < 0 ? Long.SIZE : (frameNumber - newestFrame) & 0xFFFF;
    sentFrames = step < Long.SIZE ? sentFrames << step : 0;
    newestFrame = frameNumber;
  }

  private void change(FrameInfo frame, long sequence) {
    int spatialBefore = spatial;
    int temporalBefore = temporal;
    change(frame);
    if (spatial != spatialBefore || temporal != temporalBefore) {
      formerSpatial = spatialBefore;
      formerTemporal = temporalBefore;
      changed = sequence;
    }
  }

  private void change(FrameInfo frame) {
    if (frame.keyFrame) {
      spatial = wantedSpatial;
      temporal = wantedTemporal;
      return;
    }
    // Within a picture its spatial layers stay: the marker stands on the last of them.
    boolean startOfPicture = frame.spatialId <= 0;
    if (startOfPicture) {
      spatial = Math.min(spatial, wantedSpatial);
      temporal = Math.min(temporal, wantedTemporal);
    }
    if (frame.switches != 0) {
      switchUp(frame, startOfPicture);
    } else if (frame.frameNumber < 0 && startOfPicture) {
      takeNextTemporalIn(frame);
    }
  }

  /** Appendix A of "RTP Payload Format For AV1". */
  private void switchUp(FrameInfo frame, boolean startOfPicture) {
    // Bit 0 of both is the frame before this one.
    if ((frame.references & ~(sentFrames >>> 1)) != 0) {
      return;
    }
    if (startOfPicture && (frame.switches & FrameInfo.target(wantedSpatial, wantedTemporal)) != 0) {
      spatial = wantedSpatial;
      temporal = wantedTemporal;
    } else if ((startOfPicture || frame.temporalId <= temporal)
        && (frame.switches & FrameInfo.target(spatial, wantedTemporal)) != 0) {
      // Not above lower spatial layers of the picture that were left out: k-SVC calls that a
      // switch, as the frame doesn't refer to them, but what follows of these layers does.
      temporal = wantedTemporal;
    }
  }

  /** VP8: RFC 7741 section 4.2, Y. VP9 as browsers send it: its U means the same to them. */
  private void takeNextTemporalIn(FrameInfo frame) {
    if (frame.temporalId < 0) {
      // A stream without temporal layers passes whole, or not at all.
      temporal = wantedTemporal;
    } else if (frame.switchingPoint
        && frame.temporalId == temporal + 1
        && temporal < wantedTemporal) {
      temporal++;
    }
  }

  /** Whether the packet judged last was left out with all of its picture. */
  boolean leavesPictureOut(FrameInfo frame) {
    return frame.temporalId > packetTemporal || packetSpatial == NOTHING;
  }

  /** Whether a higher spatial layer is wanted, which takes a keyframe. */
  boolean waitsForSpatial() {
    return wantedSpatial > spatial;
  }

  /**
   * Whether the viewer's picture ends with the packet judged last though the publisher's goes on:
   * it carries the marker then.
   */
  boolean endsPicture(FrameInfo frame) {
    return frame.endOfFrame && !frame.endOfPicture && frame.spatialId == packetSpatial;
  }
}

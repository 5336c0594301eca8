package dev.sluice.core.simulation;

import java.util.HashSet;
import java.util.Set;

/**
 * A VP8 decoder with the bookkeeping that libwebrtc does before it: which frames it believes
 * decodable by picture id, TL0PICIDX and temporal id, and whether they really were, by what the
 * camera knows. A frame that is decoded without its reference is what a person sees as smear.
 */
final class Vp8DecoderModel {

  private static final int MAX_BASE_DISTANCE = 128;

  /** Frames since the last of the base layer, by picture id. */
  private final Set<Long> decodedPictures = new HashSet<>();

  private boolean keyFrameNeeded = true;
  private long basePictureId;
  private long baseTl0PicIdx;
  private long lastPictureId;
  private long lastSequence;

  private FrameTag shown;

  /** Of the layer shown, since its last keyframe. */
  private final Set<Integer> decodedFrames = new HashSet<>();

  private int width;
  private int height;
  private int corrupt;

  /** Whether libwebrtc would hand the frame to the decoder now. */
  boolean isDecodable(ReceivedFrame frame) {
    if (frame.keyFrame()) {
      return true;
    }
    if (keyFrameNeeded) {
      return false;
    }
    if (frame.pictureId() < 0) {
      return frame.firstSequence() == lastSequence + 1;
    }
    if (frame.temporalId() < 0 || frame.tl0PicIdx() < 0) {
      return frame.pictureId() == lastPictureId + 1;
    }
    // TL0PICIDX has only 8 bits: after a long standstill the picture id tells that it is another.
    if (frame.pictureId() - basePictureId > MAX_BASE_DISTANCE) {
      return false;
    }
    if (frame.temporalId() == 0) {
      return frame.tl0PicIdx() == baseTl0PicIdx + 1;
    }
    return frame.tl0PicIdx() == baseTl0PicIdx
        && (frame.syncs() || allDecodedSinceBase(frame.pictureId()));
  }

  private boolean allDecodedSinceBase(long pictureId) {
    if (pictureId - basePictureId > decodedPictures.size() + 1) {
      return false;
    }
    for (long between = basePictureId + 1; between < pictureId; between++) {
      if (!decodedPictures.contains(between)) {
        return false;
      }
    }
    return true;
  }

  void decode(ReceivedFrame frame) {
    keyFrameNeeded = false;
    lastPictureId = frame.pictureId();
    lastSequence = frame.lastSequence();
    if (frame.keyFrame() || frame.temporalId() == 0) {
      basePictureId = frame.pictureId();
      baseTl0PicIdx = frame.tl0PicIdx();
      decodedPictures.clear();
    } else {
      decodedPictures.add(frame.pictureId());
    }
    if (frame.keyFrame()) {
      width = frame.width();
      height = frame.height();
    }
    judge(frame);
  }

  private void judge(ReceivedFrame frame) {
    FrameTag tag = frame.tag();
    if (tag.isKeyFrame()) {
      decodedFrames.clear();
    } else if (shown == null || !tag.sameLayer(shown) || !decodedFrames.contains(tag.reference())) {
      corrupt++;
    }
    if (frame.mixed() || tag.isKeyFrame() != frame.keyFrame()) {
      corrupt++;
    }
    shown = tag;
    decodedFrames.add(tag.frame());
  }

  boolean isKeyFrameNeeded() {
    return keyFrameNeeded;
  }

  /** Frames that were decoded though they were torn or lacked what they are predicted from. */
  int corrupt() {
    return corrupt;
  }

  /** Of the last keyframe; 0 before. */
  int width() {
    return width;
  }

  int height() {
    return height;
  }
}

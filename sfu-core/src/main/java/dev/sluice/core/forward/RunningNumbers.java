package dev.sluice.core.forward;

import dev.sluice.core.codec.FrameInfo;
import dev.sluice.core.codec.Vp8Payload;
import dev.sluice.core.codec.Vp9Payload;
import dev.sluice.core.rtp.Codec;
import dev.sluice.core.rtp.NetworkBytes;

/**
 * The running numbers inside a viewer's packets: picture ids and TL0PICIDX of VP8 and VP9, frame
 * numbers of the dependency descriptor. A receiver takes a jump of them for loss, so they go on
 * where another encoding follows, and VP8's picture ids close up where pictures are left out. Those
 * of VP9, and frame numbers, don't: pictures and frames name what they refer to by the distance.
 *
 * <p>As long as a viewer gets one stream whole, all of them stay what they are.
 */
final class RunningNumbers {

  /** How late a packet may come, in pictures, when numbers begin to be rewritten. */
  private static final int LATE_PICTURES = 1000;

  private boolean started;

  /** Of the source, extended; -1 before the first. */
  private long newestPicture = -1;

  /** Null while every number stays what it is. */
  private SequenceRewriter pictures;

  private int tl0Offset;
  private int newestTl0Out = -1;
  private int frameNumberOffset;
  private int newestFrameNumberOut = -1;

  /** Whether picture ids and TL0PICIDX stay what they are. */
  boolean isIdentical() {
    return pictures == null;
  }

  /** The viewer's stream begins, or goes on from another source, with this keyframe's packet. */
  void start(FrameInfo frame) {
    if (frame.pictureId >= 0) {
      if (started && newestPicture >= 0) {
        rewritePictures();
      }
      // A source may count from anywhere. Far from zero, so that nothing late is below it.
      newestPicture = (1L << 40) + frame.pictureId;
      if (pictures != null) {
        pictures.start(newestPicture);
      }
    }
    if (frame.tl0PicIdx >= 0) {
      tl0Offset = newestTl0Out < 0 ? 0 : newestTl0Out + 1 - frame.tl0PicIdx;
    }
    if (frame.frameNumber >= 0) {
      frameNumberOffset =
          newestFrameNumberOut < 0 ? 0 : newestFrameNumberOut + 1 - frame.frameNumber;
    }
    started = true;
  }

  private void rewritePictures() {
    if (pictures == null) {
      pictures = new SequenceRewriter(newestPicture - LATE_PICTURES);
      pictures.start(newestPicture - LATE_PICTURES);
      pictures.rewrite(newestPicture);
    }
  }

  private long unwrap(int pictureId, int bits) {
    int shift = Integer.SIZE - bits;
    long unwrapped = newestPicture + ((pictureId - (int) newestPicture) << shift >> shift);
    newestPicture = Math.max(newestPicture, unwrapped);
    return unwrapped;
  }

  /** A packet of a picture of which nothing is sent to the viewer. */
  void skip(Codec codec, FrameInfo frame) {
    if (codec == Codec.VP8 && newestPicture >= 0 && frame.pictureId >= 0) {
      rewritePictures();
      pictures.skip(unwrap(frame.pictureId, frame.pictureIdBits));
    }
  }

  /**
   * Puts the viewer's numbers into a packet that was written for it.
   *
   * @param payloadOffset of the codec's payload
   * @param descriptorOffset of the dependency descriptor's value, -1 where there is none
   * @return false where its picture was left out before, so that it has no number
   */
  boolean apply(Codec codec, FrameInfo frame, byte[] out, int payloadOffset, int descriptorOffset) {
    if (frame.pictureId >= 0 && newestPicture >= 0) {
      long picture = unwrap(frame.pictureId, frame.pictureIdBits);
      int tl0 = (frame.tl0PicIdx + tl0Offset) & 0xFF;
      if (frame.tl0PicIdx >= 0 && (newestTl0Out < 0 || (byte) (tl0 - newestTl0Out) > 0)) {
        newestTl0Out = tl0;
      }
      if (pictures != null) {
        picture = pictures.rewrite(picture);
        if (picture < 0) {
          return false;
        }
        write(codec, out, payloadOffset, (int) picture & 0x7FFF, tl0);
      }
    }
    if (descriptorOffset >= 0) {
      int number =
          NetworkBytes.getUnsigned16(out, descriptorOffset + 1) + frameNumberOffset & 0xFFFF;
      if (newestFrameNumberOut < 0 || (short) (number - newestFrameNumberOut) > 0) {
        newestFrameNumberOut = number;
      }
      NetworkBytes.put16(out, descriptorOffset + 1, number);
    }
    return true;
  }

  private static void write(Codec codec, byte[] out, int offset, int pictureId, int tl0PicIdx) {
    if (codec == Codec.VP8) {
      Vp8Payload.rewriteNumbers(out, offset, pictureId, tl0PicIdx);
    } else if (codec == Codec.VP9) {
      Vp9Payload.rewriteNumbers(out, offset, pictureId, tl0PicIdx);
    }
  }
}

package dev.sluice.core.codec;

import static dev.sluice.core.rtp.NetworkBytes.getUnsigned16;
import static dev.sluice.core.rtp.NetworkBytes.getUnsigned8;

import dev.sluice.core.rtp.NetworkBytes;

/** VP9, RFC 9628 section 4.2: the payload descriptor in flexible and non-flexible mode. */
public final class Vp9Payload implements PayloadDescriptor {
  static final Vp9Payload INSTANCE = new Vp9Payload();

  private static final int PICTURE_ID = 0x80;
  private static final int INTER_PICTURE_PREDICTED = 0x40;
  private static final int LAYER_INDICES = 0x20;
  private static final int FLEXIBLE = 0x10;
  private static final int START_OF_FRAME = 0x08;
  private static final int END_OF_FRAME = 0x04;
  private static final int SCALABILITY_STRUCTURE = 0x02;
  private static final int NOT_REFERENCE_FOR_UPPER_LAYERS = 0x01;

  private static final int MAX_REFERENCES = 3;

  private Vp9Payload() {}

  @Override
  public boolean read(byte[] buffer, int offset, int length, boolean marker, FrameInfo out) {
    out.clear();
    if (length < 1) {
      return false;
    }
    int end = offset + length;
    int flags = getUnsigned8(buffer, offset);
    int at = offset + 1;
    if ((flags & PICTURE_ID) != 0) {
      at = readPictureId(buffer, at, end, out);
    }
    if (at >= 0 && (flags & LAYER_INDICES) != 0) {
      at = readLayerIndices(buffer, at, end, (flags & FLEXIBLE) != 0, out);
    }
    if (at >= 0 && (flags & FLEXIBLE) != 0 && (flags & INTER_PICTURE_PREDICTED) != 0) {
      at = skipReferences(buffer, at, end);
    }
    if (at >= 0 && (flags & SCALABILITY_STRUCTURE) != 0) {
      at = readScalabilityStructure(buffer, at, end, out);
    }
    if (at < 0 || at >= end) {
      return false;
    }
    out.startOfFrame = (flags & START_OF_FRAME) != 0;
    out.endOfFrame = (flags & END_OF_FRAME) != 0;
    out.endOfPicture = marker;
    out.interPicturePredicted = (flags & INTER_PICTURE_PREDICTED) != 0;
    out.nonInterLayerReference = (flags & NOT_REFERENCE_FOR_UPPER_LAYERS) != 0;
    out.keyFrame = out.startOfFrame && !out.interPicturePredicted && out.spatialId <= 0;
    return true;
  }

  private static int readPictureId(byte[] buffer, int at, int end, FrameInfo out) {
    if (at >= end) {
      return -1;
    }
    int first = getUnsigned8(buffer, at);
    if (first < 0x80) {
      out.pictureId = first;
      out.pictureIdBits = 7;
      return at + 1;
    }
    if (end - at < 2) {
      return -1;
    }
    out.pictureId = getUnsigned16(buffer, at) & 0x7FFF;
    out.pictureIdBits = 15;
    return at + 2;
  }

  private static int readLayerIndices(
      byte[] buffer, int at, int end, boolean flexible, FrameInfo out) {
    int length = flexible ? 1 : 2;
    if (end - at < length) {
      return -1;
    }
    int indices = getUnsigned8(buffer, at);
    out.temporalId = indices >> 5;
    out.switchingPoint = (indices & 0x10) != 0;
    out.spatialId = indices >> 1 & 7;
    out.interLayerPredicted = (indices & 1) != 0;
    if (!flexible) {
      out.tl0PicIdx = getUnsigned8(buffer, at + 1);
    }
    return at + length;
  }

  private static int skipReferences(byte[] buffer, int offset, int end) {
    int at = offset;
    for (int i = 0; i < MAX_REFERENCES; i++) {
      if (at >= end) {
        return -1;
      }
      boolean another = (buffer[at] & 1) != 0;
      at++;
      if (!another) {
        return at;
      }
    }
    return -1;
  }

  private static int readScalabilityStructure(byte[] buffer, int offset, int end, FrameInfo out) {
    if (offset >= end) {
      return -1;
    }
    int flags = getUnsigned8(buffer, offset);
    int spatialLayers = (flags >> 5) + 1;
    int at = offset + 1;
    if ((flags & 0x10) != 0) {
      if (end - at < 4 * spatialLayers) {
        return -1;
      }
      int layer = Math.max(0, out.spatialId);
      if (layer < spatialLayers) {
        out.width = getUnsigned16(buffer, at + 4 * layer);
        out.height = getUnsigned16(buffer, at + 4 * layer + 2);
      }
      out.sizedLayers = Math.min(spatialLayers, FrameInfo.MAX_SPATIAL_LAYERS);
      for (int i = 0; i < out.sizedLayers; i++) {
        out.layerWidths[i] = getUnsigned16(buffer, at + 4 * i);
        out.layerHeights[i] = getUnsigned16(buffer, at + 4 * i + 2);
      }
      at += 4 * spatialLayers;
    }
    if ((flags & 0x08) == 0) {
      return at;
    }
    if (at >= end) {
      return -1;
    }
    int pictures = getUnsigned8(buffer, at);
    at++;
    for (int i = 0; i < pictures; i++) {
      if (at >= end) {
        return -1;
      }
      at += 1 + (buffer[at] >> 2 & 3);
    }
    return at;
  }

  /**
   * Puts other running numbers into a payload that {@link #read} found well-formed, in place: a
   * receiver takes a jump of them for loss. Numbers that the payload doesn't have are not added.
   *
   * @param pictureId cut to the 7 or 15 bits that there are
   * @param tl0PicIdx cut to 8 bits
   */
  public static void rewriteNumbers(byte[] buffer, int offset, int pictureId, int tl0PicIdx) {
    int flags = getUnsigned8(buffer, offset);
    int at = offset + 1;
    if ((flags & PICTURE_ID) != 0) {
      if (buffer[at] < 0) {
        NetworkBytes.put16(buffer, at, 0x8000 | (pictureId & 0x7FFF));
        at += 2;
      } else {
        buffer[at] = (byte) (pictureId & 0x7F);
        at++;
      }
    }
    if ((flags & LAYER_INDICES) != 0 && (flags & FLEXIBLE) == 0) {
      buffer[at + 1] = (byte) tl0PicIdx;
    }
  }
}

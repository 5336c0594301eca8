package dev.sluice.core.codec;

/**
 * What one packet says about its frame. Filled in anew by every {@link PayloadDescriptor#read};
 * belongs to one loop. A number that the payload does not give is -1, a flag that it does not give
 * false.
 */
public final class FrameInfo {

  /** VP9 has up to eight (RFC 9628 section 4.2), of which nobody sends more than four. */
  public static final int MAX_SPATIAL_LAYERS = 4;

  private static final int MAX_TEMPORAL_LAYERS = 8;

  /**
   * A decoder that knows nothing can begin with this packet: the first of a key frame, parameter
   * sets included. Later packets of a key frame don't have it.
   */
  public boolean keyFrame;

  /**
   * The first packet of a frame, or of a layer's frame where {@link #spatialId} is given. H.264,
   * H.265 and AV1 don't number their frames' packets: there it means that a frame can begin here,
   * and parameter sets before a slice have it as the slice has.
   */
  public boolean startOfFrame;

  /** The last packet of a frame, or of a layer's frame where {@link #spatialId} is given. */
  public boolean endOfFrame;

  /** The last packet of the picture with all its spatial layers: the RTP marker of video. */
  public boolean endOfPicture;

  /** From here on a receiver of lower temporal layers may take this temporal layer in. */
  public boolean switchingPoint;

  /** Predicted from the spatial layer below of the same picture. */
  public boolean interLayerPredicted;

  /** VP9: no higher spatial layer of the same picture is predicted from this one. */
  public boolean nonInterLayerReference;

  /** Predicted from an earlier picture; false also where the payload doesn't tell. */
  public boolean interPicturePredicted;

  /** Audio: no sound is coded here, discontinuous transmission. */
  public boolean discontinuous;

  /** 0 is the base layer. */
  public int spatialId;

  /** 0 is the base layer. */
  public int temporalId;

  /** VP8 and VP9: the running number of pictures, of {@link #pictureIdBits} bits. */
  public int pictureId;

  /** 7 or 15; -1 without {@link #pictureId}. */
  public int pictureIdBits;

  /** VP8 and VP9: the running number of base temporal layer pictures, 8 bits. */
  public int tl0PicIdx;

  /** VP8: the key frame that this frame depends on, 5 bits. */
  public int keyIdx;

  /** Dependency descriptor: the running number of frames, 16 bits. */
  public int frameNumber;

  /** Dependency descriptor: the template that the frame follows, 0 to 63. */
  public int templateId;

  /**
   * Dependency descriptor: for which decode targets the frame is a switch (appendix A.5), as {@link
   * #target} bits: who decodes this frame can decode all that follow of such a target.
   */
  public int switches;

  /**
   * Dependency descriptor: which frames this one is predicted from. Bit i stands for the frame
   * whose number is lower by i + 1; all bits where one is further away.
   */
  public long references;

  /** Of a key frame, in pixels, where the payload's header gives it. */
  public int width;

  /** Of a key frame, in pixels, where the payload's header gives it. */
  public int height;

  /** Of how many spatial layers {@link #layerWidths} and {@link #layerHeights} tell the size. */
  public int sizedLayers;

  /** In pixels, by spatial layer. */
  public final int[] layerWidths = new int[MAX_SPATIAL_LAYERS];

  /** In pixels, by spatial layer. */
  public final int[] layerHeights = new int[MAX_SPATIAL_LAYERS];

  public FrameInfo() {
    clear();
  }

  /** Nothing known. */
  public void clear() {
    keyFrame = false;
    startOfFrame = false;
    endOfFrame = false;
    endOfPicture = false;
    switchingPoint = false;
    interLayerPredicted = false;
    nonInterLayerReference = false;
    interPicturePredicted = false;
    discontinuous = false;
    spatialId = -1;
    temporalId = -1;
    pictureId = -1;
    pictureIdBits = -1;
    tl0PicIdx = -1;
    keyIdx = -1;
    frameNumber = -1;
    templateId = -1;
    switches = 0;
    references = 0;
    width = -1;
    height = -1;
    sizedLayers = 0;
  }

  /**
   * The bit in {@link #switches} of the decode target of these layers and all below.
   *
   * @return 0 where there can be no such target
   */
  public static int target(int spatialId, int temporalId) {
    return spatialId >= 0
            && spatialId < MAX_SPATIAL_LAYERS
            && temporalId >= 0
            && temporalId < MAX_TEMPORAL_LAYERS
        ? 1 << (spatialId * MAX_TEMPORAL_LAYERS + temporalId)
        : 0;
  }

  /** Takes over another's values, all but the sizes. */
  public void copy(FrameInfo from) {
    keyFrame = from.keyFrame;
    startOfFrame = from.startOfFrame;
    endOfFrame = from.endOfFrame;
    endOfPicture = from.endOfPicture;
    switchingPoint = from.switchingPoint;
    interLayerPredicted = from.interLayerPredicted;
    nonInterLayerReference = from.nonInterLayerReference;
    interPicturePredicted = from.interPicturePredicted;
    discontinuous = from.discontinuous;
    spatialId = from.spatialId;
    temporalId = from.temporalId;
    pictureId = from.pictureId;
    pictureIdBits = from.pictureIdBits;
    tl0PicIdx = from.tl0PicIdx;
    keyIdx = from.keyIdx;
    frameNumber = from.frameNumber;
    templateId = from.templateId;
    switches = from.switches;
    references = from.references;
    width = from.width;
    height = from.height;
    sizedLayers = 0;
  }
}

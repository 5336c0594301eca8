package dev.sluice.core.codec;

/**
 * The template dependency structure ("RTP Payload Format For AV1", AOM, appendix A.8.2): for each
 * template its layers and what its frames mean to each decode target.
 */
final class FrameDependencyStructure {
  private static final int MAX_TEMPLATES = 64;
  private static final int MAX_DECODE_TARGETS = 32;
  private static final int MAX_SPATIAL_LAYERS = FrameInfo.MAX_SPATIAL_LAYERS;
  private static final int MAX_TEMPORAL_LAYERS = 8;

  /** Decode target indications, appendix A.5: not present, discardable, switch, required. */
  private static final int DTI_MASK = 3;

  private static final int DTI_SWITCH = 2;

  /** All bits: refers to a frame further away than there are bits. */
  private static final long FAR = -1;

  private final byte[] spatialIds = new byte[MAX_TEMPLATES];
  private final byte[] temporalIds = new byte[MAX_TEMPLATES];

  /** Two bits for each decode target, the first lowest. */
  private final long[] indications = new long[MAX_TEMPLATES];

  /** As {@link FrameInfo#references}. */
  private final long[] references = new long[MAX_TEMPLATES];

  /** The {@link FrameInfo#target} bit of each decode target. */
  private final int[] targets = new int[MAX_DECODE_TARGETS];

  private final int[] widths = new int[MAX_SPATIAL_LAYERS];
  private final int[] heights = new int[MAX_SPATIAL_LAYERS];
  private int templateIdOffset;
  private int templateCount;
  private int decodeTargetCount;
  private boolean resolutionsPresent;

  /** Reads the structure at the reader's position; false where it is malformed. */
  boolean read(BitReader bits) {
    templateIdOffset = bits.read(6);
    decodeTargetCount = bits.read(5) + 1;
    if (!readTemplateLayers(bits)) {
      return false;
    }
    for (int i = 0; i < templateCount; i++) {
      indications[i] = readIndications(bits);
    }
    placeDecodeTargets();
    readFrameDifferences(bits);
    skipChains(bits);
    resolutionsPresent = bits.readFlag();
    if (resolutionsPresent) {
      int spatialLayers = spatialIds[templateCount - 1] + 1;
      for (int i = 0; i < spatialLayers; i++) {
        widths[i] = bits.read(16) + 1;
        heights[i] = bits.read(16) + 1;
      }
    }
    return !bits.overrun();
  }

  private boolean readTemplateLayers(BitReader bits) {
    int spatial = 0;
    int temporal = 0;
    templateCount = 0;
    while (templateCount < MAX_TEMPLATES) {
      spatialIds[templateCount] = (byte) spatial;
      temporalIds[templateCount] = (byte) temporal;
      templateCount++;
      // next_layer_idc: the same layer, the next temporal, the next spatial, no more.
      switch (bits.read(2)) {
        case 1 -> temporal++;
        case 2 -> {
          temporal = 0;
          spatial++;
        }
        case 3 -> {
          return true;
        }
        default -> {
          // The next template is of the same layer.
        }
      }
      if (temporal >= MAX_TEMPORAL_LAYERS || spatial >= MAX_SPATIAL_LAYERS || bits.overrun()) {
        return false;
      }
    }
    return false;
  }

  /** The indications of one frame for each decode target. */
  long readIndications(BitReader bits) {
    long all = 0;
    for (int i = 0; i < decodeTargetCount; i++) {
      all |= (long) bits.read(2) << (2 * i);
    }
    return all;
  }

  /** Appendix A.8.3: a decode target has the highest layers of the templates present in it. */
  private void placeDecodeTargets() {
    for (int i = 0; i < decodeTargetCount; i++) {
      int spatial = 0;
      int temporal = 0;
      for (int template = 0; template < templateCount; template++) {
        if ((indications[template] >> (2 * i) & DTI_MASK) != 0) {
          spatial = Math.max(spatial, spatialIds[template]);
          temporal = Math.max(temporal, temporalIds[template]);
        }
      }
      targets[i] = FrameInfo.target(spatial, temporal);
    }
  }

  private void readFrameDifferences(BitReader bits) {
    for (int i = 0; i < templateCount; i++) {
      long all = 0;
      while (bits.readFlag()) {
        all |= reference(bits.read(4) + 1);
      }
      references[i] = all;
    }
  }

  /** Differences of one frame's own, appendix A.8.2: frame_fdiffs. */
  static long readCustomReferences(BitReader bits) {
    long all = 0;
    for (int nibbles = bits.read(2); nibbles > 0; nibbles = bits.read(2)) {
      all |= reference(bits.read(4 * nibbles) + 1);
    }
    return all;
  }

  private static long reference(int difference) {
    return difference > Long.SIZE ? FAR : 1L << (difference - 1);
  }

  private void skipChains(BitReader bits) {
    int chains = bits.readNonSymmetric(decodeTargetCount + 1);
    if (chains == 0) {
      return;
    }
    for (int i = 0; i < decodeTargetCount; i++) {
      bits.readNonSymmetric(chains);
    }
    for (int i = 0; i < templateCount * chains; i++) {
      bits.read(4);
    }
  }

  int decodeTargetCount() {
    return decodeTargetCount;
  }

  /** A bit for every decode target. */
  int allDecodeTargets() {
    return (int) ((1L << decodeTargetCount) - 1);
  }

  /** Where in the structure a frame's template stands; -1 where it is in none. */
  int templateIndex(int templateId) {
    int index = (templateId - templateIdOffset) & 0x3F;
    return index < templateCount ? index : -1;
  }

  long templateIndications(int template) {
    return indications[template];
  }

  long templateReferences(int template) {
    return references[template];
  }

  /** As {@link FrameInfo#switches}. */
  int switches(long frameIndications) {
    int all = 0;
    for (int i = 0; i < decodeTargetCount; i++) {
      if ((frameIndications >> (2 * i) & DTI_MASK) == DTI_SWITCH) {
        all |= targets[i];
      }
    }
    return all;
  }

  /** Of how many spatial layers {@link #width} and {@link #height} are known. */
  int sizedLayers() {
    return resolutionsPresent ? spatialIds[templateCount - 1] + 1 : 0;
  }

  int spatialId(int template) {
    return spatialIds[template];
  }

  int temporalId(int template) {
    return temporalIds[template];
  }

  /** In pixels; -1 where the structure has no resolutions. */
  int width(int spatialId) {
    return resolutionsPresent ? widths[spatialId] : -1;
  }

  /** In pixels; -1 where the structure has no resolutions. */
  int height(int spatialId) {
    return resolutionsPresent ? heights[spatialId] : -1;
  }
}

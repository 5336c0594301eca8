package dev.sluice.core.codec;

/**
 * The template dependency structure ("RTP Payload Format For AV1", AOM, appendix A.8.2): for each
 * template its layers and what its frames mean to each decode target.
 */
final class FrameDependencyStructure {
  /** Among a frame's indications: to some decode target it is a switch. */
  static final int ANY_SWITCH = 1;

  /** Among a frame's indications: some decode target requires it. */
  static final int ANY_REQUIRED = 2;

  private static final int MAX_TEMPLATES = 64;
  private static final int MAX_SPATIAL_LAYERS = 4;
  private static final int MAX_TEMPORAL_LAYERS = 8;

  /** Decode target indications, appendix A.5; below them: not present and discardable. */
  private static final int DTI_SWITCH = 2;

  private static final int DTI_REQUIRED = 3;

  private final byte[] spatialIds = new byte[MAX_TEMPLATES];
  private final byte[] temporalIds = new byte[MAX_TEMPLATES];
  private final byte[] indications = new byte[MAX_TEMPLATES];
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
      indications[i] = (byte) readIndications(bits);
    }
    skipFrameDifferences(bits);
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

  /** The indications of one frame for each decode target, as a set. */
  int readIndications(BitReader bits) {
    int set = 0;
    for (int i = 0; i < decodeTargetCount; i++) {
      int indication = bits.read(2);
      if (indication == DTI_SWITCH) {
        set |= ANY_SWITCH;
      } else if (indication == DTI_REQUIRED) {
        set |= ANY_REQUIRED;
      }
    }
    return set;
  }

  private void skipFrameDifferences(BitReader bits) {
    for (int i = 0; i < templateCount; i++) {
      while (bits.readFlag()) {
        bits.read(4);
      }
    }
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

  int templateIndications(int template) {
    return indications[template];
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

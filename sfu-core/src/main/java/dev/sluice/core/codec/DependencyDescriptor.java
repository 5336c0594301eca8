package dev.sluice.core.codec;

/**
 * The dependency descriptor header extension ("RTP Payload Format For AV1", AOM, appendix A), which
 * tells any codec's frame boundaries, layers and dependencies.
 *
 * <p>A frame's descriptor refers to templates that came with an earlier key frame: one object per
 * stream remembers them, on that stream's loop. Reading allocates nothing.
 */
public final class DependencyDescriptor {
  /** Bytes of the mandatory fields, appendix A.8.2. */
  private static final int MANDATORY_LENGTH = 3;

  private final BitReader bits = new BitReader();
  private final FrameDependencyStructure structure = new FrameDependencyStructure();
  private boolean structureKnown;
  private boolean structureAttached;
  private int activeDecodeTargets;

  /** Forgets the templates: another source follows. */
  public void reset() {
    structureKnown = false;
    activeDecodeTargets = 0;
  }

  /**
   * Reads the extension's value in {@code buffer[offset, offset + length)} and adds what it says to
   * {@code out}, which the payload's own reader may have filled in before.
   *
   * <p>Without the frame's template (the key frame was lost) only the mandatory fields are given.
   *
   * @return false where the value is malformed; {@code out} is untouched then, and so are the
   *     templates unless the value brought new ones that can't be read
   */
  public boolean read(byte[] buffer, int offset, int length, FrameInfo out) {
    structureAttached = false;
    if (length < MANDATORY_LENGTH) {
      return false;
    }
    bits.wrap(buffer, offset, length);
    final boolean startOfFrame = bits.readFlag();
    final boolean endOfFrame = bits.readFlag();
    final int templateId = bits.read(6);
    final int frameNumber = bits.read(16);
    boolean customDecodeTargets = false;
    boolean customReferences = false;
    if (length > MANDATORY_LENGTH) {
      boolean attached = bits.readFlag();
      boolean activeDecodeTargetsPresent = bits.readFlag();
      customDecodeTargets = bits.readFlag();
      customReferences = bits.readFlag();
      // custom_chains_flag: what it announces stands behind what is read.
      bits.readFlag();
      if (attached) {
        structureKnown = structure.read(bits);
        if (!structureKnown) {
          return false;
        }
        structureAttached = true;
        activeDecodeTargets = structure.allDecodeTargets();
      }
      if (activeDecodeTargetsPresent && structureKnown) {
        activeDecodeTargets = bits.read(structure.decodeTargetCount());
      }
    }
    int template = structureKnown ? structure.templateIndex(templateId) : -1;
    if (structureAttached && template < 0) {
      return false;
    }
    long indications = 0;
    long references = 0;
    if (template >= 0) {
      indications =
          customDecodeTargets
              ? structure.readIndications(bits)
              : structure.templateIndications(template);
      references =
          customReferences
              ? FrameDependencyStructure.readCustomReferences(bits)
              : structure.templateReferences(template);
    }
    if (bits.overrun()) {
      return false;
    }
    out.startOfFrame = startOfFrame;
    out.endOfFrame = endOfFrame;
    out.templateId = templateId;
    out.frameNumber = frameNumber;
    // Appendix A.3.2: the structure is attached to the first packet of a coded video sequence.
    out.keyFrame = structureAttached && startOfFrame;
    if (template >= 0) {
      out.spatialId = structure.spatialId(template);
      out.temporalId = structure.temporalId(template);
      out.switches = structure.switches(indications);
      out.references = references;
      out.switchingPoint = out.switches != 0;
      if (structureAttached && structure.sizedLayers() > 0) {
        out.width = structure.width(out.spatialId);
        out.height = structure.height(out.spatialId);
        out.sizedLayers = structure.sizedLayers();
        for (int i = 0; i < out.sizedLayers; i++) {
          out.layerWidths[i] = structure.width(i);
          out.layerHeights[i] = structure.height(i);
        }
      }
    }
    return true;
  }

  /** Whether the value read last brought the templates: the packet begins a key frame. */
  public boolean structureAttached() {
    return structureAttached;
  }

  /** Whether templates are known. */
  public boolean structureKnown() {
    return structureKnown;
  }

  /** Bit i is set while the sender produces decode target i; 0 without templates. */
  public int activeDecodeTargets() {
    return activeDecodeTargets;
  }
}

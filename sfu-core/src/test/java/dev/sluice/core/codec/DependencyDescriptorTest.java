package dev.sluice.core.codec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** "RTP Payload Format For AV1" (AOM) appendix A.8, written bit by bit. */
final class DependencyDescriptorTest {
  private final DependencyDescriptor reader = new DependencyDescriptor();
  private final FrameInfo info = new FrameInfo();

  private boolean read(String bits) {
    byte[] bytes = bytes(bits);
    info.clear();
    return reader.read(bytes, 0, bytes.length, info);
  }

  private static byte[] bytes(String text) {
    String bits = text.replaceAll("[^01]", "");
    byte[] bytes = new byte[(bits.length() + 7) / 8];
    for (int i = 0; i < bits.length(); i++) {
      bytes[i / 8] |= (byte) ((bits.charAt(i) - '0') << (7 - i % 8));
    }
    return bytes;
  }

  private static String number(int value, int width) {
    String bits = Integer.toBinaryString(value);
    return "0".repeat(width - bits.length()) + bits;
  }

  /** Two decode targets, three templates: key and delta of layer 0, delta of temporal layer 1. */
  private static String structure() {
    return number(60, 6) // template_id_offset
        + number(1, 5) // dt_cnt_minus_one
        + "00 01 11" // next_layer_idc: same, next temporal, no more
        + "1010 1011 0001" // template_dtis: switch switch, switch required, - discardable
        + "0 1 0001 0 1 0000 0" // template_fdiffs: none, 2, 1
        + "10" // chain_cnt ns(3) = 1; the one chain protects both targets, ns(1) has no bits
        + "0000 0001 0001" // template_chain_fdiff
        + "1" // resolutions_present_flag
        + number(1279, 16)
        + number(719, 16);
  }

  private static String key() {
    return "1 0" + number(60, 6) + number(0xFFFF, 16) + "1 0 0 0 0" + structure();
  }

  @Test
  void anAttachedStructureIsAKeyFrame() {
    assertThat(read(key())).isTrue();
    assertThat(info.keyFrame).isTrue();
    assertThat(info.startOfFrame).isTrue();
    assertThat(info.endOfFrame).isFalse();
    assertThat(info.frameNumber).isEqualTo(0xFFFF);
    assertThat(info.templateId).isEqualTo(60);
    assertThat(info.spatialId).isZero();
    assertThat(info.temporalId).isZero();
    assertThat(info.switchingPoint).isTrue();
    assertThat(info.width).isEqualTo(1280);
    assertThat(info.height).isEqualTo(720);
    assertThat(reader.structureAttached()).isTrue();
    assertThat(reader.activeDecodeTargets()).isEqualTo(0b11);
  }

  @Test
  void laterFramesFollowTheTemplates() {
    read(key());
    assertThat(read("1 1" + number(62, 6) + number(0, 16))).isTrue();
    assertThat(info.keyFrame).isFalse();
    assertThat(info.temporalId).isEqualTo(1);
    assertThat(info.switchingPoint).isFalse();
    assertThat(info.width).isEqualTo(-1);
    assertThat(info.endOfFrame).isTrue();
  }

  @Test
  void aFrameNamesWhatItRefersToAndWhichTargetsItOpens() {
    read(key());
    assertThat(info.references).isZero();
    assertThat(info.switches).isEqualTo(FrameInfo.target(0, 0) | FrameInfo.target(0, 1));
    assertThat(info.layerWidths[0]).isEqualTo(1280);
    assertThat(info.sizedLayers).isEqualTo(1);

    read("1 1" + number(61, 6) + number(1, 16));
    assertThat(info.references).isEqualTo(0b10);
    assertThat(info.switches).isEqualTo(FrameInfo.target(0, 0));
  }

  @Test
  void differencesOfTheFramesOwnGoBeforeTheTemplates() {
    read(key());
    // frame_fdiffs: sizes of one and two nibbles, differences of 5 and 64.
    read("1 1" + number(61, 6) + number(1, 16) + "0 0 0 1 0" + "01 0100 10 00111111 00");
    assertThat(info.references).isEqualTo(1L << 4 | 1L << 63);

    read("1 1" + number(61, 6) + number(1, 16) + "0 0 0 1 0" + "10 01000000 00");
    assertThat(info.references).as("too far for a bit").isEqualTo(-1);
  }

  @Test
  void customIndicationsGoBeforeTheTemplates() {
    read(key());
    assertThat(read("1 1" + number(62, 6) + number(0, 16) + "0 1 1 0 0" + "01" + "00 11")).isTrue();
    assertThat(reader.activeDecodeTargets()).isEqualTo(0b01);
  }

  @Test
  void withoutTemplatesTheMandatoryFieldsAreGiven() {
    assertThat(read("0 1" + number(62, 6) + number(7, 16))).isTrue();
    assertThat(info.endOfFrame).isTrue();
    assertThat(info.frameNumber).isEqualTo(7);
    assertThat(info.temporalId).isEqualTo(-1);
    read(key());
    reader.reset();
    assertThat(read("0 1" + number(62, 6) + number(7, 16))).isTrue();
    assertThat(info.temporalId).isEqualTo(-1);
  }

  /** The key frame that brings its structure is on its way still, or lost. */
  @Test
  void aTemplateOutsideTheStructureGivesTheMandatoryFieldsAlone() {
    read(key());
    assertThat(read("1 1" + number(63, 6) + number(9, 16))).isTrue();
    assertThat(info.frameNumber).isEqualTo(9);
    assertThat(info.temporalId).isEqualTo(-1);
    assertThat(info.switches).isZero();
  }

  @Test
  void aStructureThatIsCutOffIsRejected() {
    String whole = key().replaceAll("[^01]", "");
    for (int length = 0; length + 8 < whole.length(); length += 8) {
      if (length == 24) {
        // The mandatory fields alone are whole.
        continue;
      }
      assertThat(read(whole.substring(0, length))).as("%d bits", length).isFalse();
    }
  }
}

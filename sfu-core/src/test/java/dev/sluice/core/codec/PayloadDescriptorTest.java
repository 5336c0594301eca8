package dev.sluice.core.codec;

import static dev.sluice.core.rtp.WireBytes.hex;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.rtp.Codec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Payloads assembled from the diagrams of each codec's payload format. */
final class PayloadDescriptorTest {
  private final FrameInfo info = new FrameInfo();

  private boolean read(Codec codec, String text) {
    byte[] bytes = hex(text);
    return PayloadDescriptor.of(codec).read(bytes, 0, bytes.length, true, info);
  }

  /** RFC 7741 section 4.2: X, S; I, L, T, K; 15 bits of picture id; a key frame of 640x360. */
  @Test
  void vp8WithEveryFieldIsRead() {
    assertThat(read(Codec.VP8, "90 F0 9234 56 A5 10020 0 9D012A 8002 6841")).isTrue();
    assertThat(info.startOfFrame).isTrue();
    assertThat(info.keyFrame).isTrue();
    assertThat(info.endOfFrame).isTrue();
    assertThat(info.pictureId).isEqualTo(0x1234);
    assertThat(info.pictureIdBits).isEqualTo(15);
    assertThat(info.tl0PicIdx).isEqualTo(0x56);
    assertThat(info.temporalId).isEqualTo(2);
    assertThat(info.switchingPoint).isTrue();
    assertThat(info.keyIdx).isEqualTo(5);
    assertThat(info.width).isEqualTo(640);
    assertThat(info.height).isEqualTo(360);
  }

  @Test
  void vp8WithoutExtensionGivesNoNumbers() {
    assertThat(read(Codec.VP8, "30 01")).isTrue();
    assertThat(info.startOfFrame).isTrue();
    assertThat(info.keyFrame).isFalse();
    assertThat(info.pictureId).isEqualTo(-1);
    assertThat(info.temporalId).isEqualTo(-1);
    assertThat(read(Codec.VP8, "90 80 7F 01")).isTrue();
    assertThat(info.pictureId).isEqualTo(127);
    assertThat(info.pictureIdBits).isEqualTo(7);
  }

  @Test
  void vp8KeyIndexStandsWithoutATemporalLayer() {
    assertThat(read(Codec.VP8, "90 10 65 01")).isTrue();
    assertThat(info.keyIdx).isEqualTo(5);
    assertThat(info.temporalId).isEqualTo(-1);
    assertThat(info.switchingPoint).isFalse();
  }

  @Test
  void onlyPartition0StartsAVp8Frame() {
    assertThat(read(Codec.VP8, "11 00")).isTrue();
    assertThat(info.startOfFrame).isFalse();
    assertThat(info.keyFrame).isFalse();
    assertThat(read(Codec.VP8, "00 00")).isTrue();
    assertThat(info.startOfFrame).isFalse();
  }

  @Test
  void vp8NumbersAreRewrittenInTheirWidth() {
    byte[] wide = hex("90 E0 9234 56 A5 01");
    Vp8Payload.rewriteNumbers(wide, 0, 0x17FFF, 0x199);
    assertThat(wide).isEqualTo(hex("90 E0 FFFF 99 A5 01"));
    byte[] narrow = hex("90 C0 12 56 01");
    Vp8Payload.rewriteNumbers(narrow, 0, 0x1FF, 7);
    assertThat(narrow).isEqualTo(hex("90 C0 7F 07 01"));
    byte[] none = hex("10 01");
    Vp8Payload.rewriteNumbers(none, 0, 1, 1);
    assertThat(none).isEqualTo(hex("10 01"));
    byte[] indexOnly = hex("90 40 56 01");
    Vp8Payload.rewriteNumbers(indexOnly, 0, 1, 2);
    assertThat(indexOnly).isEqualTo(hex("90 40 02 01"));
  }

  /** RFC 9628 section 4.2: non-flexible mode, I, L, B, E, V; two layers of 320x180 and 640x360. */
  @Test
  void vp9KeyFrameWithScalabilityStructureIsRead() {
    assertThat(read(Codec.VP9, "AE 9234 00 56 38 0140 00B4 0280 0168 02 04 01 50 02 AA")).isTrue();
    assertThat(info.keyFrame).isTrue();
    assertThat(info.startOfFrame).isTrue();
    assertThat(info.endOfFrame).isTrue();
    assertThat(info.pictureId).isEqualTo(0x1234);
    assertThat(info.tl0PicIdx).isEqualTo(0x56);
    assertThat(info.spatialId).isZero();
    assertThat(info.temporalId).isZero();
    assertThat(info.width).isEqualTo(320);
    assertThat(info.height).isEqualTo(180);
  }

  /**
   * RFC 9628 section 4.2.1: a picture group of three temporal layers over four pictures, the last
   * with two references; the frame begins right behind it.
   */
  @Test
  void vp9PictureGroupIsSkippedWhole() {
    String group = "AE 9234 00 56 18 0140 00B4 04 1404 5401 3402 480102";
    assertThat(read(Codec.VP9, group + "AA")).isTrue();
    assertThat(info.keyFrame).isTrue();
    assertThat(info.tl0PicIdx).isEqualTo(0x56);
    assertThat(info.sizedLayers).isEqualTo(1);
    assertThat(info.width).isEqualTo(320);
    assertThat(read(Codec.VP9, group)).isFalse();
  }

  /** RFC 9628 section 4.2: only non-flexible mode has TL0PICIDX, behind the layer indices. */
  @Test
  void vp9NumbersAreRewrittenInTheirWidth() {
    byte[] wide = hex("EC 9234 25 56 AA");
    Vp9Payload.rewriteNumbers(wide, 0, 0x17FFF, 0x199);
    assertThat(wide).isEqualTo(hex("EC FFFF 25 99 AA"));
    byte[] narrow = hex("EC 12 25 56 AA");
    Vp9Payload.rewriteNumbers(narrow, 0, 0x1FF, 7);
    assertThat(narrow).isEqualTo(hex("EC 7F 25 07 AA"));
    byte[] flexible = hex("FC 9234 25 02 AA");
    Vp9Payload.rewriteNumbers(flexible, 0, 1, 7);
    assertThat(flexible).isEqualTo(hex("FC 8001 25 02 AA"));
    byte[] withoutLayers = hex("CC 12 56 AA");
    Vp9Payload.rewriteNumbers(withoutLayers, 0, 1, 7);
    assertThat(withoutLayers).isEqualTo(hex("CC 01 56 AA"));
    byte[] withoutPictureId = hex("2C 25 56 AA");
    Vp9Payload.rewriteNumbers(withoutPictureId, 0, 1, 7);
    assertThat(withoutPictureId).isEqualTo(hex("2C 25 07 AA"));
    byte[] none = hex("0C AA");
    Vp9Payload.rewriteNumbers(none, 0, 1, 7);
    assertThat(none).isEqualTo(hex("0C AA"));
  }

  @Test
  void vp9UpperLayerOfAKeyPictureIsNoPlaceToBegin() {
    // Flexible mode: I, L, F, B, E, Z; temporal layer 1 with U, spatial layer 1 with D.
    assertThat(read(Codec.VP9, "BD 12 33 AA")).isTrue();
    assertThat(info.keyFrame).isFalse();
    assertThat(info.interLayerPredicted).isTrue();
    assertThat(info.nonInterLayerReference).isTrue();
    assertThat(info.temporalId).isEqualTo(1);
    assertThat(info.switchingPoint).isTrue();
    assertThat(info.spatialId).isEqualTo(1);
    assertThat(info.tl0PicIdx).isEqualTo(-1);
    assertThat(info.pictureIdBits).isEqualTo(7);
  }

  @Test
  void vp9FlexibleReferencesAreSkippedAndBounded() {
    assertThat(read(Codec.VP9, "58 03 03 02 AA")).isTrue();
    assertThat(info.interPicturePredicted).isTrue();
    assertThat(info.keyFrame).isFalse();
    assertThat(read(Codec.VP9, "58 03 03 03 02 AA")).isFalse();
  }

  /** As x264 writes it for 1920x1080: high profile, cropped, with emulation prevention. */
  @Test
  void theSizeOfH264IsThatOfItsParameterSetWithoutWhatIsCropped() {
    assertThat(read(Codec.H264, "67 640028ACD940780227E5C044000003000400000300F03C60C658"))
        .isTrue();
    assertThat(info.width).isEqualTo(1920);
    assertThat(info.height).isEqualTo(1080);
  }

  @ParameterizedTest
  @CsvSource({
    // RFC 6184: single NAL units of types 7, 5, 1 with NRI 0, 6, 9 and a later slice of an IDR.
    "67 42E01F, true, true",
    "65 88, true, true",
    "65 40, false, false",
    "01 88, false, true",
    "41 9A, false, true",
    "06 05, false, true",
    "09 10, false, true",
    "0C FF, false, false",
    // STAP-A of SPS and PPS; of two later slices.
    "78 0002 6742 0002 68CE, true, true",
    "18 0002 0140 0002 0140, false, false",
    // FU-A: beginning and rest of an IDR, beginning of a slice.
    "7C 85 88, true, true",
    "7C 05 88, false, false",
    "7C 45 88, false, false",
    "5C 81 9A, false, true",
    "1C 01 9A, false, false",
  })
  void h264UnitsAreRead(String text, boolean key, boolean start) {
    assertThat(read(Codec.H264, text)).isTrue();
    assertThat(info.keyFrame).isEqualTo(key);
    assertThat(info.startOfFrame).isEqualTo(start);
    assertThat(info.endOfFrame).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    // RFC 7798: VPS, SPS, PPS, IDR_W_RADL, CRA, TRAIL_R, TSA_N of temporal layer 2.
    "4001 0C, true, true, 0, false",
    "4201 01, true, true, 0, false",
    "4401 C0, false, true, 0, false",
    "2601 AF, true, true, 0, false",
    "2601 2F, false, false, 0, false",
    "2A01 AF, true, true, 0, false",
    "0201 D0, false, true, 0, false",
    "0403 D0, false, true, 2, true",
    // AP of VPS and PPS; FU of an IDR, beginning and rest.
    "6001 0003 40010C 0003 4401C0, true, true, 0, false",
    "6201 93 AF, true, true, 0, false",
    "6201 13 AF, false, false, 0, false",
  })
  void h265UnitsAreRead(
      String text, boolean key, boolean start, int temporalId, boolean switchingPoint) {
    assertThat(read(Codec.H265, text)).isTrue();
    assertThat(info.keyFrame).isEqualTo(key);
    assertThat(info.startOfFrame).isEqualTo(start);
    assertThat(info.temporalId).isEqualTo(temporalId);
    assertThat(info.switchingPoint).isEqualTo(switchingPoint);
  }

  @ParameterizedTest
  @CsvSource({
    // AOM section 4.4: W=2 N=1, sequence header and frame; W=1 frame; Z, rest of an OBU.
    "28 02 0800 3010, true, true",
    "10 3050, false, true",
    "90 3010, false, false",
    // Without N: a sequence header before a key frame, before another, and alone.
    "20 02 0800 3010, true, true",
    "20 02 0800 3030, false, true",
    "10 0800, true, true",
    // W=0: each element with its length; a tile group goes on with its frame.
    "00 02 0800 02 1810, true, true",
    "10 2010, false, false",
    // obu_has_size_field within the element.
    "20 03 0A0100 32 01 10, true, true",
  })
  void av1ElementsAreRead(String text, boolean key, boolean start) {
    assertThat(read(Codec.AV1, text)).isTrue();
    assertThat(info.keyFrame).isEqualTo(key);
    assertThat(info.startOfFrame).isEqualTo(start);
    assertThat(info.temporalId).isEqualTo(-1);
  }

  @Test
  void av1LayersAreReadFromTheObuExtension() {
    assertThat(read(Codec.AV1, "10 34 48 10")).isTrue();
    assertThat(info.temporalId).isEqualTo(2);
    assertThat(info.spatialId).isEqualTo(1);
  }

  @Test
  void opusWithoutSoundIsDiscontinuous() {
    assertThat(read(Codec.OPUS, "78")).isTrue();
    assertThat(info.discontinuous).isTrue();
    assertThat(info.startOfFrame).isTrue();
    assertThat(info.endOfFrame).isTrue();
    assertThat(info.keyFrame).isFalse();
    assertThat(read(Codec.OPUS, "78 01 02")).isTrue();
    assertThat(info.discontinuous).isFalse();
  }

  /** RFC 2198 section 3: a redundant block of 3 bytes, 960 ticks older, and a primary one. */
  @Test
  void redBlocksAreReadAndRenamed() {
    byte[] bytes = hex("EF 0F0003 6F AABBCC DD");
    RedPayload red = new RedPayload();
    assertThat(red.wrap(bytes, 0, bytes.length)).isTrue();
    assertThat(red.next()).isTrue();
    assertThat(red.payloadType()).isEqualTo(111);
    assertThat(red.timestampOffset()).isEqualTo(960);
    assertThat(red.blockOffset()).isEqualTo(5);
    assertThat(red.blockLength()).isEqualTo(3);
    assertThat(red.isPrimary()).isFalse();
    assertThat(red.next()).isTrue();
    assertThat(red.isPrimary()).isTrue();
    assertThat(red.blockLength()).isEqualTo(1);
    assertThat(red.next()).isFalse();
    assertThat(red.primaryPayloadType()).isEqualTo(111);
    assertThat(red.primaryOffset()).isEqualTo(8);
    assertThat(red.primaryLength()).isEqualTo(1);

    assertThat(red.replacePayloadType(111, 96)).isTrue();
    assertThat(bytes).isEqualTo(hex("E0 0F0003 60 AABBCC DD"));
    assertThat(red.replacePayloadType(111, 97)).isFalse();
    assertThat(read(Codec.RED, "EF 0F0003 6F AABBCC DD")).isTrue();
    assertThat(info.discontinuous).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "VP8, 10",
    "VP8, 90",
    "VP8, 90 80",
    "VP8, 90 80 80",
    "VP8, 90 40",
    "VP8, 90 20",
    "VP8, 90 80 12",
    "VP9, 08",
    "VP9, 88",
    "VP9, 88 80",
    "VP9, 28 00",
    "VP9, 02",
    "VP9, 02 10 0140 00",
    "VP9, 02 08 02 04 04",
    "H264, 00 AA",
    "H264, 1E AA",
    "H264, 19 0000 0001 65",
    "H264, 18",
    "H264, 18 00",
    "H264, 18 0000 65",
    "H264, 18 0002 65",
    "H264, 1C 85",
    "H265, 40",
    "H265, 4000 0C",
    "H265, 6001",
    "H265, 6001 0001 40",
    "H265, 6001 0005 4001",
    "H265, 6201 93",
    "H265, 6401 00",
    "AV1, 10",
    "AV1, 98 3010",
    "AV1, 00 05 30",
    "AV1, 00 FFFFFFFFFFFFFFFF7F",
    "AV1, 20 80",
    "AV1, 20 02 3010",
    "RED, EF0F00",
    "RED, EF0F0003",
    "RED, EF0F0003 6F AABB",
    "RED, 6F",
  })
  void whatContradictsItselfIsRejected(Codec codec, String text) {
    assertThat(read(codec, text)).isFalse();
  }

  @Test
  void anEmptyPayloadIsRejected() {
    for (Codec codec : Codec.values()) {
      assertThat(read(codec, "")).as(codec.name()).isFalse();
    }
  }
}

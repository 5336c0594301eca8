package dev.sluice.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Which frames of L1T3 can be decoded after which, and which ones must look broken. */
class Vp8DecoderModelTest {

  private static final int[] TEMPORAL_IDS = {0, 2, 1, 2};
  private static final int[] REFERENCES = {4, 1, 2, 1};

  private final Vp8DecoderModel decoder = new Vp8DecoderModel();

  /** Frame {@code number} of a camera's layer that begins with a keyframe, as its numbers say. */
  private static ReceivedFrame frame(int layer, int number) {
    return frame(layer, number, number);
  }

  /**
   * @param numberedAs what picture id and TL0PICIDX claim it to be
   */
  private static ReceivedFrame frame(int layer, int number, int numberedAs) {
    int position = numberedAs % 4;
    boolean key = number == 0;
    return new ReceivedFrame(
        numberedAs,
        numberedAs,
        numberedAs * 3_000L,
        key,
        1_000 + numberedAs,
        300 + numberedAs / 4,
        TEMPORAL_IDS[position],
        position == 1 || position == 2,
        key ? 1280 : -1,
        key ? 720 : -1,
        new FrameTag(1, layer, number, key ? -1 : number - REFERENCES[number % 4], 0),
        false,
        0);
  }

  private void decode(int... numbers) {
    for (int number : numbers) {
      assertThat(decoder.isDecodable(frame(0, number))).as("frame %d", number).isTrue();
      decoder.decode(frame(0, number));
    }
  }

  @Test
  void nothingIsDecodableBeforeAKeyFrame() {
    assertThat(decoder.isKeyFrameNeeded()).isTrue();
    assertThat(decoder.isDecodable(frame(0, 4))).isFalse();
    assertThat(decoder.isDecodable(frame(0, 0))).isTrue();
  }

  @Test
  void framesInOrderAreDecodableAndSound() {
    decode(0, 1, 2, 3, 4, 5, 6, 7, 8);

    assertThat(decoder.corrupt()).isZero();
    assertThat(decoder.height()).isEqualTo(720);
  }

  @Test
  void theBaseLayerGoesOnWithoutTheOthers() {
    decode(0, 4, 8);

    assertThat(decoder.corrupt()).isZero();
  }

  @Test
  void theMiddleLayerGoesOnWithoutTheTop() {
    decode(0, 2, 4, 6);

    assertThat(decoder.corrupt()).isZero();
  }

  @Test
  void aFrameThatDependsOnAllSinceTheBaseWaitsForThem() {
    decode(0, 2);

    assertThat(decoder.isDecodable(frame(0, 3))).isFalse();
  }

  @Test
  void withoutABaseLayerFrameNothingAfterItIsDecodable() {
    decode(0, 1, 2, 3);

    assertThat(decoder.isDecodable(frame(0, 5))).isFalse();
    assertThat(decoder.isDecodable(frame(0, 8))).isFalse();
  }

  @Test
  void aStandstillOfAllOfTl0PicIdxIsNoNextFrame() {
    decode(0, 4);
    ReceivedFrame muchLater =
        new ReceivedFrame(
            9_000,
            9_000,
            0,
            false,
            1_000 + 1_028,
            302,
            0,
            false,
            -1,
            -1,
            new FrameTag(1, 0, 1_028, 1_024, 0),
            false,
            0);

    assertThat(decoder.isDecodable(muchLater)).isFalse();
  }

  @Test
  void aFrameNumberedAsTheNextThatIsNotLooksBroken() {
    decode(0, 1, 2, 3);
    ReceivedFrame skipped = frame(0, 8, 4);
    assertThat(decoder.isDecodable(skipped)).isTrue();
    decoder.decode(skipped);

    assertThat(decoder.corrupt()).isEqualTo(1);
  }

  @Test
  void aFrameOfAnotherLayerLooksBroken() {
    decode(0, 1, 2, 3);
    decoder.decode(frame(1, 4));

    assertThat(decoder.corrupt()).isEqualTo(1);
  }

  @Test
  void withoutTemporalLayersEachFrameNeedsTheOneBefore() {
    ReceivedFrame key =
        new ReceivedFrame(
            1, 1, 0, true, 10, -1, -1, false, 640, 360, new FrameTag(1, 0, 0, -1, 0), false, 0);
    ReceivedFrame third =
        new ReceivedFrame(
            3, 3, 0, false, 12, -1, -1, false, -1, -1, new FrameTag(1, 0, 2, 1, 0), false, 0);
    decoder.decode(key);

    assertThat(decoder.isDecodable(third)).isFalse();
  }
}

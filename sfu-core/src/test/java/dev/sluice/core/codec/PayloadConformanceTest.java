package dev.sluice.core.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.rtp.CapturedStream;
import dev.sluice.core.rtp.CapturedStream.EncodedFrame;
import dev.sluice.core.rtp.Codec;
import dev.sluice.core.rtp.WireBytes;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What browsers' payloads say, against what their encoders say of the same frames: which layer a
 * frame is of, what it refers to and whether it is a key. See captures/README.md.
 */
final class PayloadConformanceTest {

  @ParameterizedTest
  @MethodSource("dev.sluice.core.rtp.CapturedStream#names")
  void framesBeginAndEndWhereTheEncodersDo(String name) {
    CapturedStream stream = CapturedStream.read(name);
    for (ReadFrame frame : ReadFrame.payloads(stream)) {
      assertThat(frame.first().startOfFrame).isTrue();
      if (stream.codec() != Codec.H264) {
        // Of H.264's a frame can begin with its slice as well as with the parameter sets before.
        assertThat(frame.packets().stream().skip(1)).noneMatch(packet -> packet.startOfFrame);
      }
      EncodedFrame encoded = frame.encoded();
      boolean lastOfPicture = encoded.spatialId() == stream.spatialLayers() - 1;
      assertThat(frame.last().endOfPicture).isEqualTo(lastOfPicture);
      // Where a layer of AV1 ends only the dependency descriptor tells.
      assertThat(frame.last().endOfFrame).isEqualTo(lastOfPicture || stream.codec() == Codec.VP9);
      assertThat(frame.packets().stream().limit(frame.packets().size() - 1L))
          .noneMatch(packet -> packet.endOfFrame || packet.endOfPicture);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.sluice.core.rtp.CapturedStream#names")
  void keyFramesAreTheEncodersAndHaveTheirSize(String name) {
    CapturedStream stream = CapturedStream.read(name);
    for (ReadFrame frame : ReadFrame.payloads(stream)) {
      EncodedFrame encoded = frame.encoded();
      assertThat(frame.first().keyFrame).isEqualTo(encoded.key());
      if (encoded.key() && stream.codec() != Codec.AV1) {
        assertThat(frame.first().width).isEqualTo(encoded.width());
        assertThat(frame.first().height).isEqualTo(encoded.height());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "chromium-vp8-l1t3",
        "chromium-vp9-l1t3",
        "chromium-vp9-l3t3",
        "chromium-vp9-l3t3-key"
      })
  void everyPacketTellsItsLayer(String name) {
    CapturedStream stream = CapturedStream.read(name);
    for (ReadFrame frame : ReadFrame.payloads(stream)) {
      for (FrameInfo packet : frame.packets()) {
        assertThat(packet.temporalId).isEqualTo(frame.encoded().temporalId());
        int spatialId = stream.codec() == Codec.VP9 ? frame.encoded().spatialId() : -1;
        assertThat(packet.spatialId).isEqualTo(spatialId);
      }
    }
  }

  /** AV1 tells it where an OBU begins. */
  @ParameterizedTest
  @ValueSource(strings = {"chromium-av1-l1t3", "chromium-av1-l3t3", "chromium-av1-l3t3-key"})
  void theFirstPacketOfAnAv1FrameTellsItsLayer(String name) {
    for (ReadFrame frame : ReadFrame.payloads(CapturedStream.read(name))) {
      assertThat(frame.first().temporalId).isEqualTo(frame.encoded().temporalId());
      assertThat(frame.first().spatialId).isEqualTo(frame.encoded().spatialId());
    }
  }

  /**
   * H.264 can't tell them, Chromium's VP8 doesn't where the dependency descriptor does, and an
   * encoder without layers has none to tell.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "chromium-vp9-l1t1",
        "chromium-h264-l1t3",
        "firefox-vp8",
        "firefox-vp9",
        "firefox-av1"
      })
  void whereThePayloadHasNoLayersNoneAreRead(String name) {
    for (ReadFrame frame : ReadFrame.payloads(CapturedStream.read(name))) {
      assertThat(frame.packets())
          .allMatch(packet -> packet.spatialId == -1)
          .allMatch(packet -> packet.temporalId == -1)
          .allMatch(packet -> packet.tl0PicIdx == -1)
          .noneMatch(packet -> packet.switchingPoint);
    }
  }

  /** RFC 7741 section 4.2 and RFC 9628 section 4.2: by one with each picture, here of 15 bits. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "chromium-vp8-l1t3",
        "chromium-vp9-l1t1",
        "chromium-vp9-l3t3",
        "chromium-vp9-l3t3-key",
        "firefox-vp8",
        "firefox-vp9"
      })
  void pictureIdsCountThePictures(String name) {
    int timestamp = 0;
    int pictureId = -1;
    for (ReadFrame frame : ReadFrame.payloads(CapturedStream.read(name))) {
      if (pictureId < 0) {
        pictureId = frame.first().pictureId;
      } else if (frame.encoded().timestamp() != timestamp) {
        pictureId = (pictureId + 1) & 0x7FFF;
      }
      timestamp = frame.encoded().timestamp();
      for (FrameInfo packet : frame.packets()) {
        assertThat(packet.pictureId).isEqualTo(pictureId);
        assertThat(packet.pictureIdBits).isEqualTo(15);
      }
    }
    assertThat(pictureId).isPositive();
  }

  /** RFC 7741 section 4.2, TL0PICIDX: rises with each picture of the base layer. */
  @ParameterizedTest
  @ValueSource(strings = "chromium-vp8-l1t3")
  void tl0PicIdxCountsThePicturesOfTheBaseLayer(String name) {
    int index = -1;
    for (ReadFrame frame : ReadFrame.payloads(CapturedStream.read(name))) {
      if (index < 0) {
        index = frame.first().tl0PicIdx;
      } else if (frame.encoded().temporalId() == 0) {
        index = (index + 1) & 0xFF;
      }
      for (FrameInfo packet : frame.packets()) {
        assertThat(packet.tl0PicIdx).isEqualTo(index);
      }
    }
    assertThat(index).isNotNegative();
  }

  /** Another reader of the same packets, whose fields stand in captures/NAME.tshark. */
  @ParameterizedTest
  @ValueSource(strings = {"chromium-vp8-l1t3", "firefox-vp8"})
  void wiresharkReadsTheSameOfVp8(String name) {
    List<FrameInfo> packets =
        ReadFrame.payloads(CapturedStream.read(name)).stream()
            .flatMap(frame -> frame.packets().stream())
            .toList();
    List<String> lines = WireBytes.captureLines(name + ".tshark");
    assertThat(packets).hasSameSizeAs(lines);
    for (int i = 0; i < packets.size(); i++) {
      FrameInfo packet = packets.get(i);
      // Its number, S, PID, picture id, TL0PICIDX, TID, Y, not P, width, height.
      String[] fields = lines.get(i).split(",", -1);
      boolean start = number(fields[1]) == 1 && number(fields[2]) == 0;
      assertThat(packet.startOfFrame).isEqualTo(start);
      assertThat(packet.pictureId).isEqualTo(number(fields[3]));
      assertThat(packet.tl0PicIdx).isEqualTo(number(fields[4]));
      assertThat(packet.temporalId).isEqualTo(number(fields[5]));
      assertThat(packet.switchingPoint).isEqualTo(number(fields[6]) == 1);
      assertThat(packet.keyFrame).isEqualTo(start && number(fields[7]) == 0);
      assertThat(packet.width).isEqualTo(number(fields[8]));
      assertThat(packet.height).isEqualTo(number(fields[9]));
    }
  }

  /** -1 where there is none. */
  private static int number(String field) {
    return field.isEmpty() ? -1 : Integer.parseInt(field);
  }

  /** RFC 7741 section 4.2, Y: the frame depends on base layer frames only. */
  @ParameterizedTest
  @ValueSource(strings = "chromium-vp8-l1t3")
  void aVp8FrameThatTakesItsLayerInRefersToTheBaseLayerAlone(String name) {
    List<ReadFrame> frames = ReadFrame.payloads(CapturedStream.read(name));
    Map<Integer, EncodedFrame> byId = ReadFrame.byId(frames);
    int taken = 0;
    for (ReadFrame frame : frames) {
      if (frame.encoded().temporalId() > 0 && frame.first().switchingPoint) {
        taken++;
        assertThat(frame.encoded().dependencies()).allMatch(id -> byId.get(id).temporalId() == 0);
      }
    }
    assertThat(taken).isPositive();
  }

  /**
   * RFC 9628 section 4.2, U: no later picture of a higher temporal layer depends on one of such a
   * layer before this picture. Browsers also mean that the picture itself needs lower layers only.
   */
  @ParameterizedTest
  @ValueSource(strings = {"chromium-vp9-l1t3", "chromium-vp9-l3t3", "chromium-vp9-l3t3-key"})
  void fromAVp9SwitchingPointOnHigherLayersNeedNothingBeforeIt(String name) {
    List<ReadFrame> frames = ReadFrame.payloads(CapturedStream.read(name));
    Map<Integer, EncodedFrame> byId = ReadFrame.byId(frames);
    int points = 0;
    for (ReadFrame frame : frames) {
      EncodedFrame at = frame.encoded();
      if (!frame.first().switchingPoint) {
        continue;
      }
      points++;
      for (int id : at.dependencies()) {
        EncodedFrame referred = byId.get(id);
        assertThat(
                at.temporalId() == 0
                    || referred.timestamp() == at.timestamp()
                    || referred.temporalId() < at.temporalId())
            .isTrue();
      }
      for (ReadFrame later : frames) {
        if (later.encoded().id() > at.id() && later.encoded().temporalId() > at.temporalId()) {
          assertThat(later.encoded().dependencies().stream().map(byId::get))
              .noneMatch(
                  referred ->
                      referred.id() < at.id()
                          && referred.timestamp() != at.timestamp()
                          && referred.temporalId() > at.temporalId());
        }
      }
    }
    assertThat(points).isPositive();
  }

  /** RFC 9628 section 4.2: P, D and Z. */
  @ParameterizedTest
  @ValueSource(
      strings = {"chromium-vp9-l1t1", "chromium-vp9-l3t3", "chromium-vp9-l3t3-key", "firefox-vp9"})
  void vp9TellsWhatAFrameIsPredictedFrom(String name) {
    List<ReadFrame> frames = ReadFrame.payloads(CapturedStream.read(name));
    Map<Integer, EncodedFrame> byId = ReadFrame.byId(frames);
    Set<Integer> neededAbove = new HashSet<>();
    for (ReadFrame frame : frames) {
      EncodedFrame encoded = frame.encoded();
      for (int id : encoded.dependencies()) {
        if (byId.get(id).timestamp() == encoded.timestamp()) {
          neededAbove.add(id);
        }
      }
    }
    for (ReadFrame frame : frames) {
      EncodedFrame encoded = frame.encoded();
      long below =
          encoded.dependencies().stream()
              .filter(id -> byId.get(id).timestamp() == encoded.timestamp())
              .count();
      for (FrameInfo packet : frame.packets()) {
        assertThat(packet.interLayerPredicted).isEqualTo(below > 0);
        assertThat(packet.interPicturePredicted).isEqualTo(encoded.dependencies().size() > below);
        assertThat(packet.nonInterLayerReference).isEqualTo(!neededAbove.contains(encoded.id()));
      }
    }
  }

  /** RFC 9628 section 4.2.1. */
  @ParameterizedTest
  @ValueSource(
      strings = {"chromium-vp9-l1t1", "chromium-vp9-l3t3", "chromium-vp9-l3t3-key", "firefox-vp9"})
  void theScalabilityStructureHasTheSizesOfAllLayers(String name) {
    CapturedStream stream = CapturedStream.read(name);
    List<ReadFrame> frames = ReadFrame.payloads(stream);
    int keys = 0;
    for (int i = 0; i < frames.size(); i++) {
      if (!frames.get(i).encoded().key()) {
        continue;
      }
      keys++;
      FrameInfo first = frames.get(i).first();
      assertThat(first.sizedLayers).isEqualTo(stream.spatialLayers());
      for (int layer = 0; layer < stream.spatialLayers(); layer++) {
        EncodedFrame encoded = frames.get(i + layer).encoded();
        assertThat(first.layerWidths[layer]).isEqualTo(encoded.width());
        assertThat(first.layerHeights[layer]).isEqualTo(encoded.height());
      }
    }
    assertThat(keys).isEqualTo(2);
  }
}

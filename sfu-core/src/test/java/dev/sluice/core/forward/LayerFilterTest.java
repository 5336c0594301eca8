package dev.sluice.core.forward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.codec.FrameInfo;
import dev.sluice.core.codec.PayloadDescriptor;
import dev.sluice.core.rtcp.RtcpKind;
import dev.sluice.core.rtp.CapturedStream;
import dev.sluice.core.rtp.Codec;
import dev.sluice.core.rtp.RtpPacket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Layers of real scalable streams: whatever a viewer is given, it can decode. */
class LayerFilterTest {

  private static final int TEMPORAL_LAYERS = 3;

  private static CapturedCamera camera(String name) {
    return camera(CapturedStream.read(name), true);
  }

  /**
   * @param described whether the dependency descriptor was negotiated
   */
  private static CapturedCamera camera(CapturedStream stream, boolean described) {
    return new CapturedCamera(stream, described, true);
  }

  private static long sent(CapturedStream stream, int spatial, int temporal) {
    return stream.frames().stream()
        .filter(frame -> frame.spatialId() == spatial && frame.temporalId() == temporal)
        .count();
  }

  @ParameterizedTest
  @MethodSource("dev.sluice.core.rtp.CapturedStream#describedNames")
  void aViewerGetsAllFramesOfItsLayersAndCanDecodeThem(String name) {
    CapturedStream stream = CapturedStream.read(name);
    for (int spatial = 0; spatial < stream.spatialLayers(); spatial++) {
      for (int temporal = 0; temporal < TEMPORAL_LAYERS; temporal++) {
        CapturedCamera camera = camera(stream, true);
        camera.choose(spatial, temporal);
        camera.sendAll();

        int toSpatial = spatial;
        int toTemporal = temporal;
        assertThat(camera.received().frames())
            .extracting(frame -> frame.spatialId() + "." + frame.temporalId())
            .isEqualTo(
                stream.frames().stream()
                    .filter(
                        frame -> frame.spatialId() <= toSpatial && frame.temporalId() <= toTemporal)
                    .map(frame -> frame.spatialId() + "." + frame.temporalId())
                    .toList());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "chromium-vp8-l1t3-dd, true",
    "chromium-vp9-l1t3, true",
    "chromium-vp9-l3t3, true",
    "chromium-vp9-l3t3-key, true",
    "chromium-h264-l1t3, true",
    "chromium-av1-l1t3, true",
    "chromium-av1-l3t3, true",
    "chromium-av1-l3t3-key, true",
    "chromium-vp8-l1t3, false",
    "firefox-vp8, false",
    "firefox-vp9, false",
    "firefox-av1, false",
    "chromium-vp9-l1t1, false",
    "chromium-vp9-l1t3, false",
    "chromium-vp9-l3t3, false",
    "chromium-vp9-l3t3-key, false",
    "chromium-h264-l1t3, false",
    "chromium-av1-l1t3, false",
    "chromium-av1-l3t3, false",
    "chromium-av1-l3t3-key, false"
  })
  void whereverTheWishChangesTheViewerCanDecode(String name, boolean described) {
    CapturedStream stream = CapturedStream.read(name);
    int top = stream.spatialLayers() - 1;
    int packets = stream.packets().size();
    int round = 0;
    for (int low = 0; low < packets; low += 1 + top) {
      for (int high = low; high < packets; high += 3) {
        // Down to every layer in turn, and up to the highest.
        int wish = round++ % (stream.spatialLayers() * TEMPORAL_LAYERS);
        CapturedCamera camera = camera(stream, described);
        camera.choose(top, TEMPORAL_LAYERS - 1);
        for (int i = 0; i < packets; i++) {
          if (i == low) {
            camera.choose(wish / TEMPORAL_LAYERS, wish % TEMPORAL_LAYERS);
          }
          if (i == high) {
            camera.choose(top, TEMPORAL_LAYERS - 1);
          }
          camera.send(i);
        }
        camera.receivedOfEncoder();
      }
    }
  }

  /** Also of k-SVC: therefore its lower layers go along. */
  @ParameterizedTest
  @CsvSource({
    "chromium-vp9-l3t3, true",
    "chromium-vp9-l3t3-key, true",
    "chromium-av1-l3t3, true",
    "chromium-av1-l3t3-key, true",
    "chromium-vp9-l3t3, false",
    "chromium-vp9-l3t3-key, false"
  })
  void aLowerSpatialLayerComesWithTheNextPicture(String name, boolean described) {
    CapturedStream stream = CapturedStream.read(name);
    for (int down = 1; down < stream.packets().size(); down++) {
      CapturedCamera camera = camera(stream, described);
      if (camera.pictureAfter(down) != down) {
        continue;
      }
      camera.choose(2, 2);
      for (int i = 0; i < stream.packets().size(); i++) {
        if (i == down) {
          camera.choose(0, 2);
        }
        camera.send(i);
      }

      List<Integer> layers =
          camera.receivedOfEncoder().frames().stream()
              .map(ReceivedFrames.Frame::spatialId)
              .toList();
      int higher = layers.lastIndexOf(2) + 1;
      assertThat(layers.subList(0, higher)).hasSize(3 * (higher / 3));
      assertThat(layers.subList(higher, layers.size()))
          .hasSize(stream.pictures().size() - higher / 3)
          .containsOnly(0);
      assertThat(higher / 3).isEqualTo(camera.picturesBefore(down));
    }
  }

  /** Whatever is wished: nobody can tell what can be left out. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "chromium-vp8-l1t3-dd",
        "chromium-h264-l1t3",
        "chromium-av1-l1t3",
        "chromium-av1-l3t3",
        "chromium-vp9-l1t1",
        "firefox-vp8",
        "firefox-vp9",
        "firefox-av1"
      })
  void whereNothingTellsLayersAllIsSentAsItCame(String name) {
    CapturedStream stream = CapturedStream.read(name);
    CapturedCamera camera = camera(stream, false);
    for (int i = 0; i < stream.packets().size(); i++) {
      camera.choose(0, i % TEMPORAL_LAYERS);
      camera.send(i);
    }

    RtpPacket source = new RtpPacket();
    List<RtpPacket> received = camera.viewer().takeRtp();
    assertThat(received).hasSameSizeAs(stream.packets());
    for (int i = 0; i < received.size(); i++) {
      byte[] bytes = stream.packets().get(i);
      source.wrap(bytes, 0, bytes.length);
      assertThat(payload(received.get(i))).isEqualTo(payload(source));
      assertThat(received.get(i).marker()).isEqualTo(source.marker());
    }
  }

  private static byte[] payload(RtpPacket packet) {
    return Arrays.copyOfRange(
        packet.buffer(), packet.payloadOffset(), packet.payloadOffset() + packet.payloadLength());
  }

  @ParameterizedTest
  @CsvSource({
    "chromium-vp8-l1t3-dd, 0",
    "chromium-vp9-l1t3, 0",
    "chromium-vp9-l3t3, 0",
    "chromium-vp9-l3t3, 2",
    "chromium-vp9-l3t3-key, 0",
    "chromium-vp9-l3t3-key, 2",
    "chromium-h264-l1t3, 0",
    "chromium-av1-l1t3, 0",
    "chromium-av1-l3t3, 2",
    "chromium-av1-l3t3-key, 2"
  })
  void theFrameRateGoesUpWithoutAKeyFrame(String name, int spatial) {
    CapturedCamera camera = camera(name);
    camera.choose(spatial, 0);
    List<RtpPacket> packets = new ArrayList<>();
    int framesBefore = 0;
    for (int i = 0; i < camera.packets(); i++) {
      if (i == camera.pictureAfter(camera.packets() / 4)) {
        camera.choose(spatial, 2);
        packets.addAll(camera.viewer().takeRtp());
        framesBefore = camera.received(packets).frames().size();
      }
      camera.send(i);
    }
    packets.addAll(camera.viewer().takeRtp());

    List<ReceivedFrames.Frame> frames = camera.received(packets).frames();
    assertThat(frames.subList(0, framesBefore)).allMatch(frame -> frame.temporalId() == 0);
    // The stream may be switched at least at every second picture of the base layer.
    assertThat(frames.subList(framesBefore, framesBefore + (spatial + 1) * 4))
        .noneMatch(ReceivedFrames.Frame::keyFrame)
        .anyMatch(frame -> frame.temporalId() == 2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "chromium-vp9-l3t3",
        "chromium-vp9-l3t3-key",
        "chromium-av1-l3t3",
        "chromium-av1-l3t3-key"
      })
  void aHigherSpatialLayerComesWithTheNextKeyFrame(String name) {
    CapturedCamera camera = camera(name);
    camera.choose(0, 2);
    for (int i = 0; i < camera.packets(); i++) {
      if (i == camera.packets() / 4) {
        camera.choose(2, 2);
      }
      camera.send(i);
    }

    ReceivedFrames received = camera.received();
    boolean second = false;
    for (ReceivedFrames.Frame frame : received.frames().subList(1, received.frames().size())) {
      second |= frame.keyFrame();
      assertThat(frame.spatialId() == 0 || second).isTrue();
    }
    assertThat(received.count(2, 0)).isPositive();
    assertThat(camera.publisher().count(RtcpKind.PICTURE_LOSS)).isPositive();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "chromium-vp8-l1t3",
        "chromium-vp9-l1t3",
        "chromium-vp9-l3t3",
        "chromium-vp9-l3t3-key"
      })
  void withoutDescriptorsThePayloadTellsTheLayers(String name) {
    CapturedStream stream = CapturedStream.read(name);
    for (int spatial = 0; spatial < stream.spatialLayers(); spatial++) {
      for (int temporal = 0; temporal < TEMPORAL_LAYERS; temporal++) {
        CapturedCamera camera = camera(stream, false);
        camera.choose(spatial, temporal);
        camera.sendAll();

        ReceivedFrames received = camera.receivedOfEncoder();
        for (int s = 0; s < stream.spatialLayers(); s++) {
          for (int t = 0; t < TEMPORAL_LAYERS; t++) {
            long expected = s <= spatial && t <= temporal ? sent(stream, s, t) : 0;
            assertThat(received.count(s, t)).isEqualTo(expected);
          }
        }
      }
    }
  }

  /** Receivers take the packets of its last layer for the whole picture. */
  @Test
  void av1WithoutDescriptorsForTheViewerIsItsLowestSpatialLayer() {
    CapturedStream stream = CapturedStream.read("chromium-av1-l3t3");
    CapturedCamera camera = new CapturedCamera(stream, true, false);
    camera.choose(2, 2);
    camera.sendAll();

    ReceivedFrames received = camera.receivedOfEncoder();
    assertThat(received.frames()).allMatch(frame -> frame.spatialId() == 0);
    assertThat(received.count(0, 2)).isEqualTo(sent(stream, 0, 2));
  }

  /** RFC 7741 section 4.2: a receiver takes a jump for loss. */
  @Test
  void vp8PictureIdsCloseUpWherePicturesAreLeftOut() {
    CapturedCamera camera = camera(CapturedStream.read("chromium-vp8-l1t3"), false);
    camera.choose(0, 1);
    camera.sendAll();

    FrameInfo before = new FrameInfo();
    FrameInfo frame = new FrameInfo();
    int pictures = 0;
    for (RtpPacket packet : camera.viewer().takeRtp()) {
      PayloadDescriptor.of(Codec.VP8)
          .read(
              packet.buffer(),
              packet.payloadOffset(),
              packet.payloadLength(),
              packet.marker(),
              frame);
      assertThat(frame.temporalId).isBetween(0, 1);
      if (pictures > 0 && frame.startOfFrame) {
        int base = frame.temporalId == 0 ? 1 : 0;
        assertThat(frame.pictureId).isEqualTo((before.pictureId + 1) & 0x7FFF);
        assertThat(frame.tl0PicIdx).isEqualTo((before.tl0PicIdx + base) & 0xFF);
      }
      pictures += frame.startOfFrame ? 1 : 0;
      before.copy(frame);
    }
    assertThat(pictures).isEqualTo(12);
  }

  /** Pictures name what they refer to by the distance: RFC 9628 section 4.2, P_DIFF. */
  @Test
  void vp9PictureIdsStayWherePicturesAreLeftOut() {
    CapturedCamera camera = camera("chromium-vp9-l1t3");
    camera.choose(0, 0);
    camera.sendAll();

    for (RtpPacket sent : camera.viewer().takeRtp()) {
      RtpPacket source = camera.source(sent);
      for (int i = 0; i < sent.payloadLength(); i++) {
        assertThat(sent.buffer()[sent.payloadOffset() + i])
            .isEqualTo(source.buffer()[source.payloadOffset() + i]);
      }
    }
  }

  @Test
  void aSwitchThatRefersToWhatTheViewerWasNotSentIsNone() {
    LayerFilter filter = new LayerFilter();
    filter.want(0, 0);
    filter.start();
    assertThat(filter.passes(described(10, 0, 0), 10, true)).isTrue();
    assertThat(filter.passes(described(11, 1, 0b1), 11, true)).isFalse();
    filter.want(0, 1);

    assertThat(filter.passes(described(12, 1, 0b1), 12, true)).isFalse();
    assertThat(filter.passes(described(13, 1, 0b100), 13, true)).isTrue();
  }

  /** Or else the picture ids of a stream without temporal layers would jump. */
  @Test
  void picturesAreLeftOutWholeUntilTheKeyFrameAfterASilence() {
    LayerFilter filter = new LayerFilter();
    FrameInfo delta = new FrameInfo();
    delta.startOfFrame = true;
    filter.start();
    assertThat(filter.passes(delta, 10, true)).isTrue();
    filter.wantNothing();
    assertThat(filter.passes(delta, 11, true)).isFalse();
    filter.wantAll();

    assertThat(filter.passes(delta, 12, true)).isFalse();
    assertThat(filter.leavesPictureOut(delta)).isTrue();
  }

  private static FrameInfo described(int number, int temporal, long references) {
    FrameInfo frame = new FrameInfo();
    frame.startOfFrame = true;
    frame.frameNumber = number;
    frame.spatialId = 0;
    frame.temporalId = temporal;
    frame.switches = FrameInfo.target(0, 1);
    frame.references = references;
    return frame;
  }

  @Test
  void theEndOfALowerPictureKeepsItsMarkerWhenItIsSentAgain() {
    CapturedCamera camera = camera("chromium-vp9-l3t3-key");
    camera.choose(0, 1);
    camera.sendAll();
    List<RtpPacket> sent = camera.viewer().takeRtp();
    RtpPacket lost = sent.getLast();
    // Whatever is wanted by then.
    camera.choose(1, 1);
    camera
        .viewer()
        .sendRtcp(writer -> writer.nack(1, 5000, new int[] {lost.sequenceNumber()}, 0, 1));

    RtpPacket again = camera.viewer().takeRtp().getFirst();
    assertThat(again.payloadType()).isEqualTo(121);
    assertThat(lost.marker()).isTrue();
    assertThat(again.marker()).isTrue();
  }

  @Test
  void whatComesLateChangesNothing() {
    CapturedStream stream = CapturedStream.read("chromium-vp9-l3t3-key");
    int packets = stream.packets().size();
    for (int late = 1; late + 3 < packets; late++) {
      CapturedCamera camera = camera(stream, true);
      camera.choose(0, 0);
      for (int i = 0; i < packets; i++) {
        if (i == late) {
          camera.choose(2, 2);
        }
        if (i != late) {
          camera.send(i);
        }
        if (i == late + 2) {
          camera.send(late);
        }
      }
      List<RtpPacket> received = new ArrayList<>(camera.viewer().takeRtp());
      received.sort(Comparator.comparingInt(packet -> (short) packet.sequenceNumber()));
      if (isContinuous(received)) {
        camera.received(received);
      }
    }
  }

  private static boolean isContinuous(List<RtpPacket> packets) {
    for (int i = 1; i < packets.size(); i++) {
      if (packets.get(i).sequenceNumber() != packets.get(i - 1).sequenceNumber() + 1) {
        return false;
      }
    }
    return true;
  }

  @ParameterizedTest
  @CsvSource({
    "chromium-vp9-l3t3, 0, 0",
    "chromium-vp9-l3t3-key, 2, 2",
    "chromium-av1-l3t3, 0, 1",
    "chromium-av1-l3t3-key, 1, 0",
    "chromium-vp8-l1t3-dd, 0, 0",
    "chromium-h264-l1t3, 0, 1"
  })
  void encryptedPayloadsNeedTheDescriptorAlone(String name, int spatial, int temporal) {
    CapturedCamera readable = camera(name);
    readable.choose(spatial, temporal);
    readable.sendAll();
    CapturedCamera scrambled = camera(name).scrambled();
    scrambled.choose(spatial, temporal);
    scrambled.sendAll();

    assertThat(scrambled.received().frames()).isEqualTo(readable.received().frames());
  }
}

package dev.sluice.core.forward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.codec.FrameInfo;
import dev.sluice.core.rtcp.RtcpKind;
import dev.sluice.core.rtp.Codec;
import dev.sluice.core.rtp.RtpPacket;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Layers of real scalable streams: whatever a viewer is given, it can decode. */
class LayerFilterTest {

  private static CapturedCamera camera(String name, int payloadType) {
    return camera(name, payloadType, true);
  }

  /**
   * @param described whether the dependency descriptor was negotiated
   */
  private static CapturedCamera camera(String name, int payloadType, boolean described) {
    Codec codec = Codec.valueOf(name.substring(0, 3).toUpperCase(Locale.ROOT));
    return new CapturedCamera(codec, name, payloadType, described, true);
  }

  private static ReceivedFrames received(CapturedCamera camera) {
    return new ReceivedFrames(camera.viewer().takeRtp(), camera::sourceOf);
  }

  private static ReceivedFrames whole(String name, int payloadType) {
    CapturedCamera camera = camera(name, payloadType);
    camera.sendAll();
    return new ReceivedFrames(camera.viewer().takeRtp());
  }

  @ParameterizedTest
  @CsvSource({
    "vp9svc, 98, 0, 0",
    "vp9svc, 98, 0, 1",
    "vp9svc, 98, 1, 0",
    "vp9svc, 98, 1, 1",
    "av1svc, 45, 0, 0",
    "av1svc, 45, 0, 1",
    "av1svc, 45, 1, 0",
    "av1svc, 45, 1, 1",
    "vp8, 96, 0, 0",
    "vp8, 96, 0, 1",
    "vp9, 98, 0, 0",
    "vp9, 98, 0, 1",
    "av1, 45, 0, 0"
  })
  void aViewerGetsAllFramesOfItsLayersAndCanDecodeThem(
      String name, int payloadType, int spatial, int temporal) {
    CapturedCamera camera = camera(name, payloadType);
    camera.choose(spatial, temporal);
    camera.sendAll();

    ReceivedFrames received = new ReceivedFrames(camera.viewer().takeRtp());
    ReceivedFrames sent = whole(name, payloadType);
    assertThat(received.frames())
        .extracting(frame -> frame.spatialId() + "." + frame.temporalId())
        .isEqualTo(
            sent.frames().stream()
                .filter(frame -> frame.spatialId() <= spatial && frame.temporalId() <= temporal)
                .map(frame -> frame.spatialId() + "." + frame.temporalId())
                .toList());
  }

  @ParameterizedTest
  @CsvSource({
    "vp9svc, 98, true",
    "av1svc, 45, true",
    "vp8, 96, true",
    "vp9, 98, true",
    "av1, 45, true",
    "vp9svc, 98, false",
    "vp8, 96, false",
    "vp9, 98, false",
    "av1svc, 45, false"
  })
  void whereverTheWishChangesTheViewerCanDecode(String name, int payloadType, boolean described) {
    int packets = camera(name, payloadType, described).packets();
    for (int low = 0; low < packets; low++) {
      for (int high = low; high < packets; high += 3) {
        CapturedCamera camera = camera(name, payloadType, described);
        camera.choose(1, 1);
        for (int i = 0; i < packets; i++) {
          if (i == low) {
            camera.choose(0, 0);
          }
          if (i == high) {
            camera.choose(1, 1);
          }
          camera.send(i);
        }
        received(camera);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "vp9svc, 98, 0",
    "vp9svc, 98, 1",
    "av1svc, 45, 0",
    "av1svc, 45, 1",
    "vp8, 96, 0",
    "vp9, 98, 0"
  })
  void theFrameRateGoesUpWithoutAKeyFrame(String name, int payloadType, int spatial) {
    CapturedCamera camera = camera(name, payloadType);
    camera.choose(spatial, 0);
    List<RtpPacket> packets = new ArrayList<>();
    int framesBefore = 0;
    for (int i = 0; i < camera.packets(); i++) {
      if (i == camera.pictureAfter(camera.packets() / 4)) {
        camera.choose(spatial, 1);
        packets.addAll(camera.viewer().takeRtp());
        framesBefore = new ReceivedFrames(packets).frames().size();
      }
      camera.send(i);
    }
    packets.addAll(camera.viewer().takeRtp());

    List<ReceivedFrames.Frame> frames = new ReceivedFrames(packets).frames();
    assertThat(frames.subList(0, framesBefore)).allMatch(frame -> frame.temporalId() == 0);
    // One of the lower layer, at most, until the stream may be switched.
    assertThat(frames.subList(framesBefore, framesBefore + (spatial + 1) * 2))
        .noneMatch(ReceivedFrames.Frame::keyFrame)
        .anyMatch(frame -> frame.temporalId() == 1);
  }

  @ParameterizedTest
  @CsvSource({"vp9svc, 98", "av1svc, 45"})
  void aHigherSpatialLayerComesWithTheNextKeyFrame(String name, int payloadType) {
    CapturedCamera camera = camera(name, payloadType);
    camera.choose(0, 1);
    for (int i = 0; i < camera.packets(); i++) {
      if (i == camera.packets() / 4) {
        camera.choose(1, 1);
      }
      camera.send(i);
    }

    ReceivedFrames received = new ReceivedFrames(camera.viewer().takeRtp());
    boolean second = false;
    for (ReceivedFrames.Frame frame : received.frames().subList(1, received.frames().size())) {
      second |= frame.keyFrame();
      assertThat(frame.spatialId() == 0 || second).isTrue();
    }
    assertThat(received.count(1, 0)).isPositive();
    assertThat(camera.publisher().count(RtcpKind.PICTURE_LOSS)).isPositive();
  }

  @ParameterizedTest
  @CsvSource({"vp9svc, 98, 0, 0", "vp9svc, 98, 0, 1", "vp9svc, 98, 1, 0", "vp9, 98, 0, 0"})
  void withoutDescriptorsThePayloadTellsTheLayers(
      String name, int payloadType, int spatial, int temporal) {
    CapturedCamera camera = camera(name, payloadType, false);
    camera.choose(spatial, temporal);
    camera.sendAll();

    ReceivedFrames sent = whole(name, payloadType);
    ReceivedFrames received = received(camera);
    for (int s = 0; s < 2; s++) {
      for (int t = 0; t < 2; t++) {
        long expected = s <= spatial && t <= temporal ? sent.count(s, t) : 0;
        assertThat(received.count(s, t)).isEqualTo(expected);
      }
    }
  }

  /** Receivers take the packets of its last layer for the whole picture. */
  @Test
  void av1WithoutDescriptorsForTheViewerIsItsLowestSpatialLayer() {
    CapturedCamera camera = new CapturedCamera(Codec.AV1, "av1svc", 45, true, false);
    camera.choose(1, 1);
    camera.sendAll();

    ReceivedFrames received = received(camera);
    ReceivedFrames sent = whole("av1svc", 45);
    assertThat(received.frames()).allMatch(frame -> frame.spatialId() == 0);
    assertThat(received.count(0, 1)).isEqualTo(sent.count(0, 1));
  }

  /** Pictures name what they refer to by the distance: RFC 9628 section 4.2, P_DIFF. */
  @Test
  void vp9PictureIdsStayWherePicturesAreLeftOut() {
    CapturedCamera camera = camera("vp9", 98);
    camera.choose(0, 0);
    camera.sendAll();

    for (RtpPacket sent : camera.viewer().takeRtp()) {
      RtpPacket source = camera.sourceOf(sent);
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
    CapturedCamera camera = camera("vp9svc", 98);
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
    int packets = camera("vp9svc", 98).packets();
    for (int late = 1; late + 3 < packets; late++) {
      CapturedCamera camera = camera("vp9svc", 98);
      camera.choose(0, 0);
      for (int i = 0; i < packets; i++) {
        if (i == late) {
          camera.choose(1, 1);
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
        new ReceivedFrames(received);
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
    "vp9svc, 98, 0, 0",
    "vp9svc, 98, 1, 1",
    "av1svc, 45, 0, 1",
    "av1svc, 45, 1, 0",
    "vp8, 96, 0, 0"
  })
  void encryptedPayloadsNeedTheDescriptorAlone(
      String name, int payloadType, int spatial, int temporal) {
    CapturedCamera readable = camera(name, payloadType);
    readable.choose(spatial, temporal);
    readable.sendAll();
    CapturedCamera scrambled = camera(name, payloadType).scrambled();
    scrambled.choose(spatial, temporal);
    scrambled.sendAll();

    assertThat(new ReceivedFrames(scrambled.viewer().takeRtp()).frames())
        .isEqualTo(new ReceivedFrames(readable.viewer().takeRtp()).frames());
  }
}

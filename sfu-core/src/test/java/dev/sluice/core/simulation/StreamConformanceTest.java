package dev.sluice.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.codec.Vp8Payload;
import dev.sluice.core.session.TestMedia;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A sound stream has no faults, and each way to spoil it is found. */
class StreamConformanceTest {

  private static final int SSRC = 5000;
  private static final int RTX_SSRC = 5001;

  private final StreamConformance conformance = new StreamConformance(SSRC, RTX_SSRC);
  private final Vp8Encoder encoder = new Vp8Encoder(1, 2, 1280, 720, 2_000_000, true, 3);
  private int sequence = 65_530;
  private int timestamp = -4_000;

  private List<byte[]> next() {
    return frame(encoder.encode());
  }

  private List<byte[]> frame(List<byte[]> payloads) {
    timestamp += 3_000;
    List<byte[]> packets = new ArrayList<>();
    for (int i = 0; i < payloads.size(); i++) {
      packets.add(packet(i == payloads.size() - 1, payloads.get(i)));
    }
    return packets;
  }

  private byte[] packet(boolean marker, byte[] payload) {
    return TestMedia.packet(
        120, marker, sequence++ & 0xFFFF, timestamp, SSRC, new byte[0], payload);
  }

  private void send(List<byte[]> packets) {
    packets.forEach(conformance::onSent);
  }

  private void sendFrames(int count) {
    for (int i = 0; i < count; i++) {
      send(next());
    }
  }

  private void assertFound(String text) {
    assertThat(conformance.findings()).anySatisfy(f -> assertThat(f).contains(text));
  }

  @Test
  void aSoundStreamHasNoFaults() {
    sendFrames(600);

    assertThat(conformance.findings()).isEmpty();
    assertThat(conformance.jumpsAtKeyFrames()).isEmpty();
    assertThat(conformance.frames()).isEqualTo(600);
  }

  @Test
  void packetsThatTheServerGotLateAreNoFault() {
    sendFrames(8);
    List<byte[]> frame = next();
    byte[] late = frame.remove(1);
    send(frame);
    sendFrames(1);
    conformance.onSent(late);
    sendFrames(1);

    assertThat(conformance.findings()).isEmpty();
    assertThat(conformance.frames()).isEqualTo(11);
  }

  @Test
  void aHoleInSequenceNumbersIsFound() {
    sendFrames(8);
    sequence++;
    sendFrames(100);

    assertFound("hole in sequence numbers");
  }

  @Test
  void aFrameLeftOutUnderTheSameSequenceNumbersIsFound() {
    sendFrames(8);
    encoder.encode();
    sendFrames(100);

    assertFound("picture id");
  }

  @Test
  void aDeltaFrameWithoutItsReferenceIsFound() {
    sendFrames(7);
    encoder.encode();
    encoder.encode();
    List<byte[]> packets = next();
    conformance.onSent(packets.getFirst());

    assertFound("delta frame without its reference");
  }

  @Test
  void anotherLayerWithoutAKeyFrameIsFound() {
    Vp8Encoder other = new Vp8Encoder(1, 0, 320, 180, 150_000, true, 3);
    other.encode();
    sendFrames(4);
    send(frame(other.encode()));

    assertFound("delta frame without its reference");
  }

  @Test
  void aFrameMixedOfTwoLayersIsFound() {
    Vp8Encoder other = new Vp8Encoder(1, 1, 640, 360, 2_000_000, true, 3);
    List<byte[]> mixed = encoder.encode();
    mixed.set(1, other.encode().get(1));
    send(frame(mixed));

    assertFound("torn or mixed");
  }

  @Test
  void aFrameWithoutItsEndIsFound() {
    List<byte[]> torn = next();
    torn.removeLast();
    sequence--;
    send(torn);
    sendFrames(1);

    assertFound("frame without its end");
  }

  @Test
  void aFrameWithoutItsBeginningIsFound() {
    sendFrames(1);
    List<byte[]> payloads = encoder.encode();
    payloads.removeFirst();
    send(frame(payloads));

    assertFound("frame without its beginning");
  }

  @Test
  void timeThatGoesBackIsFound() {
    sendFrames(2);
    timestamp -= 6_000;
    sendFrames(1);

    assertFound("timestamp moves by -3000");
  }

  @Test
  void aJumpOfThePictureIdAtAKeyFrameIsToldApart() {
    sendFrames(4);
    encoder.requestKeyFrame();
    List<byte[]> payloads = encoder.encode();
    payloads.forEach(payload -> Vp8Payload.rewriteNumbers(payload, 0, 77, 200));
    send(frame(payloads));

    assertThat(conformance.findings()).isEmpty();
    assertThat(conformance.jumpsAtKeyFrames()).hasSize(2);
  }

  @Test
  void aRetransmissionOfWhatWasSentIsNoFault() {
    List<byte[]> packets = next();
    send(packets);
    conformance.onSent(TestMedia.rtx(packets.get(1), 121, 10, RTX_SSRC));

    assertThat(conformance.findings()).isEmpty();
  }

  @Test
  void aRetransmissionOfSomethingElseIsFound() {
    List<byte[]> packets = next();
    send(packets);
    byte[] altered = TestMedia.rtx(packets.get(1), 121, 10, RTX_SSRC);
    altered[altered.length - 20] ^= 1;
    conformance.onSent(altered);

    assertFound("with another payload");
  }
}

package dev.sluice.core.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.rtp.CapturedStream;
import dev.sluice.core.rtp.CapturedStream.EncodedFrame;
import dev.sluice.core.rtp.Codec;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What browsers' dependency descriptors say, against what their encoders say of the same frames.
 * See captures/README.md.
 */
final class DependencyDescriptorConformanceTest {

  private static final int TEMPORAL_LAYERS = 3;

  @ParameterizedTest
  @MethodSource("dev.sluice.core.rtp.CapturedStream#describedNames")
  void theDependencyDescriptorTellsWhatTheEncoderTells(String name) {
    CapturedStream stream = CapturedStream.read(name);
    for (ReadFrame frame : ReadFrame.described(stream)) {
      EncodedFrame encoded = frame.encoded();
      for (FrameInfo packet : frame.packets()) {
        assertThat(packet.frameNumber).isEqualTo(encoded.id() & 0xFFFF);
        assertThat(packet.spatialId).isEqualTo(encoded.spatialId());
        assertThat(packet.temporalId).isEqualTo(encoded.temporalId());
        assertThat(references(encoded.id(), packet)).isEqualTo(encoded.dependencies());
        assertThat(packet.startOfFrame).isEqualTo(packet == frame.first());
        assertThat(packet.endOfFrame).isEqualTo(packet == frame.last());
        assertThat(packet.keyFrame).isEqualTo(packet == frame.first() && encoded.key());
      }
      if (encoded.key()) {
        assertThat(frame.first().width).isEqualTo(encoded.width());
        assertThat(frame.first().height).isEqualTo(encoded.height());
        // Of H.264 Chromium leaves the sizes out, which the parameter set tells.
        int sized = stream.codec() == Codec.H264 ? 0 : stream.spatialLayers();
        assertThat(frame.first().sizedLayers).isEqualTo(sized);
      }
    }
  }

  private static Set<Integer> references(int id, FrameInfo packet) {
    Set<Integer> all = new TreeSet<>();
    for (int i = 0; i < Long.SIZE; i++) {
      if ((packet.references >> i & 1) != 0) {
        all.add(id - i - 1);
      }
    }
    return all;
  }

  /** "RTP Payload Format For AV1", appendix A.5: who decodes it can decode all that follow. */
  @ParameterizedTest
  @MethodSource("dev.sluice.core.rtp.CapturedStream#describedNames")
  void afterASwitchAllOfItsDecodeTargetCanBeDecoded(String name) {
    CapturedStream stream = CapturedStream.read(name);
    List<ReadFrame> frames = ReadFrame.described(stream);
    Map<Integer, EncodedFrame> byId = ReadFrame.byId(frames);
    int withoutKey = 0;
    for (ReadFrame frame : frames) {
      EncodedFrame at = frame.encoded();
      for (int spatial = 0; spatial < stream.spatialLayers(); spatial++) {
        for (int temporal = 0; temporal < TEMPORAL_LAYERS; temporal++) {
          if ((frame.first().switches & FrameInfo.target(spatial, temporal)) == 0) {
            continue;
          }
          withoutKey += at.key() ? 0 : 1;
          Set<Integer> decoded = new HashSet<>();
          decode(at.id(), byId, decoded);
          for (ReadFrame later : frames.subList(frames.indexOf(frame) + 1, frames.size())) {
            EncodedFrame encoded = later.encoded();
            boolean mayBeNeeded =
                encoded.spatialId() <= spatial && encoded.temporalId() <= temporal;
            if (mayBeNeeded && decoded.containsAll(encoded.dependencies())) {
              decoded.add(encoded.id());
            }
            if (encoded.spatialId() == spatial && encoded.temporalId() <= temporal) {
              assertThat(decoded)
                  .as("after %d, a switch to %d.%d", at.id(), spatial, temporal)
                  .contains(encoded.id());
            }
          }
        }
      }
    }
    assertThat(withoutKey).isPositive();
  }

  private static void decode(int id, Map<Integer, EncodedFrame> byId, Set<Integer> decoded) {
    decoded.add(id);
    byId.get(id).dependencies().forEach(needed -> decode(needed, byId, decoded));
  }
}

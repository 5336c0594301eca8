package dev.sluice.core.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.AllocationMeter;
import dev.sluice.core.rtcp.RtcpKind;
import dev.sluice.core.rtcp.RtcpReader;
import dev.sluice.core.rtcp.RtcpWriter;
import dev.sluice.core.rtcp.TransportFeedbackBuilder;
import dev.sluice.core.rtp.Codec;
import dev.sluice.core.rtp.HeaderExtension;
import dev.sluice.core.rtp.HeaderExtensionMapping;
import dev.sluice.core.rtp.HeaderRewriter;
import dev.sluice.core.rtp.RtpPacket;
import dev.sluice.core.rtp.Rtx;
import dev.sluice.core.rtp.WireBytes;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the media path does with every packet allocates nothing. */
final class AllocationTest {
  private final RtpPacket packet = new RtpPacket();
  private final RtpPacket written = new RtpPacket();
  private final FrameInfo info = new FrameInfo();
  private final DependencyDescriptor dependencies = new DependencyDescriptor();
  private final VideoLayersAllocation layers = new VideoLayersAllocation();
  private final PayloadDescriptor av1 = PayloadDescriptor.of(Codec.AV1);
  private final RtcpReader reader = new RtcpReader();
  private final RtcpWriter writer = new RtcpWriter();
  private final TransportFeedbackBuilder feedback = new TransportFeedbackBuilder();
  private final int[] lost = {1, 2, 30};
  private final byte[] out = new byte[2000];
  private final HeaderRewriter rewriter;
  private long sum;

  AllocationTest() {
    Map<HeaderExtension, Integer> ids =
        Map.of(HeaderExtension.DEPENDENCY_DESCRIPTOR, 16, HeaderExtension.TRANSPORT_CC, 4);
    rewriter = new HeaderRewriter(new byte[] {'0'}, ids, true);
    rewriter.setMapping(HeaderExtensionMapping.between(ids, ids));
  }

  @Test
  void readingAndWritingAllocateNothing() {
    byte[][] media = WireBytes.capture("chromium-av1.rtp").toArray(byte[][]::new);
    byte[][] control = WireBytes.capture("chromium-av1.rtcp").toArray(byte[][]::new);
    Runnable all =
        () -> {
          for (byte[] bytes : media) {
            forward(bytes);
          }
          for (byte[] bytes : control) {
            control(bytes);
          }
        };

    assertThat(AllocationMeter.bytesOf(all)).isZero();
    assertThat(sum).isNotZero();
  }

  private void forward(byte[] bytes) {
    packet.wrap(bytes, 0, bytes.length);
    av1.read(bytes, packet.payloadOffset(), packet.payloadLength(), packet.marker(), info);
    int value = packet.findExtension(16);
    if (value > 0) {
      dependencies.read(bytes, value, packet.extensionLength(), info);
    }
    value = packet.findExtension(17);
    if (value > 0 && layers.read(bytes, value, packet.extensionLength())) {
      sum += layers.bitrateBps(0, 0, 0);
    }
    int length = rewriter.writeRetransmission(packet, 1, 2, 3, 4, 5, out, 0);
    written.wrap(out, 0, length);
    sum += Rtx.decapsulate(written, 1, 2, out, 2) + info.frameNumber;
  }

  private void control(byte[] bytes) {
    reader.wrap(bytes, 0, bytes.length);
    while (reader.next()) {
      if (reader.kind() == RtcpKind.TRANSPORT_FEEDBACK) {
        while (reader.transportFeedback().next()) {
          sum += reader.transportFeedback().arrivalNanos();
        }
      }
    }
    writer.wrap(out, 0, out.length);
    writer.receiverReport(1);
    writer.reportBlock(1, 2, 3, 4, 5, 6, 7);
    writer.nack(1, 2, lost, 0, lost.length);
    feedback.begin(1, 2);
    feedback.add(1, 3);
    feedback.add(4, 4_000_000);
    writer.transportFeedback(1, 2, feedback);
    sum += writer.length();
  }
}

package dev.sluice.core.rtp;

import static dev.sluice.core.rtp.WireBytes.assertReadsOnlyWithin;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever arrives as RTP: nothing throws, and nothing outside the packet is read. */
final class RtpPacketFuzzTest {
  private static final Map<HeaderExtension, Integer> SOURCE =
      Map.of(HeaderExtension.AUDIO_LEVEL, 1, HeaderExtension.DEPENDENCY_DESCRIPTOR, 16);
  private static final Map<HeaderExtension, Integer> DESTINATION =
      Map.of(
          HeaderExtension.AUDIO_LEVEL, 2,
          HeaderExtension.DEPENDENCY_DESCRIPTOR, 3,
          HeaderExtension.TRANSPORT_CC, 4,
          HeaderExtension.MID, 5);

  @FuzzTest
  void anyBytes(byte[] packet) {
    check(packet);
  }

  @Test
  void damagedRealPackets() {
    Random random = new Random(6);
    for (byte[] packet : WireBytes.capture("chromium-av1.rtp")) {
      for (int i = 0; i < 20; i++) {
        byte[] damaged = Arrays.copyOf(packet, random.nextInt(Math.min(200, packet.length)) + 1);
        for (int n = random.nextInt(4); n >= 0; n--) {
          damaged[random.nextInt(Math.min(damaged.length, 40))] = (byte) random.nextInt();
        }
        check(damaged);
      }
    }
  }

  private static void check(byte[] packet) {
    assertReadsOnlyWithin(packet, RtpPacketFuzzTest::observe);
  }

  private static Object observe(byte[] buffer, int offset, int length) {
    RtpPacket packet = new RtpPacket();
    if (!packet.wrap(buffer, offset, length)) {
      return "rejected";
    }
    List<Object> seen = new ArrayList<>();
    seen.add(packet.marker());
    seen.add(packet.payloadType());
    seen.add(packet.sequenceNumber());
    seen.add(packet.timestamp());
    seen.add(packet.ssrc());
    seen.add(packet.payloadOffset() - offset);
    seen.add(packet.payloadLength());
    seen.add(packet.paddingLength());
    packet.rewindExtensions();
    while (packet.nextExtension()) {
      int value = packet.extensionOffset();
      seen.add(packet.extensionId());
      seen.add(HexFormat.of().formatHex(buffer, value, value + packet.extensionLength()));
    }
    byte[] out = new byte[2 * length + 100];
    HeaderRewriter rewriter = new HeaderRewriter(new byte[] {'0'}, DESTINATION, true);
    rewriter.setMapping(HeaderExtensionMapping.between(SOURCE, DESTINATION));
    rewriter.keepPadding((length & 1) == 0);
    int written = rewriter.write(packet, 1, 2, 3, 4, out, 0);
    seen.add(HexFormat.of().formatHex(out, 0, written));
    if (!new RtpPacket().wrap(out, 0, written)) {
      throw new AssertionError("Rewritten, but not readable");
    }
    seen.add(rewriter.write(packet, 1, 2, 3, 4, new byte[length], 0));
    int restored = Rtx.decapsulate(packet, 1, 2, out, 0);
    seen.add(restored < 0 ? "probe" : HexFormat.of().formatHex(out, 0, restored));
    return seen;
  }
}

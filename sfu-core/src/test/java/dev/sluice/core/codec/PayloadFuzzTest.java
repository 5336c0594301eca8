package dev.sluice.core.codec;

import static dev.sluice.core.rtp.WireBytes.assertReadsOnlyWithin;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sluice.core.rtp.Codec;
import dev.sluice.core.rtp.RtpPacket;
import dev.sluice.core.rtp.WireBytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Whatever arrives as a payload: nothing throws, and nothing outside the payload is read. */
final class PayloadFuzzTest {
  @FuzzTest
  void anyVp8(byte[] payload) {
    check(Codec.VP8, payload);
  }

  @FuzzTest
  void anyVp9(byte[] payload) {
    check(Codec.VP9, payload);
  }

  @FuzzTest
  void anyH264(byte[] payload) {
    check(Codec.H264, payload);
  }

  @FuzzTest
  void anyH265(byte[] payload) {
    check(Codec.H265, payload);
  }

  @FuzzTest
  void anyAv1(byte[] payload) {
    check(Codec.AV1, payload);
  }

  @FuzzTest
  void anyOpus(byte[] payload) {
    check(Codec.OPUS, payload);
  }

  @FuzzTest
  void anyRed(byte[] payload) {
    check(Codec.RED, payload);
    assertReadsOnlyWithin(payload, PayloadFuzzTest::observeRed);
  }

  @FuzzTest
  void anyDependencyDescriptor(byte[] value) {
    assertReadsOnlyWithin(value, PayloadFuzzTest::observeDescriptor);
  }

  @FuzzTest
  void anyVideoLayersAllocation(byte[] value) {
    assertReadsOnlyWithin(value, PayloadFuzzTest::observeAllocation);
  }

  @Test
  void shortRandomPayloadsOfEveryCodec() {
    Random random = new Random(9);
    for (int i = 0; i < 5_000; i++) {
      byte[] payload = new byte[random.nextInt(24)];
      random.nextBytes(payload);
      check(Codec.VP8, payload);
      check(Codec.VP9, payload);
      check(Codec.H264, payload);
      check(Codec.H265, payload);
      check(Codec.AV1, payload);
      anyRed(payload);
      anyDependencyDescriptor(payload);
      anyVideoLayersAllocation(payload);
    }
  }

  @Test
  void damagedRealDescriptors() {
    assertSurvivesDamage(16, this::anyDependencyDescriptor);
  }

  @Test
  void damagedRealAllocations() {
    assertSurvivesDamage(17, this::anyVideoLayersAllocation);
  }

  /** What Chromium wrote into a header extension, cut, lengthened and changed. */
  private static void assertSurvivesDamage(int extensionId, Consumer<byte[]> check) {
    Random random = new Random(10);
    RtpPacket packet = new RtpPacket();
    for (byte[] bytes : WireBytes.capture("chromium-av1svc.rtp")) {
      packet.wrap(bytes, 0, bytes.length);
      int value = packet.findExtension(extensionId);
      if (value < 0) {
        continue;
      }
      byte[] whole = Arrays.copyOfRange(bytes, value, value + packet.extensionLength());
      for (int i = 0; i < 100; i++) {
        byte[] damaged = Arrays.copyOf(whole, random.nextInt(whole.length + 4));
        for (int n = random.nextInt(3); n > 0 && damaged.length > 0; n--) {
          damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
        }
        check.accept(damaged);
      }
    }
  }

  private static void check(Codec codec, byte[] payload) {
    PayloadDescriptor reader = PayloadDescriptor.of(codec);
    assertReadsOnlyWithin(
        payload,
        (buffer, offset, length) -> {
          FrameInfo info = new FrameInfo();
          boolean read = reader.read(buffer, offset, length, false, info);
          if (read && (codec == Codec.VP8 || codec == Codec.VP9)) {
            byte[] before = buffer.clone();
            if (codec == Codec.VP8) {
              Vp8Payload.rewriteNumbers(buffer, offset, info.pictureId, info.tl0PicIdx);
            } else {
              Vp9Payload.rewriteNumbers(buffer, offset, info.pictureId, info.tl0PicIdx);
            }
            if (!Arrays.equals(buffer, before)) {
              throw new AssertionError("The same numbers changed the payload");
            }
          }
          return read ? text(info) : "rejected";
        });
  }

  private static Object observeRed(byte[] buffer, int offset, int length) {
    RedPayload red = new RedPayload();
    if (!red.wrap(buffer, offset, length)) {
      return "rejected";
    }
    List<Object> seen = new ArrayList<>();
    while (red.next()) {
      int block = red.blockOffset();
      seen.add(red.payloadType());
      seen.add(red.timestampOffset());
      seen.add(HexFormat.of().formatHex(buffer, block, block + red.blockLength()));
    }
    seen.add(red.primaryPayloadType());
    seen.add(red.primaryOffset() - offset);
    seen.add(red.primaryLength());
    seen.add(red.replacePayloadType(111, 63));
    return seen;
  }

  private static Object observeDescriptor(byte[] buffer, int offset, int length) {
    DependencyDescriptor reader = new DependencyDescriptor();
    FrameInfo info = new FrameInfo();
    List<Object> seen = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      // The second time under the templates that the first may have brought.
      seen.add(reader.read(buffer, offset, length, info));
      seen.add(text(info));
      seen.add(reader.activeDecodeTargets());
    }
    return seen;
  }

  private static Object observeAllocation(byte[] buffer, int offset, int length) {
    VideoLayersAllocation allocation = new VideoLayersAllocation();
    if (!allocation.read(buffer, offset, length)) {
      return "rejected";
    }
    List<Object> seen = new ArrayList<>(List.of(allocation.stream(), allocation.isSized()));
    for (int stream = 0; stream < VideoLayersAllocation.MAX_STREAMS; stream++) {
      for (int spatial = 0; spatial < VideoLayersAllocation.MAX_SPATIAL_LAYERS; spatial++) {
        for (int i = 0; i < allocation.temporalLayers(stream, spatial); i++) {
          seen.add(allocation.bitrateBps(stream, spatial, i));
        }
        if (allocation.isSized() && allocation.isSent(stream, spatial)) {
          seen.add(allocation.width(stream, spatial));
          seen.add(allocation.height(stream, spatial));
          seen.add(allocation.framesPerSecond(stream, spatial));
        }
      }
    }
    return seen;
  }

  private static String text(FrameInfo info) {
    return String.join(
        " ",
        List.of(
            "" + info.keyFrame,
            "" + info.startOfFrame,
            "" + info.endOfFrame,
            "" + info.endOfPicture,
            "" + info.switchingPoint,
            "" + info.interLayerPredicted,
            "" + info.nonInterLayerReference,
            "" + info.interPicturePredicted,
            "" + info.discontinuous,
            "" + info.spatialId,
            "" + info.temporalId,
            "" + info.pictureId,
            "" + info.pictureIdBits,
            "" + info.tl0PicIdx,
            "" + info.keyIdx,
            "" + info.frameNumber,
            "" + info.templateId,
            "" + info.width,
            "" + info.height));
  }
}

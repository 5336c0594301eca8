package dev.sluice.core.session;

import dev.sluice.core.rtp.Codec;
import dev.sluice.core.rtp.CodecParameters;
import dev.sluice.core.rtp.Encoding;
import dev.sluice.core.rtp.HeaderExtension;
import dev.sluice.core.rtp.MediaKind;
import dev.sluice.core.rtp.RtcpFeedback;
import dev.sluice.core.rtp.RtpPacket;
import dev.sluice.core.rtp.RtpParameters;
import dev.sluice.core.rtp.WireBytes;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/** Busy rooms with what Chromium sent, and parameters for those in them. */
final class CapturedRooms {

  private static final Map<HeaderExtension, Integer> PUBLISHED =
      Map.of(
          HeaderExtension.TRANSMISSION_OFFSET, 1,
          HeaderExtension.ABS_SEND_TIME, 2,
          HeaderExtension.VIDEO_ORIENTATION, 3,
          HeaderExtension.TRANSPORT_CC, 4,
          HeaderExtension.VIDEO_TIMING, 7,
          HeaderExtension.COLOR_SPACE, 8,
          HeaderExtension.MID, 9,
          HeaderExtension.ABS_CAPTURE_TIME, 13,
          HeaderExtension.DEPENDENCY_DESCRIPTOR, 16,
          HeaderExtension.VIDEO_LAYERS_ALLOCATION, 17);

  /** In an order of its own, and all in the one-byte form. */
  static final Map<HeaderExtension, Integer> RENUMBERED =
      Map.of(
          HeaderExtension.MID, 1,
          HeaderExtension.ABS_SEND_TIME, 6,
          HeaderExtension.TRANSPORT_CC, 5,
          HeaderExtension.VIDEO_ORIENTATION, 4,
          HeaderExtension.DEPENDENCY_DESCRIPTOR, 11);

  /** Ids that only the two-byte form has. */
  private static final Map<HeaderExtension, Integer> LONG_IDS =
      Map.of(
          HeaderExtension.MID, 21,
          HeaderExtension.TRANSPORT_CC, 22,
          HeaderExtension.DEPENDENCY_DESCRIPTOR, 23);

  static final Set<RtcpFeedback> TRANSPORT_CC =
      EnumSet.of(RtcpFeedback.NACK, RtcpFeedback.NACK_PLI, RtcpFeedback.TRANSPORT_CC);

  static final Set<RtcpFeedback> REMB =
      EnumSet.of(RtcpFeedback.NACK, RtcpFeedback.CCM_FIR, RtcpFeedback.GOOG_REMB);

  private static final Set<RtcpFeedback> NO_NACK = EnumSet.of(RtcpFeedback.NACK_PLI);

  private CapturedRooms() {}

  /** With a viewer for each way in which packets are written and repaired. */
  static BusyRoom video(
      Codec codec, int payloadType, Set<RtcpFeedback> feedback, boolean otherLoop) {
    CodecParameters published = TestMedia.video(codec, payloadType, payloadType + 1, feedback);
    CodecParameters withRtx = TestMedia.video(codec, 120, 121, feedback);
    CodecParameters withoutRtx = TestMedia.video(codec, 120, -1, feedback);
    CodecParameters withoutNack = TestMedia.video(codec, 120, -1, NO_NACK);
    BusyRoom room =
        new BusyRoom(
            capture(codec.name().toLowerCase(Locale.ROOT), payloadType),
            parameters("0", PUBLISHED, true, 1000, 1001, published),
            otherLoop);
    room.addViewer(parameters("1", PUBLISHED, true, 2000, 2001, withRtx), true, false);
    room.addViewer(parameters("1", RENUMBERED, false, 3000, 3001, withRtx), true, true);
    room.addViewer(
        parameters("mid-of-17-chars-x", LONG_IDS, true, 4000, 4001, withRtx), false, true);
    room.addViewer(parameters("1", RENUMBERED, true, 5000, 0, withoutRtx), true, false);
    room.addViewer(parameters("1", Map.of(), false, 6000, 0, withoutRtx), false, true);
    room.addViewer(parameters("1", RENUMBERED, false, 7000, 0, withoutNack), true, false);
    room.addViewer(
        TestMedia.withParity(parameters("1", RENUMBERED, true, 8000, 8001, withRtx), 122, 8002),
        true,
        true);
    return room;
  }

  static List<byte[]> capture(String codec, int payloadType) {
    RtpPacket packet = new RtpPacket();
    return WireBytes.capture("chromium-" + codec + ".rtp").stream()
        .filter(bytes -> packet.wrap(bytes, 0, bytes.length))
        .filter(bytes -> packet.payloadType() == payloadType)
        .toList();
  }

  static RtpParameters parameters(
      String mid,
      Map<HeaderExtension, Integer> extensions,
      boolean mixedForms,
      int ssrc,
      int rtxSsrc,
      CodecParameters... codecs) {
    MediaKind kind = codecs[0].codec().kind();
    OptionalInt rtx = rtxSsrc == 0 ? OptionalInt.empty() : OptionalInt.of(rtxSsrc);
    return new RtpParameters(
        mid,
        kind,
        List.of(codecs),
        extensions,
        mixedForms,
        List.of(new Encoding("", OptionalInt.of(ssrc), rtx)),
        "cname");
  }
}

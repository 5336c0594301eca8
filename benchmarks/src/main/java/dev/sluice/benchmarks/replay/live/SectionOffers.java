package dev.sluice.benchmarks.replay.live;

import dev.sluice.core.rtp.Codec;
import dev.sluice.core.rtp.CodecParameters;
import dev.sluice.core.rtp.HeaderExtension;
import dev.sluice.core.rtp.MediaKind;
import dev.sluice.core.rtp.RtcpFeedback;
import dev.sluice.core.rtp.RtpParameters;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Says what is to be offered for one sender's streams: the codecs that were really sent, as they
 * were negotiated then, and what a connection of today needs besides.
 */
final class SectionOffers {

  /** What the publisher itself writes into each packet. */
  private static final Set<HeaderExtension> OWN =
      EnumSet.of(HeaderExtension.MID, HeaderExtension.ABS_SEND_TIME, HeaderExtension.TRANSPORT_CC);

  /**
   * What can't be true any more: of streams that aren't sent, of the way to the server then, of the
   * time then.
   */
  private static final Set<HeaderExtension> OUTDATED =
      EnumSet.of(
          HeaderExtension.RID,
          HeaderExtension.REPAIRED_RID,
          HeaderExtension.TRANSMISSION_OFFSET,
          HeaderExtension.ABS_CAPTURE_TIME);

  private final Map<HeaderExtension, Integer> ownIds = new EnumMap<>(HeaderExtension.class);
  private final Set<Integer> payloadTypes = new HashSet<>();

  /**
   * @param negotiated all of the sender's sections: in a bundle, a number means one thing
   */
  SectionOffers(List<RtpParameters> negotiated) {
    Map<HeaderExtension, Integer> known = new EnumMap<>(HeaderExtension.class);
    negotiated.forEach(section -> known.putAll(section.headerExtensions()));
    Set<Integer> ids = new HashSet<>(known.values());
    for (HeaderExtension own : OWN) {
      Integer id = known.get(own);
      ownIds.put(own, id != null ? id : takeFree(IntStream.rangeClosed(1, 255), ids));
    }
    for (RtpParameters section : negotiated) {
      for (CodecParameters codec : section.codecs()) {
        payloadTypes.add(codec.payloadType());
        codec.rtxPayloadType().ifPresent(payloadTypes::add);
      }
    }
  }

  private static int takeFree(IntStream candidates, Set<Integer> taken) {
    int free = candidates.filter(number -> !taken.contains(number)).findFirst().orElseThrow();
    taken.add(free);
    return free;
  }

  /**
   * One section's offer.
   *
   * @param sent the payload types of the packets there are
   */
  RtpParameters offer(RtpParameters negotiated, Set<Integer> sent) {
    Map<HeaderExtension, Integer> extensions = new EnumMap<>(HeaderExtension.class);
    extensions.putAll(negotiated.headerExtensions());
    extensions.keySet().removeAll(OUTDATED);
    extensions.putAll(ownIds);
    List<CodecParameters> codecs = new ArrayList<>();
    for (CodecParameters codec : negotiated.codecs()) {
      if (sent.contains(codec.payloadType()) || isWithin(codec, negotiated, sent)) {
        codecs.add(offer(codec));
      }
    }
    return new RtpParameters(
        negotiated.mid(), negotiated.kind(), codecs, extensions, true, List.of(), "");
  }

  /** Whether it is what redundant audio, of which there are packets, is made of: RFC 2198. */
  private static boolean isWithin(
      CodecParameters codec, RtpParameters negotiated, Set<Integer> sent) {
    return codec.codec() == Codec.OPUS
        && negotiated.codecs().stream()
            .anyMatch(other -> other.codec() == Codec.RED && sent.contains(other.payloadType()));
  }

  private CodecParameters offer(CodecParameters codec) {
    Set<RtcpFeedback> feedback = EnumSet.of(RtcpFeedback.TRANSPORT_CC);
    OptionalInt rtx = OptionalInt.empty();
    if (codec.codec().kind() == MediaKind.VIDEO) {
      feedback.addAll(EnumSet.of(RtcpFeedback.NACK, RtcpFeedback.NACK_PLI, RtcpFeedback.CCM_FIR));
      rtx = codec.rtxPayloadType();
      if (rtx.isEmpty()) {
        rtx = OptionalInt.of(takeFree(dynamicPayloadTypes(), payloadTypes));
      }
    }
    return new CodecParameters(
        codec.payloadType(),
        codec.codec(),
        codec.clockRateHz(),
        codec.channels(),
        codec.formatParameters(),
        feedback,
        rtx);
  }

  /** RFC 3551 section 6, and what browsers take where those are full. */
  private static IntStream dynamicPayloadTypes() {
    return IntStream.concat(IntStream.rangeClosed(96, 127), IntStream.rangeClosed(35, 63));
  }
}

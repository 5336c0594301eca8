package dev.sluice.benchmarks.load.client;

import dev.sluice.core.rtp.HeaderExtension;
import dev.sluice.signaling.sdp.ExtensionMapping;
import dev.sluice.signaling.sdp.MediaSection;
import dev.sluice.signaling.sdp.RtpMap;
import dev.sluice.signaling.sdp.SessionDescription;
import java.util.Optional;

/**
 * What the server's description, be it offer or answer, says of the media.
 *
 * @param video VP8, which every server speaks
 * @param audio Opus
 */
record NegotiatedMedia(Optional<Stream> video, Optional<Stream> audio) {

  /** No payload type, no header extension. */
  static final int NONE = -1;

  /**
   * One section.
   *
   * @param rtxPayloadType {@link #NONE} without retransmissions of their own
   * @param nack whether lost packets may be asked for
   * @param midId header extension id, {@link #NONE} where it isn't agreed on; likewise the others
   */
  record Stream(
      String mid,
      int payloadType,
      int rtxPayloadType,
      boolean nack,
      int midId,
      int absSendTimeId,
      int transportCcId,
      int audioLevelId) {}

  static NegotiatedMedia of(SessionDescription remote) {
    return new NegotiatedMedia(stream(remote, "video", "VP8"), stream(remote, "audio", "opus"));
  }

  private static Optional<Stream> stream(
      SessionDescription remote, String mediaType, String encodingName) {
    return remote.media().stream()
        .filter(section -> section.mediaType().equals(mediaType) && !section.isRejected())
        .flatMap(section -> stream(section, encodingName).stream())
        .findFirst();
  }

  private static Optional<Stream> stream(MediaSection section, String encodingName) {
    return payloadType(section, encodingName)
        .map(
            payloadType ->
                new Stream(
                    section.mid().orElse(""),
                    payloadType,
                    rtxPayloadType(section, payloadType),
                    section.feedback(payloadType).contains("nack"),
                    id(section, HeaderExtension.MID),
                    id(section, HeaderExtension.ABS_SEND_TIME),
                    section.feedback(payloadType).contains("transport-cc")
                        ? id(section, HeaderExtension.TRANSPORT_CC)
                        : NONE,
                    id(section, HeaderExtension.AUDIO_LEVEL)));
  }

  static Optional<Integer> payloadType(MediaSection section, String encodingName) {
    return section.payloadTypes().stream()
        .filter(
            type ->
                section
                    .rtpMap(type)
                    .filter(map -> map.encodingName().equalsIgnoreCase(encodingName))
                    .isPresent())
        .findFirst();
  }

  static int rtxPayloadType(MediaSection section, int payloadType) {
    return section.rtpMaps().stream()
        .filter(map -> map.encodingName().equalsIgnoreCase("rtx"))
        .map(RtpMap::payloadType)
        .filter(
            type ->
                section
                    .formatParameters(type)
                    .flatMap(parameters -> parameters.value("apt"))
                    .filter(apt -> apt.equals(Integer.toString(payloadType)))
                    .isPresent())
        .findFirst()
        .orElse(NONE);
  }

  private static int id(MediaSection section, HeaderExtension extension) {
    return section.extensions().stream()
        .filter(mapping -> mapping.uri().equals(extension.uri()))
        .map(ExtensionMapping::id)
        .findFirst()
        .orElse(NONE);
  }
}

package dev.sluice.signaling.sdp;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * One {@code m=} line and what belongs to it.
 *
 * @param mediaType {@code audio}, {@code video}, {@code application} or another
 * @param port 0 for a rejected section (or, with {@code bundleOnly}, one that has no transport of
 *     its own)
 * @param formats payload types where {@link #isRtp()}, else the protocol's own words
 * @param connection the {@code c=} line's value
 * @param bandwidths the values of {@code b=} lines
 * @param direction {@link Direction#SENDRECV} where neither section nor session says
 * @param attributes what has no type of its own, in the order given
 */
public record MediaSection(
    String mediaType,
    int port,
    String protocol,
    List<String> formats,
    Optional<String> connection,
    List<String> bandwidths,
    Optional<String> mid,
    Direction direction,
    boolean bundleOnly,
    boolean rtcpMux,
    boolean rtcpReducedSize,
    boolean extmapAllowMixed,
    TransportDescription transport,
    List<RtpMap> rtpMaps,
    List<FormatParameters> formatParameters,
    List<FeedbackCapability> feedback,
    List<ExtensionMapping> extensions,
    List<SourceAttribute> sources,
    List<SourceGroup> sourceGroups,
    List<Rid> rids,
    Optional<Simulcast> simulcast,
    List<Msid> msids,
    OptionalLong maxMessageSize,
    List<Attribute> attributes) {
  /** What an RTP header extension can carry (RFC 8285 section 4.3). */
  private static final int MAX_MID_CHARS = 255;

  public MediaSection {
    Grammar.token("the media of m=", mediaType);
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("the port of m= must be from 0 to 65535, not " + port);
    }
    for (String part : protocol.split("/", -1)) {
      Grammar.token("the protocol of m=", part);
    }
    formats = List.copyOf(formats);
    if (formats.isEmpty()) {
      throw new IllegalArgumentException("m= needs at least one format behind the protocol");
    }
    formats.forEach(format -> Grammar.token("a format of m=", format));
    if (isRtp(protocol)) {
      formats.forEach(Grammar::payloadType);
    }
    connection.ifPresent(text -> Grammar.text("c=", text));
    bandwidths = List.copyOf(bandwidths);
    bandwidths.forEach(text -> Grammar.text("b=", text));
    mid.ifPresent(MediaSection::checkMid);
    rtpMaps = List.copyOf(rtpMaps);
    formatParameters = List.copyOf(formatParameters);
    feedback = List.copyOf(feedback);
    extensions = List.copyOf(extensions);
    sources = List.copyOf(sources);
    sourceGroups = List.copyOf(sourceGroups);
    rids = List.copyOf(rids);
    msids = List.copyOf(msids);
    attributes = List.copyOf(attributes);
  }

  private static void checkMid(String mid) {
    if (Grammar.token("a=mid", mid).length() > MAX_MID_CHARS) {
      throw new IllegalArgumentException("a=mid may have " + MAX_MID_CHARS + " characters at most");
    }
  }

  /** Starts a section; everything but the {@code m=} line may follow. */
  public static MediaSectionBuilder builder(
      String mediaType, int port, String protocol, List<String> formats) {
    return new MediaSectionBuilder(mediaType, port, protocol, formats);
  }

  /** Whether the protocol is a profile of RTP, so that the formats are payload types. */
  public boolean isRtp() {
    return isRtp(protocol);
  }

  static boolean isRtp(String protocol) {
    return protocol.contains("RTP/");
  }

  /** Rejected, or stopped: port 0 without {@code a=bundle-only} (RFC 9143 section 6). */
  public boolean isRejected() {
    return port == 0 && !bundleOnly;
  }

  /** The payload types in order of preference; empty where this is not RTP. */
  public List<Integer> payloadTypes() {
    return isRtp() ? formats.stream().map(Integer::valueOf).toList() : List.of();
  }

  public Optional<RtpMap> rtpMap(int payloadType) {
    return rtpMaps.stream().filter(map -> map.payloadType() == payloadType).findFirst();
  }

  public Optional<FormatParameters> formatParameters(int payloadType) {
    return formatParameters.stream().filter(f -> f.payloadType() == payloadType).findFirst();
  }

  /** The values of {@code a=rtcp-fb} that hold for a payload type, those for {@code *} included. */
  public List<String> feedback(int payloadType) {
    return feedback.stream()
        .filter(
            f ->
                f.payloadType().equals(OptionalInt.empty())
                    || f.payloadType().getAsInt() == payloadType)
        .map(FeedbackCapability::value)
        .distinct()
        .toList();
  }
}

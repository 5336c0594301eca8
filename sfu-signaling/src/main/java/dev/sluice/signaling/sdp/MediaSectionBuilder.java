package dev.sluice.signaling.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Gathers a {@link MediaSection}; used by one thread, once. */
public final class MediaSectionBuilder {
  private final String mediaType;
  private final int port;
  private final String protocol;
  private final List<String> formats;
  private Optional<String> connection = Optional.empty();
  private final List<String> bandwidths = new ArrayList<>();
  private Optional<String> mid = Optional.empty();
  private Direction direction = Direction.SENDRECV;
  private boolean bundleOnly;
  private boolean rtcpMux;
  private boolean rtcpReducedSize;
  private boolean extmapAllowMixed;
  private TransportDescription transport = TransportDescription.NONE;
  private final List<RtpMap> rtpMaps = new ArrayList<>();
  private final List<FormatParameters> formatParameters = new ArrayList<>();
  private final List<FeedbackCapability> feedback = new ArrayList<>();
  private final List<ExtensionMapping> extensions = new ArrayList<>();
  private final List<SourceAttribute> sources = new ArrayList<>();
  private final List<SourceGroup> sourceGroups = new ArrayList<>();
  private final List<Rid> rids = new ArrayList<>();
  private Optional<Simulcast> simulcast = Optional.empty();
  private final List<Msid> msids = new ArrayList<>();
  private OptionalLong maxMessageSize = OptionalLong.empty();
  private final List<Attribute> attributes = new ArrayList<>();

  MediaSectionBuilder(String mediaType, int port, String protocol, List<String> formats) {
    this.mediaType = mediaType;
    this.port = port;
    this.protocol = protocol;
    this.formats = formats;
  }

  public MediaSectionBuilder connection(String value) {
    connection = Optional.of(value);
    return this;
  }

  public MediaSectionBuilder bandwidth(String value) {
    bandwidths.add(value);
    return this;
  }

  public MediaSectionBuilder mid(String value) {
    mid = Optional.of(value);
    return this;
  }

  public MediaSectionBuilder direction(Direction value) {
    direction = value;
    return this;
  }

  public MediaSectionBuilder bundleOnly(boolean value) {
    bundleOnly = value;
    return this;
  }

  public MediaSectionBuilder rtcpMux(boolean value) {
    rtcpMux = value;
    return this;
  }

  public MediaSectionBuilder rtcpReducedSize(boolean value) {
    rtcpReducedSize = value;
    return this;
  }

  public MediaSectionBuilder extmapAllowMixed(boolean value) {
    extmapAllowMixed = value;
    return this;
  }

  public MediaSectionBuilder transport(TransportDescription value) {
    transport = value;
    return this;
  }

  public MediaSectionBuilder rtpMap(RtpMap value) {
    rtpMaps.add(value);
    return this;
  }

  public MediaSectionBuilder formatParameters(FormatParameters value) {
    formatParameters.add(value);
    return this;
  }

  public MediaSectionBuilder feedback(FeedbackCapability value) {
    feedback.add(value);
    return this;
  }

  public MediaSectionBuilder extension(ExtensionMapping value) {
    extensions.add(value);
    return this;
  }

  public MediaSectionBuilder source(SourceAttribute value) {
    sources.add(value);
    return this;
  }

  public MediaSectionBuilder sourceGroup(SourceGroup value) {
    sourceGroups.add(value);
    return this;
  }

  public MediaSectionBuilder rid(Rid value) {
    rids.add(value);
    return this;
  }

  public MediaSectionBuilder simulcast(Simulcast value) {
    simulcast = Optional.of(value);
    return this;
  }

  public MediaSectionBuilder msid(Msid value) {
    msids.add(value);
    return this;
  }

  public MediaSectionBuilder maxMessageSize(long value) {
    maxMessageSize = OptionalLong.of(value);
    return this;
  }

  public MediaSectionBuilder attribute(Attribute value) {
    attributes.add(value);
    return this;
  }

  /**
   * Makes the section.
   *
   * @throws IllegalArgumentException if a text could not stand in a description
   */
  public MediaSection build() {
    return new MediaSection(
        mediaType,
        port,
        protocol,
        formats,
        connection,
        bandwidths,
        mid,
        direction,
        bundleOnly,
        rtcpMux,
        rtcpReducedSize,
        extmapAllowMixed,
        transport,
        rtpMaps,
        formatParameters,
        feedback,
        extensions,
        sources,
        sourceGroups,
        rids,
        simulcast,
        msids,
        maxMessageSize,
        attributes);
  }
}

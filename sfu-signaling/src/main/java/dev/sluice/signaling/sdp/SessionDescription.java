package dev.sluice.signaling.sdp;

import java.util.List;
import java.util.Optional;

/**
 * A whole session description (RFC 8866, as profiled by RFC 9429). Directions and extension
 * mappings given for the session are found in each section; transport attributes stay at the level
 * at which they were given, and {@link #transport(MediaSection)} joins the two.
 *
 * <p>Lines that say nothing to WebRTC ({@code i= u= e= p= r= z= k=}) are not kept.
 *
 * @param name the {@code s=} line; {@code -} for none
 * @param connection the {@code c=} line's value
 * @param transport the session's level
 * @param attributes what has no type of its own, in the order given
 */
public record SessionDescription(
    Origin origin,
    String name,
    Optional<String> connection,
    List<MediaGroup> groups,
    TransportDescription transport,
    boolean iceLite,
    boolean extmapAllowMixed,
    Optional<String> msidSemantic,
    List<Attribute> attributes,
    List<MediaSection> media) {

  public SessionDescription {
    if (Grammar.text("s=", name).isEmpty()) {
      throw new IllegalArgumentException("s= must not be empty; write s=-");
    }
    connection.ifPresent(text -> Grammar.text("c=", text));
    groups = List.copyOf(groups);
    msidSemantic.ifPresent(text -> Grammar.text("a=msid-semantic", text));
    attributes = List.copyOf(attributes);
    media = List.copyOf(media);
  }

  /**
   * Reads a description.
   *
   * @throws SdpException if it breaks the rules or the bounds of {@link SdpParser}
   */
  public static SessionDescription parse(String text) throws SdpException {
    return SdpParser.parse(text);
  }

  /** The mids of the BUNDLE groups, one list each (RFC 9143). */
  public List<List<String>> bundles() {
    return groups.stream()
        .filter(group -> group.semantics().equals(MediaGroup.BUNDLE))
        .map(MediaGroup::mids)
        .toList();
  }

  /**
   * What holds for a section: its own transport attributes, and the session's where it has none.
   */
  public TransportDescription transport(MediaSection section) {
    return section.transport().within(transport);
  }

  /** The description as text, each line ended by CRLF. */
  public String format() {
    return SdpFormatter.format(this);
  }
}

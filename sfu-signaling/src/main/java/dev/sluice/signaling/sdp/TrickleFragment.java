package dev.sluice.signaling.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An {@code application/trickle-ice-sdpfrag} (RFC 8840 section 9): candidates, and on an ICE
 * restart the new credentials, as WHIP and WHEP send them by PATCH.
 *
 * @param groups such as {@code BUNDLE 0 1}
 * @param transport what stands before the first section
 */
public record TrickleFragment(
    List<MediaGroup> groups, TransportDescription transport, List<Section> sections) {
  /** The content type. */
  public static final String MEDIA_TYPE = "application/trickle-ice-sdpfrag";

  /**
   * A pseudo {@code m=} line.
   *
   * @param mediaLine the value of the {@code m=} line, such as {@code audio 9 RTP/AVP 0}
   */
  public record Section(String mediaLine, Optional<String> mid, TransportDescription transport) {
    public Section {
      if (Grammar.text("m=", mediaLine).isBlank()) {
        throw new IllegalArgumentException("m= must not be empty");
      }
      mid.ifPresent(tag -> Grammar.token("a=mid", tag));
    }
  }

  public TrickleFragment {
    groups = List.copyOf(groups);
    sections = List.copyOf(sections);
  }

  /**
   * Reads a fragment; lines that it has no use for are left out.
   *
   * @throws SdpException if it breaks the rules
   */
  public static TrickleFragment parse(String text) throws SdpException {
    return TrickleFragmentParser.parse(text);
  }

  /** The credentials: the fragment's, or those of the first section that has some. */
  public Optional<IceParameters> ice() {
    return levels().flatMap(level -> level.ice().stream()).findFirst();
  }

  /** All candidates, each as {@code candidate:…}. */
  public List<String> candidates() {
    return levels().flatMap(level -> level.candidates().stream()).toList();
  }

  /** Whether no more will come, as the fragment or every section of it that there is says. */
  public boolean endOfCandidates() {
    return transport.endOfCandidates()
        || (!sections.isEmpty()
            && sections.stream().allMatch(section -> section.transport().endOfCandidates()));
  }

  private Stream<TransportDescription> levels() {
    return Stream.concat(Stream.of(transport), sections.stream().map(Section::transport));
  }

  /** The fragment as text, each line ended by CRLF. */
  public String format() {
    List<String> lines = new ArrayList<>();
    groups.forEach(group -> lines.add("a=group:" + group));
    transport.appendLines(lines);
    for (Section section : sections) {
      lines.add("m=" + section.mediaLine());
      section.mid().ifPresent(mid -> lines.add("a=mid:" + mid));
      section.transport().appendLines(lines);
    }
    return SdpFormatter.join(lines);
  }
}

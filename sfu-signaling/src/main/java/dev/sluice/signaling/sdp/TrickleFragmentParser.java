package dev.sluice.signaling.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads {@link TrickleFragment}s. */
final class TrickleFragmentParser {
  private static final int MAX_CHARS = 256 << 10;
  private static final int MAX_LINES = 4096;

  private final SdpLines lines;
  private final List<MediaGroup> groups = new ArrayList<>();
  private final List<TrickleFragment.Section> sections = new ArrayList<>();
  private TransportDescription fragmentLevel;
  private TransportDescription.Collector level = new TransportDescription.Collector();
  private String mediaLine;
  private String mid;

  private TrickleFragmentParser(SdpLines lines) {
    this.lines = lines;
  }

  static TrickleFragment parse(String text) throws SdpException {
    SdpLines lines = new SdpLines(text, MAX_CHARS, MAX_LINES, SdpParser.MAX_LINE_CHARS);
    try {
      return new TrickleFragmentParser(lines).fragment();
    } catch (IllegalArgumentException rule) {
      throw lines.error(rule.getMessage());
    }
  }

  private TrickleFragment fragment() throws SdpException {
    while (lines.next()) {
      switch (lines.type()) {
        case 'm' -> {
          closeLevel();
          mediaLine = lines.value();
        }
        case 'a' -> attribute(Attribute.parse(lines.value().strip()));
        default -> {
          // Whole descriptions are sent as fragments by some tools; what is not asked for passes.
        }
      }
    }
    closeLevel();
    return new TrickleFragment(groups, fragmentLevel, sections);
  }

  private void attribute(Attribute attribute) {
    String value = attribute.value().orElse("");
    if (level.take(attribute.name(), value)) {
      return;
    }
    if (attribute.name().equals("group") && mediaLine == null) {
      groups.add(MediaGroup.parse(value));
    } else if (attribute.name().equals("mid") && mediaLine != null) {
      mid = TransportDescription.Collector.once("mid", mid, value.strip());
    }
  }

  private void closeLevel() {
    if (fragmentLevel == null) {
      fragmentLevel = level.collected();
    } else {
      sections.add(
          new TrickleFragment.Section(mediaLine, Optional.ofNullable(mid), level.collected()));
    }
    level = new TransportDescription.Collector();
    mid = null;
  }
}

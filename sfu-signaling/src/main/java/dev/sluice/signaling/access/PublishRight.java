package dev.sluice.signaling.access;

import dev.sluice.core.room.TrackSource;
import dev.sluice.core.rtp.MediaKind;
import dev.sluice.signaling.text.Words;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What may be published: everything of some kinds, and some sources.
 *
 * @param kinds of which every source may be published
 * @param sources that may be published besides
 */
public record PublishRight(Set<MediaKind> kinds, Set<TrackSource> sources) {

  public static final PublishRight ALL =
      new PublishRight(EnumSet.allOf(MediaKind.class), EnumSet.noneOf(TrackSource.class));
  public static final PublishRight NONE =
      new PublishRight(EnumSet.noneOf(MediaKind.class), EnumSet.noneOf(TrackSource.class));

  public PublishRight {
    kinds = Set.copyOf(kinds);
    sources = Set.copyOf(sources);
  }

  /**
   * Reads {@code audio}, {@code video} and sources' names such as {@code screen-audio}.
   *
   * @throws IllegalArgumentException whose message says what would be right
   */
  public static PublishRight of(Collection<String> names) {
    Set<MediaKind> kinds = EnumSet.noneOf(MediaKind.class);
    Set<TrackSource> sources = EnumSet.noneOf(TrackSource.class);
    for (String name : names) {
      switch (name) {
        case "audio" -> kinds.add(MediaKind.AUDIO);
        case "video" -> kinds.add(MediaKind.VIDEO);
        default -> sources.add(source(name));
      }
    }
    return new PublishRight(kinds, sources);
  }

  /** Whether a track may be published. The source is only what its publisher says of it. */
  public boolean allows(MediaKind kind, TrackSource source) {
    return kinds.contains(kind) || (sources.contains(source) && fits(kind, source));
  }

  /** As in the claim and in messages: true, false or a list of names. */
  public Object toClaim() {
    if (equals(NONE)) {
      return false;
    }
    if (kinds.size() == MediaKind.values().length) {
      return true;
    }
    List<String> names = new ArrayList<>();
    for (MediaKind kind : MediaKind.values()) {
      if (kinds.contains(kind)) {
        names.add(Words.of(kind));
      }
    }
    for (TrackSource source : TrackSource.values()) {
      if (sources.contains(source)) {
        names.add(Words.of(source));
      }
    }
    return names;
  }

  /** So that nobody sends a picture through a right to the microphone. */
  private static boolean fits(MediaKind kind, TrackSource source) {
    return switch (source) {
      case CAMERA, SCREEN -> kind == MediaKind.VIDEO;
      case MICROPHONE, SCREEN_AUDIO -> kind == MediaKind.AUDIO;
      case CUSTOM -> true;
    };
  }

  private static TrackSource source(String name) {
    for (TrackSource source : TrackSource.values()) {
      if (Words.of(source).equals(name)) {
        return source;
      }
    }
    throw new IllegalArgumentException(
        "audio, video, camera, microphone, screen, screen-audio and custom can be published, not "
            + name);
  }
}

package dev.sluice.signaling.sdp;

import java.util.Optional;

/**
 * An {@code a=msid} line (RFC 8830): the MediaStream and the track that a section carries. Real ids
 * hold characters that the RFC's token does not, so any word passes.
 *
 * @param stream {@code -} for none
 */
public record Msid(String stream, Optional<String> track) {
  public Msid {
    Grammar.word("the stream id of a=msid", stream);
    track.ifPresent(id -> Grammar.word("the track id of a=msid", id));
  }

  public static Msid of(String stream, String track) {
    return new Msid(stream, Optional.of(track));
  }

  /** Reads a stream id and, behind a space, a track id; words that follow are left out. */
  public static Msid parse(String line) {
    String[] words = line.strip().split("[ \t]+", 3);
    return new Msid(words[0], words.length > 1 ? Optional.of(words[1]) : Optional.empty());
  }

  @Override
  public String toString() {
    return track.map(id -> stream + ' ' + id).orElse(stream);
  }
}

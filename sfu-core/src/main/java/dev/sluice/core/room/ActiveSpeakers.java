package dev.sluice.core.room;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Who speaks in a room, and in which order those who did are remembered: first those who speak now,
 * then those who have, the latest first. Control thread only.
 *
 * <p>The order is lazy, so that pictures don't jump. Who begins comes after all who are speaking,
 * and before all who aren't: a cough takes nobody's place who has the floor, while into a silence
 * everybody is heard at once. Who has spoken for {@link #TAKE_OVER_NANOS} goes ahead of somebody
 * who goes on speaking, but is much quieter. Silence changes nothing.
 */
final class ActiveSpeakers {

  static final long TAKE_OVER_NANOS = 1_000_000_000;
  static final int LOUDER_DB = 6;

  /** Those who speak come first. */
  private final List<Voice> voices = new ArrayList<>();

  private int speaking;

  private static final class Voice {
    private final Participant participant;
    private final Set<Track> tracks = new HashSet<>();
    private long beganNanos;
    private int level;

    private Voice(Participant participant) {
      this.participant = participant;
    }
  }

  /** The order; empty before the first word. */
  List<Speaker> list() {
    List<Speaker> list = new ArrayList<>();
    for (Voice voice : voices) {
      list.add(new Speaker(voice.participant, !voice.tracks.isEmpty()));
    }
    return list;
  }

  /**
   * The track's publisher has begun to speak there, or still does.
   *
   * @param level in -dBov
   * @return whether {@link #list} has changed
   */
  boolean onSpeech(Track track, int level, long nowNanos) {
    int place = placeOf(track.publisher());
    Voice voice = place < 0 ? new Voice(track.publisher()) : voices.get(place);
    voice.level = level;
    boolean spoke = !voice.tracks.isEmpty();
    voice.tracks.add(track);
    if (spoke) {
      return moveUp(place, nowNanos);
    }
    voice.beganNanos = nowNanos;
    voices.remove(voice);
    voices.add(speaking++, voice);
    return true;
  }

  private boolean moveUp(int from, long nowNanos) {
    Voice voice = voices.get(from);
    int to = from;
    while (to > 0
        && nowNanos - voice.beganNanos >= TAKE_OVER_NANOS
        && voice.level + LOUDER_DB <= voices.get(to - 1).level) {
      to--;
    }
    voices.add(to, voices.remove(from));
    return to != from;
  }

  /**
   * The track's publisher doesn't speak there any more.
   *
   * @return whether {@link #list} has changed
   */
  boolean onSilence(Track track) {
    int place = placeOf(track.publisher());
    if (place < 0) {
      return false;
    }
    Voice voice = voices.get(place);
    if (!voice.tracks.remove(track) || !voice.tracks.isEmpty()) {
      return false;
    }
    voices.remove(place);
    voices.add(--speaking, voice);
    return true;
  }

  /**
   * The participant is gone; it has no tracks any more.
   *
   * @return whether {@link #list} has changed
   */
  boolean remove(Participant participant) {
    return voices.removeIf(voice -> voice.participant == participant);
  }

  private int placeOf(Participant participant) {
    for (int i = 0; i < voices.size(); i++) {
      if (voices.get(i).participant == participant) {
        return i;
      }
    }
    return -1;
  }
}

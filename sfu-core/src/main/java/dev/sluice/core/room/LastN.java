package dev.sluice.core.room;

import dev.sluice.core.forward.PauseReason;
import dev.sluice.core.forward.Subscription;
import dev.sluice.core.rtp.MediaKind;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one participant isn't shown of what it receives, because others have spoken more recently:
 * holds back those videos, and lets them go on. Screens, sound and who is pinned are never left
 * out. Control thread only.
 */
final class LastN {

  private final Set<String> pinned = new HashSet<>();
  private Set<Subscription> heldBack = Set.of();
  private List<Track> leftOut = List.of();

  /** In the order of what is received. */
  List<Track> leftOut() {
    return leftOut;
  }

  Set<String> pinned() {
    return Set.copyOf(pinned);
  }

  void setPinned(String participantId, boolean nowPinned) {
    if (nowPinned) {
      pinned.add(participantId);
    } else {
      pinned.remove(participantId);
    }
  }

  /**
   * Leaves out all but the first N.
   *
   * @param n 0 for no limit
   * @param ranks of participants, the lowest first
   * @return whether {@link #leftOut} has changed
   */
  boolean apply(Collection<Reception> received, int n, Map<Participant, Integer> ranks) {
    List<Reception> limited =
        n == 0 ? List.of() : received.stream().filter(this::isLimited).toList();
    Set<Participant> shown = new HashSet<>();
    limited.stream()
        .map(reception -> reception.track().publisher())
        .distinct()
        .sorted(Comparator.comparingInt(who -> ranks.getOrDefault(who, Integer.MAX_VALUE)))
        .limit(n)
        .forEach(shown::add);
    List<Reception> out =
        limited.stream().filter(r -> !shown.contains(r.track().publisher())).toList();
    holdBack(out);
    List<Track> before = leftOut;
    leftOut = out.stream().map(Reception::track).toList();
    return !leftOut.equals(before);
  }

  /** What is paused anyway takes up no place among the N. */
  private boolean isLimited(Reception reception) {
    Track track = reception.track();
    return track != null
        && track.kind() == MediaKind.VIDEO
        && track.source() != TrackSource.SCREEN
        && track.flows()
        && !reception.paused()
        && !pinned.contains(track.publisher().id());
  }

  private void holdBack(List<Reception> out) {
    Set<Subscription> now = new HashSet<>();
    for (Reception reception : out) {
      if (now.add(reception.subscription()) && !heldBack.contains(reception.subscription())) {
        reception.subscription().pause(PauseReason.LAST_N);
      }
    }
    for (Subscription subscription : heldBack) {
      if (!now.contains(subscription)) {
        subscription.resume(PauseReason.LAST_N);
      }
    }
    heldBack = now;
  }
}

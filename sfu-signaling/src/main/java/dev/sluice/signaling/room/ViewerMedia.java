package dev.sluice.signaling.room;

import dev.sluice.core.forward.Publication;
import dev.sluice.core.forward.Subscription;
import dev.sluice.core.room.Reception;
import dev.sluice.core.room.Track;
import dev.sluice.core.room.Viewer;
import dev.sluice.core.rtp.MediaKind;
import dev.sluice.signaling.jsep.NegotiationException;
import dev.sluice.signaling.peer.PeerConnection;
import dev.sluice.signaling.sdp.SessionDescription;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Plays what one participant publishes on the media sections that a viewer has offered once. When
 * tracks come and go, sections of the same kind take them over without a new offer. Control thread
 * only.
 */
public final class ViewerMedia {

  private final Viewer viewer;
  private final PeerConnection connection;
  private final Map<String, MediaKind> kindsByMid = new LinkedHashMap<>();
  private Map<String, Track> playing = new HashMap<>();

  public ViewerMedia(Viewer viewer, PeerConnection connection) {
    this.viewer = viewer;
    this.connection = connection;
    viewer.setConnection(connection);
  }

  /**
   * Applies the one offer.
   *
   * @param receiving the kinds of the sections that the viewer receives on, by mid in their order
   */
  public SessionDescription negotiate(SessionDescription offer, Map<String, MediaKind> receiving)
      throws NegotiationException {
    kindsByMid.putAll(receiving);
    playing = assign();
    Map<String, PeerConnection.Playback> playbacks = new HashMap<>();
    receiving.forEach(
        (mid, kind) ->
            playbacks.put(
                mid,
                new PeerConnection.Playback(
                    publication(mid), viewer.participantId(), kindName(kind) + "-" + mid)));
    SessionDescription answer = connection.answer(offer, playbacks);
    applyAll();
    return answer;
  }

  /** The watched participant's tracks have changed. */
  public void watchedTracksChanged() {
    Map<String, Track> before = playing;
    playing = assign();
    connection
        .subscriptions()
        .forEach(
            (mid, subscription) -> {
              if (before.get(mid) != playing.get(mid)) {
                subscription.play(publication(mid));
              }
            });
    applyAll();
  }

  public PeerConnection connection() {
    return connection;
  }

  /** Sections keep the track they have; free ones get what is left of their kind, in order. */
  private Map<String, Track> assign() {
    List<Track> free = new ArrayList<>(viewer.watchedTracks());
    Map<String, Track> assigned = new HashMap<>();
    playing.forEach(
        (mid, track) -> {
          if (free.remove(track)) {
            assigned.put(mid, track);
          }
        });
    Set<String> open = new HashSet<>(assigned.keySet());
    kindsByMid.forEach(
        (mid, kind) -> {
          if (open.add(mid)) {
            free.stream()
                .filter(track -> track.kind() == kind)
                .findFirst()
                .ifPresent(
                    track -> {
                      free.remove(track);
                      assigned.put(mid, track);
                    });
          }
        });
    return assigned;
  }

  private void applyAll() {
    List<Reception> receptions = new ArrayList<>();
    for (Map.Entry<String, Subscription> entry : connection.subscriptions().entrySet()) {
      String mid = entry.getKey();
      Reception reception = new Reception(mid, playing.get(mid), entry.getValue(), false);
      Receptions.applyPause(reception);
      receptions.add(reception);
    }
    viewer.setReceptions(receptions);
  }

  private Publication publication(String mid) {
    Track track = playing.get(mid);
    return track == null ? null : track.publication();
  }

  private static String kindName(MediaKind kind) {
    return kind == MediaKind.AUDIO ? "audio" : "video";
  }
}

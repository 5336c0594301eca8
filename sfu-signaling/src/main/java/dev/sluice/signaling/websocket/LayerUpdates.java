package dev.sluice.signaling.websocket;

import dev.sluice.core.forward.SubscriptionStatistics;
import dev.sluice.core.forward.WantedEncoding;
import dev.sluice.core.room.Participant;
import dev.sluice.core.room.Track;
import dev.sluice.core.rtp.MediaKind;
import io.vertx.core.Vertx;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What a client is told of layers: as a publisher which to send, as a viewer which it gets. Control
 * thread only.
 */
final class LayerUpdates {

  /** A quality that keeps changing is told no more often. */
  private static final int INTERVAL_MILLIS = 500;

  /** However often the client asks: each time, the loops are asked for everything it receives. */
  private static final int ASKING_MILLIS = 1000;

  private final Consumer<ServerMessage> client;
  private final Throttle telling;
  private final Throttle asking;

  /** Of its own tracks; null before something was to be told. */
  private final Map<Track, List<WantedEncoding>> demands = new HashMap<>();

  /** Of others' tracks that it receives. */
  private final Map<Track, SubscriptionStatistics> untold = new LinkedHashMap<>();

  /**
   * @param ask asks for the layers of everything that is received, to be given to {@link #layer}
   */
  LayerUpdates(Vertx vertx, Consumer<ServerMessage> client, Runnable ask) {
    this.client = client;
    this.telling = new Throttle(vertx, INTERVAL_MILLIS, this::tellLayers);
    this.asking = new Throttle(vertx, ASKING_MILLIS, ask);
  }

  /** These are the client's tracks now: whatever of their video nobody watches needn't be sent. */
  void published(Participant participant, Collection<Track> tracks) {
    demands.keySet().retainAll(tracks);
    for (Track track : tracks) {
      if (track.kind() == MediaKind.VIDEO && !demands.containsKey(track)) {
        demands.put(track, null);
        participant.heedDemand(track);
      }
    }
  }

  /** These are the others' tracks that it receives now. */
  void received(Collection<Track> tracks) {
    untold.keySet().retainAll(tracks);
  }

  /** Somebody's track is gone. */
  void forget(Track track) {
    untold.remove(track);
  }

  void demandChanged(Track track, List<WantedEncoding> encodings) {
    demands.put(track, encodings);
    tell(track, encodings);
  }

  /** What comes of a track just now. */
  void layer(Track track, SubscriptionStatistics now) {
    untold.put(track, now);
    telling.ask();
  }

  /** The client wants to be told of everything that it receives, as it is now. */
  void ask() {
    asking.ask();
  }

  /** To a socket that has heard nothing yet. */
  void tellAll() {
    demands.forEach(
        (track, encodings) -> {
          if (encodings != null) {
            tell(track, encodings);
          }
        });
    ask();
  }

  private void tell(Track track, List<WantedEncoding> encodings) {
    client.accept(
        new ServerMessage.Layers(track.id(), encodings.stream().map(States::of).toList()));
  }

  private void tellLayers() {
    untold.forEach((track, now) -> client.accept(States.of(track, now)));
    untold.clear();
  }
}

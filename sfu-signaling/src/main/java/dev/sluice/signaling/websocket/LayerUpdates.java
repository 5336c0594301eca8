package dev.sluice.signaling.websocket;

import dev.sluice.core.forward.LayerReport;
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

  private final Consumer<ServerMessage> client;
  private final Throttle throttle;

  /** Of its own tracks; null before something was to be told. */
  private final Map<Track, List<WantedEncoding>> demands = new HashMap<>();

  /** Of others' tracks that it receives. */
  private final Map<Track, LayerReport> layers = new HashMap<>();

  private final Map<Track, LayerReport> untold = new LinkedHashMap<>();

  LayerUpdates(Vertx vertx, Consumer<ServerMessage> client) {
    this.client = client;
    this.throttle = new Throttle(vertx, INTERVAL_MILLIS, this::tellLayers);
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
    layers.keySet().retainAll(tracks);
    untold.keySet().retainAll(tracks);
  }

  /** Somebody's track is gone. */
  void forget(Track track) {
    layers.remove(track);
    untold.remove(track);
  }

  void demandChanged(Track track, List<WantedEncoding> encodings) {
    demands.put(track, encodings);
    tell(track, encodings);
  }

  void layerChanged(Track track, LayerReport layer) {
    layers.put(track, layer);
    untold.put(track, layer);
    throttle.ask();
  }

  /** To a socket that has heard nothing yet. */
  void tellAll() {
    demands.forEach(
        (track, encodings) -> {
          if (encodings != null) {
            tell(track, encodings);
          }
        });
    untold.putAll(layers);
    tellLayers();
  }

  private void tell(Track track, List<WantedEncoding> encodings) {
    client.accept(
        new ServerMessage.Layers(track.id(), encodings.stream().map(States::of).toList()));
  }

  private void tellLayers() {
    untold.forEach((track, layer) -> client.accept(States.of(track, layer)));
    untold.clear();
  }
}

package dev.sluice.signaling.e2e;

import dev.onvoid.webrtc.CreateSessionDescriptionObserver;
import dev.onvoid.webrtc.PeerConnectionFactory;
import dev.onvoid.webrtc.PeerConnectionObserver;
import dev.onvoid.webrtc.RTCConfiguration;
import dev.onvoid.webrtc.RTCIceCandidate;
import dev.onvoid.webrtc.RTCOfferOptions;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.RTCPeerConnectionState;
import dev.onvoid.webrtc.RTCRtpTransceiver;
import dev.onvoid.webrtc.RTCSdpType;
import dev.onvoid.webrtc.RTCSessionDescription;
import dev.onvoid.webrtc.RTCStats;
import dev.onvoid.webrtc.RTCStatsType;
import dev.onvoid.webrtc.SetSessionDescriptionObserver;
import dev.onvoid.webrtc.media.audio.HeadlessAudioDeviceModule;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** A libwebrtc peer connection that is negotiated in one HTTP exchange, as WHIP and WHEP are. */
final class LibWebRtcPeer implements AutoCloseable {

  private static final PeerConnectionFactory FACTORY =
      new PeerConnectionFactory(new HeadlessAudioDeviceModule());
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final CompletableFuture<Void> connected = new CompletableFuture<>();
  private final List<RTCPeerConnectionState> interruptions = new CopyOnWriteArrayList<>();
  private final RTCPeerConnection connection;
  private URI resource;

  /**
   * @param onTrack called on libwebrtc's signalling thread for each remote track
   */
  LibWebRtcPeer(Consumer<RTCRtpTransceiver> onTrack) {
    connection =
        FACTORY.createPeerConnection(
            new RTCConfiguration(),
            new PeerConnectionObserver() {
              @Override
              public void onIceCandidate(RTCIceCandidate candidate) {
                // The server finds the client by its checks (peer-reflexive): nothing to send.
              }

              @Override
              public void onConnectionChange(RTCPeerConnectionState state) {
                if (state == RTCPeerConnectionState.CONNECTED) {
                  connected.complete(null);
                } else if (connected.isDone()) {
                  interruptions.add(state);
                }
              }

              @Override
              public void onTrack(RTCRtpTransceiver transceiver) {
                onTrack.accept(transceiver);
              }
            });
  }

  static PeerConnectionFactory factory() {
    return FACTORY;
  }

  RTCPeerConnection connection() {
    return connection;
  }

  /** Offers what the connection has, and applies the answer that {@code endpoint} gives. */
  void negotiate(URI endpoint, UnaryOperator<String> onAnswer)
      throws IOException, InterruptedException {
    answer(onAnswer.apply(post(endpoint, offer())));
  }

  /** What the connection has to offer; an {@link #answer} must follow. */
  String offer() {
    var created = new CompletableFuture<RTCSessionDescription>();
    connection.createOffer(
        new RTCOfferOptions(),
        new CreateSessionDescriptionObserver() {
          @Override
          public void onSuccess(RTCSessionDescription description) {
            created.complete(description);
          }

          @Override
          public void onFailure(String error) {
            created.completeExceptionally(new IllegalStateException(error));
          }
        });
    RTCSessionDescription offer = get(created);
    var local = new Applied();
    connection.setLocalDescription(offer, local);
    get(local.done);
    return offer.sdp;
  }

  void answer(String sdp) {
    var remote = new Applied();
    connection.setRemoteDescription(new RTCSessionDescription(RTCSdpType.ANSWER, sdp), remote);
    get(remote.done);
  }

  private String post(URI endpoint, String offer) throws IOException, InterruptedException {
    HttpResponse<String> response =
        HTTP.send(
            HttpRequest.newBuilder(endpoint)
                .timeout(PATIENCE)
                .header("Content-Type", "application/sdp")
                .POST(HttpRequest.BodyPublishers.ofString(offer))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 201) {
      throw new IOException(endpoint + " answered " + response.statusCode() + response.body());
    }
    resource = endpoint.resolve(response.headers().firstValue("Location").orElseThrow());
    return response.body();
  }

  void awaitConnected() {
    get(connected);
  }

  /** What the connection has been since it was connected for the first time, other than that. */
  List<RTCPeerConnectionState> interruptions() {
    return List.copyOf(interruptions);
  }

  /** The first statistics object of a kind and medium, or an empty map. */
  Map<String, Object> statistics(RTCStatsType type, String kind) {
    var delivered = new CompletableFuture<Map<String, Object>>();
    connection.getStats(
        report ->
            delivered.complete(
                report.getStats().values().stream()
                    .filter(stats -> stats.getType() == type)
                    .map(RTCStats::getAttributes)
                    .filter(attributes -> kind.equals(attributes.get("kind")))
                    .findFirst()
                    .orElse(Map.of())));
    return get(delivered);
  }

  @Override
  public void close() {
    connection.close();
    if (resource != null) {
      try {
        HTTP.send(
            HttpRequest.newBuilder(resource).timeout(PATIENCE).DELETE().build(),
            HttpResponse.BodyHandlers.discarding());
      } catch (IOException e) {
        throw new IllegalStateException("The server did not take the DELETE of " + resource, e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static <T> T get(CompletableFuture<T> future) {
    return future.orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).join();
  }

  private static final class Applied implements SetSessionDescriptionObserver {
    final CompletableFuture<Void> done = new CompletableFuture<>();

    @Override
    public void onSuccess() {
      done.complete(null);
    }

    @Override
    public void onFailure(String error) {
      done.completeExceptionally(new IllegalStateException(error));
    }
  }
}

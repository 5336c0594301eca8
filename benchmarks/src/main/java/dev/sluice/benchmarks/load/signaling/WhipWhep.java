package dev.sluice.benchmarks.load.signaling;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * WHIP (RFC 9725) and WHEP (draft-ietf-wish-whep) with any server: a POST carries the offer, its
 * response the answer, a DELETE ends the session. A server that would rather offer itself says 406,
 * with its offer, and gets the answer by a PATCH.
 */
public final class WhipWhep implements Signaling {

  private static final String SDP = "application/sdp";

  /** Longer than a server that is short of CPU keeps a client waiting. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final int MAX_QUOTED_CHARS = 200;

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NORMAL)
          .connectTimeout(PATIENCE)
          .build();

  private final String whip;
  private final String whep;
  private final Optional<String> token;

  /**
   * @param whip the publishers' URL, with {@code {room}} and {@code {participant}} in it
   * @param whep the players' URL, likewise; the participant is the one to be played
   * @param token sent as {@code Authorization: Bearer}
   */
  public WhipWhep(String whip, String whep, Optional<String> token) {
    this.whip = whip;
    this.whep = whep;
    this.token = token;
  }

  @Override
  public CompletableFuture<Session> publish(
      String room, String participant, Negotiation negotiation) {
    URI endpoint = endpoint(whip, room, participant);
    return post(endpoint, negotiation)
        .thenCompose(response -> joined(endpoint, response, negotiation));
  }

  @Override
  public CompletableFuture<Session> play(String room, String participant, Negotiation negotiation) {
    URI endpoint = endpoint(whep, room, participant);
    return NotYetPublished.askUntilThere(
            () -> post(endpoint, negotiation),
            response -> response.statusCode() == 404 || response.statusCode() == 409)
        .thenCompose(response -> joined(endpoint, response, negotiation));
  }

  private static URI endpoint(String template, String room, String participant) {
    return URI.create(
        template
            .replace("{room}", URLEncoder.encode(room, StandardCharsets.UTF_8))
            .replace("{participant}", URLEncoder.encode(participant, StandardCharsets.UTF_8)));
  }

  private CompletableFuture<HttpResponse<String>> post(URI endpoint, Negotiation negotiation) {
    HttpRequest post =
        request(endpoint)
            .header("Content-Type", SDP)
            .header("Accept", SDP)
            .POST(BodyPublishers.ofString(negotiation.offer()))
            .build();
    return send(post);
  }

  private CompletableFuture<HttpResponse<String>> send(HttpRequest request) {
    return http.sendAsync(request, BodyHandlers.ofString())
        .handle(
            (response, failure) -> {
              if (failure != null) {
                throw new SignalingException(
                    "%s can't be reached: %s.".formatted(request.uri(), reason(failure)), failure);
              }
              return response;
            });
  }

  private CompletableFuture<Session> joined(
      URI endpoint, HttpResponse<String> response, Negotiation negotiation) {
    // 201 says RFC 9725; some servers say 200.
    boolean answered = response.statusCode() == 201 || response.statusCode() == 200;
    if (!answered && !isCounterOffer(response)) {
      throw refused(endpoint, response);
    }
    Optional<URI> location =
        response.headers().firstValue("Location").map(text -> response.uri().resolve(text));
    Session session =
        () -> location.map(this::delete).orElse(CompletableFuture.completedFuture(null));
    CompletableFuture<Session> joined;
    try {
      if (answered) {
        negotiation.accept(response.body());
        joined = CompletableFuture.completedFuture(session);
      } else {
        URI address = location.orElseThrow(() -> new SignalingException("Location is missing"));
        joined =
            patch(address, negotiation.answer(response.body())).thenApply(answeredToo -> session);
      }
    } catch (SignalingException e) {
      joined =
          CompletableFuture.failedFuture(
              new SignalingException(
                  "%s answered with a description that can't be used: %s"
                      .formatted(endpoint, e.getMessage()),
                  e));
    }
    return joined.whenComplete(
        (done, failure) -> {
          if (failure != null) {
            // The server believes in it, and may let nobody else in.
            var _ = session.leave();
          }
        });
  }

  private static boolean isCounterOffer(HttpResponse<String> response) {
    return response.statusCode() == 406
        && response.headers().firstValue("Content-Type").filter(t -> t.startsWith(SDP)).isPresent();
  }

  private CompletableFuture<Void> patch(URI session, String answer) {
    HttpRequest patch =
        request(session)
            .header("Content-Type", SDP)
            .method("PATCH", BodyPublishers.ofString(answer))
            .build();
    return send(patch)
        .thenAccept(
            response -> {
              if (response.statusCode() / 100 != 2) {
                throw refused(session, response);
              }
            });
  }

  private static SignalingException refused(URI address, HttpResponse<String> response) {
    return new SignalingException(
        "%s answered with %d: %s"
            .formatted(address, response.statusCode(), quoted(response.body())));
  }

  private CompletableFuture<Void> delete(URI session) {
    return http.sendAsync(request(session).DELETE().build(), BodyHandlers.discarding())
        .thenApply(response -> null);
  }

  private HttpRequest.Builder request(URI address) {
    HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(PATIENCE);
    token.ifPresent(text -> request.header("Authorization", "Bearer " + text));
    return request;
  }

  private static String quoted(String body) {
    String line = body.strip().replaceAll("\\s+", " ");
    return line.length() <= MAX_QUOTED_CHARS ? line : line.substring(0, MAX_QUOTED_CHARS) + "…";
  }

  private static String reason(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}

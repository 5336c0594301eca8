package dev.sluice.benchmarks.load.signaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.benchmarks.load.signaling.Signaling.Session;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a server that says what it is told to. */
final class WhipWhepTest {

  /** One of the server's responses to a POST; all others get the last. */
  private record Response(int status, String contentType, String body) {}

  private final Queue<Response> responses = new ArrayDeque<>();
  private final BlockingQueue<String> requests = new LinkedBlockingQueue<>();
  private final Client client = new Client();
  private int patchStatus = 204;
  private HttpServer server;
  private WhipWhep signaling;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    String address = "http://127.0.0.1:%d/".formatted(server.getAddress().getPort());
    signaling =
        new WhipWhep(
            address + "whip/{room}/{participant}",
            address + "whep/{room}/{participant}",
            Optional.of("secret"));
  }

  @AfterEach
  void stop() {
    signaling.close();
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    requests.add(
        "%s %s %s %s"
            .formatted(
                exchange.getRequestMethod(),
                exchange.getRequestURI(),
                exchange.getRequestHeaders().getFirst("Authorization"),
                body)
            .strip());
    if (!exchange.getRequestMethod().equals("POST")) {
      exchange.sendResponseHeaders(
          exchange.getRequestMethod().equals("PATCH") ? patchStatus : 200, -1);
      exchange.close();
      return;
    }
    Response response = responses.size() > 1 ? responses.remove() : responses.element();
    exchange.getResponseHeaders().set("Content-Type", response.contentType());
    exchange.getResponseHeaders().set("Location", "/session/1");
    byte[] bytes = response.body().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(response.status(), bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Test
  void aSessionIsEndedAtItsLocationRelativeToTheEndpoint() throws Exception {
    responses.add(new Response(201, "application/sdp", "answer"));

    Session session = signaling.play("r", "p", client).get(10, TimeUnit.SECONDS);
    session.leave().get(10, TimeUnit.SECONDS);

    assertThat(client.heard).containsExactly("accept answer");
    assertThat(requests)
        .containsExactly("POST /whep/r/p Bearer secret offer", "DELETE /session/1 Bearer secret");
  }

  @Test
  void aServersOwnOfferIsAnsweredByAPatch() throws Exception {
    responses.add(new Response(406, "application/sdp; charset=utf-8", "counter-offer"));

    Session session = signaling.play("r", "p", client).get(10, TimeUnit.SECONDS);

    assertThat(session).isNotNull();
    assertThat(client.heard).containsExactly("answer counter-offer");
    assertThat(requests)
        .containsExactly(
            "POST /whep/r/p Bearer secret offer", "PATCH /session/1 Bearer secret my answer");
  }

  @Test
  void anAnswerThatTheServerRefusesIsToldAndEndsTheSession() throws Exception {
    responses.add(new Response(406, "application/sdp", "counter-offer"));
    patchStatus = 500;

    assertRefused(signaling.play("r", "p", client), "/session/1 answered with 500");

    assertThat(take(3)).last().isEqualTo("DELETE /session/1 Bearer secret");
  }

  @Test
  void notAcceptableWithoutAnOfferIsARefusal() {
    responses.add(new Response(406, "text/plain", "no such codec"));

    assertRefused(signaling.play("r", "p", client), "answered with 406: no such codec");
  }

  @Test
  void aSessionWhoseAnswerIsOfNoUseIsEnded() throws Exception {
    responses.add(new Response(201, "application/sdp", "rubbish"));

    assertRefused(signaling.play("r", "p", client), "can't be used: rubbish");

    assertThat(take(2)).last().isEqualTo("DELETE /session/1 Bearer secret");
  }

  @Test
  void aPlayerAsksAgainForWhatIsNotPublishedYet() throws Exception {
    responses.add(new Response(404, "text/plain", "nobody publishes"));
    responses.add(new Response(409, "text/plain", "not yet"));
    responses.add(new Response(201, "application/sdp", "answer"));

    Session session = signaling.play("r", "p", client).get(10, TimeUnit.SECONDS);

    assertThat(session).isNotNull();
    assertThat(requests).hasSize(3);
  }

  @Test
  void aPublisherIsRefusedAtOnce() {
    responses.add(new Response(404, "text/plain", "no such room"));

    assertRefused(signaling.publish("r", "p", client), "answered with 404: no such room");

    assertThat(requests).hasSize(1);
  }

  private static void assertRefused(CompletableFuture<Session> joining, String why) {
    assertThatExceptionOfType(CompletionException.class)
        .isThrownBy(() -> joining.orTimeout(10, TimeUnit.SECONDS).join())
        .withCauseInstanceOf(SignalingException.class)
        .withMessageContaining(why);
  }

  private List<String> take(int count) throws InterruptedException {
    List<String> taken = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      taken.add(requests.poll(10, TimeUnit.SECONDS));
    }
    return taken;
  }

  /** Notes what it hears. */
  private static final class Client implements Negotiation {

    final List<String> heard = Collections.synchronizedList(new ArrayList<>());

    @Override
    public String offer() {
      return "offer";
    }

    @Override
    public void accept(String answer) {
      if (answer.equals("rubbish")) {
        throw new SignalingException(answer);
      }
      heard.add("accept " + answer);
    }

    @Override
    public String answer(String offer) {
      heard.add("answer " + offer);
      return "my answer";
    }
  }
}

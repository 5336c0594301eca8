package dev.sluice.signaling.webhook;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.core.room.LeaveReason;
import dev.sluice.core.room.Participant;
import dev.sluice.core.room.Room;
import dev.sluice.core.room.RoomListener;
import dev.sluice.core.room.Track;
import dev.sluice.core.room.Viewer;
import dev.sluice.signaling.config.Secret;
import dev.sluice.signaling.config.Settings;
import dev.sluice.signaling.text.Words;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Posts what happens in rooms as JSON, signed, to the operator's URL. Control thread only. */
public final class Webhooks implements RoomListener {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final String HMAC = "HmacSHA256";
  private static final int MOST_WAITING = 10_000;
  private static final int CONNECT_MILLIS = 5_000;
  private static final int RESPONSE_SECONDS = 10;

  private final Settings.Webhook settings;
  private final HttpClient client;
  private final Supplier<String> ids;
  private final InstantSource clock;
  private final Delivery delivery;

  /**
   * Nothing is posted yet.
   *
   * @param ids a new one for each event
   */
  public Webhooks(
      Vertx vertx, Settings.Webhook settings, Supplier<String> ids, InstantSource clock) {
    this.settings = settings;
    this.ids = ids;
    this.clock = clock;
    client = vertx.createHttpClient(new HttpClientOptions().setConnectTimeout(CONNECT_MILLIS));
    delivery =
        new Delivery(
            MOST_WAITING,
            this::post,
            (delayMillis, task) -> vertx.setTimer(delayMillis, timer -> task.run()));
  }

  /** How many events were given up since the start. */
  public long lost() {
    return delivery.lost();
  }

  @Override
  public void roomOpened(Room room) {
    tell(event("room-opened", room));
  }

  @Override
  public void roomClosed(Room room) {
    tell(event("room-closed", room));
  }

  @Override
  public void participantJoined(Participant participant) {
    tell(about("participant-joined", participant));
  }

  @Override
  public void participantLeft(Participant participant, LeaveReason reason) {
    tell(about("participant-left", participant).put("reason", Words.of(reason)));
  }

  @Override
  public void trackPublished(Track track) {
    tell(about("track-published", track));
  }

  @Override
  public void trackUnpublished(Track track) {
    tell(about("track-unpublished", track));
  }

  @Override
  public void viewerJoined(Viewer viewer) {
    tell(about("viewer-joined", viewer));
  }

  @Override
  public void viewerLeft(Viewer viewer, LeaveReason reason) {
    tell(about("viewer-left", viewer).put("reason", Words.of(reason)));
  }

  private ObjectNode event(String name, Room room) {
    return MAPPER
        .createObjectNode()
        .put("id", ids.get())
        .put("event", name)
        .put("time", clock.instant().toString())
        .put("room", room.name());
  }

  private ObjectNode about(String name, Participant participant) {
    ObjectNode event = event(name, participant.room());
    ObjectNode who =
        event.putObject("participant").put("id", participant.id()).put("name", participant.name());
    who.set("metadata", MAPPER.valueToTree(participant.metadata()));
    return event;
  }

  private ObjectNode about(String name, Track track) {
    ObjectNode event = event(name, track.publisher().room());
    event.putObject("participant").put("id", track.publisher().id());
    event
        .putObject("track")
        .put("id", track.id())
        .put("kind", Words.of(track.kind()))
        .put("source", Words.of(track.source()))
        .put("name", track.name())
        .put("codec", track.codec().encodingName());
    return event;
  }

  private ObjectNode about(String name, Viewer viewer) {
    ObjectNode event = event(name, viewer.room());
    event.putObject("viewer").put("id", viewer.id()).put("participant", viewer.participantId());
    return event;
  }

  private void tell(ObjectNode event) {
    delivery.add(event.path("room").asText(), event.toString());
  }

  private Future<Integer> post(String body) {
    RequestOptions request =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setAbsoluteURI(settings.url().toString())
            .putHeader("Content-Type", "application/json");
    settings
        .secret()
        .ifPresent(secret -> request.putHeader("Sluice-Signature", signature(secret, body)));
    return client
        .request(request)
        .compose(opened -> opened.send(Buffer.buffer(body)))
        .compose(response -> response.end().map(response.statusCode()))
        .timeout(RESPONSE_SECONDS, TimeUnit.SECONDS);
  }

  private static String signature(Secret secret, String body) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(secret.text().getBytes(StandardCharsets.UTF_8), HMAC));
      return "sha256="
          + HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + HMAC, e);
    }
  }
}

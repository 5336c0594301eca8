package dev.sluice.signaling;

import dev.sluice.core.room.Room;
import dev.sluice.core.room.RoomListener;
import dev.sluice.core.room.Rooms;
import dev.sluice.signaling.access.Access;
import dev.sluice.signaling.access.Caller;
import dev.sluice.signaling.access.Guard;
import dev.sluice.signaling.access.IceServers;
import dev.sluice.signaling.access.JsonWebKeys;
import dev.sluice.signaling.admission.Admission;
import dev.sluice.signaling.admission.CpuLoad;
import dev.sluice.signaling.admission.HeapLoad;
import dev.sluice.signaling.admission.JoinGate;
import dev.sluice.signaling.admission.Limit;
import dev.sluice.signaling.admission.LimitCounters;
import dev.sluice.signaling.admission.LimitException;
import dev.sluice.signaling.api.ApiEndpoint;
import dev.sluice.signaling.api.DoctorEndpoint;
import dev.sluice.signaling.capture.CaptureCounters;
import dev.sluice.signaling.capture.CaptureEndpoint;
import dev.sluice.signaling.capture.CaptureFolder;
import dev.sluice.signaling.capture.Captures;
import dev.sluice.signaling.config.Settings;
import dev.sluice.signaling.doctor.Doctor;
import dev.sluice.signaling.http.HttpPort;
import dev.sluice.signaling.http.Problem;
import dev.sluice.signaling.metrics.ConnectionLedger;
import dev.sluice.signaling.metrics.DropRecorder;
import dev.sluice.signaling.metrics.MetricsEndpoint;
import dev.sluice.signaling.metrics.SubscriptionDropRecorder;
import dev.sluice.signaling.pages.WebPages;
import dev.sluice.signaling.peer.MediaStack;
import dev.sluice.signaling.peer.PeerConnectionFactory;
import dev.sluice.signaling.room.RandomIds;
import dev.sluice.signaling.watch.ConnectionLog;
import dev.sluice.signaling.watch.ConnectionRecorder;
import dev.sluice.signaling.watch.OpenConnections;
import dev.sluice.signaling.watch.WatchedConnections;
import dev.sluice.signaling.webhook.Webhooks;
import dev.sluice.signaling.websocket.WebSocketEndpoint;
import dev.sluice.signaling.whip.MediaEndpoints;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rooms and every door to them, all on one thread: the control thread. Its methods are called there
 * alone.
 */
final class ControlPlane {

  private static final Logger LOG = LoggerFactory.getLogger(ControlPlane.class);

  private static final int GATE_MILLIS = 10;

  /** As long as clients may take to answer a close frame. */
  private static final int FAREWELL_MILLIS = 500;

  private final Vertx vertx;
  private final Settings settings;
  private final Doctor doctor;
  private final Admission admission;
  private final Optional<JsonWebKeys> publishedKeys;
  private final Access access;
  private final Rooms rooms;
  private final Captures captures;
  private final DropRecorder drops;
  private final SubscriptionDropRecorder subscriptionDrops;
  private final WebSocketEndpoint webSockets;
  private final MediaEndpoints media;
  private final OpenConnections openConnections = new OpenConnections();
  private final HttpPort port;
  private final CompletableFuture<Void> drained = new CompletableFuture<>();
  private boolean stopping;

  ControlPlane(
      Vertx vertx,
      Context control,
      Settings settings,
      MediaStack mediaStack,
      Doctor doctor,
      Optional<CaptureFolder> captureFolder,
      LongSupplier cpuNanos) {
    this.vertx = vertx;
    this.settings = settings;
    this.doctor = doctor;
    RandomIds ids = new RandomIds();
    InstantSource clock = InstantSource.system();
    admission = admission(cpuNanos);
    publishedKeys = settings.access().jwks().map(this::keySet);
    access = new Access(settings.access().keys(), publishedKeys, settings.access().open(), clock);
    Guard guard = new Guard(access);
    rooms =
        new Rooms(
            settings.limits().rooms(),
            settings.lastN(),
            ids::newId,
            task -> control.runOnContext(turn -> task.run()));
    rooms.addListener(new RoomLog());
    rooms.addListener(new LayerRecorder());
    captures =
        new Captures(
            rooms,
            mediaStack,
            task -> control.runOnContext(turn -> task.run()),
            settings.capture(),
            captureFolder);
    rooms.addListener(captures);
    Optional<Webhooks> webhooks =
        settings.webhook().map(hook -> new Webhooks(vertx, hook, ids::newId, clock));
    webhooks.ifPresent(rooms::addListener);
    rooms.addListener(
        new RoomListener() {
          @Override
          public void roomClosed(Room room) {
            // Those put out in this turn are told before the server goes.
            vertx.runOnContext(turn -> endIfDrained());
          }
        });
    ConnectionLedger ledger = new ConnectionLedger(control);
    drops = new DropRecorder(control, ledger, mediaStack);
    subscriptionDrops = new SubscriptionDropRecorder(control, rooms);
    MetricsEndpoint metrics =
        new MetricsEndpoint(
            vertx,
            guard,
            rooms,
            mediaStack,
            ledger,
            admission,
            captureFolder.map(CaptureFolder::counters).orElseGet(CaptureCounters::new),
            () -> webhooks.map(Webhooks::lost).orElse(0L),
            this::certificateEnd,
            Version.text());
    PeerConnectionFactory connections =
        admission.bounding(
            new WatchedConnections(
                mediaStack,
                System::nanoTime,
                List.of(
                    new ConnectionLog(),
                    new ConnectionRecorder(),
                    ledger,
                    metrics,
                    openConnections)));
    IceServers iceServers = new IceServers(settings.ice(), clock);
    webSockets =
        new WebSocketEndpoint(
            vertx, settings, rooms, connections, access, iceServers, admission, ids);
    media = new MediaEndpoints(rooms, connections, guard, iceServers, admission, ids);
    port =
        new HttpPort(
            vertx,
            settings,
            clock,
            this::accept,
            routes(
                new ApiEndpoint(control, guard, rooms, mediaStack, this::refusal, this::drain),
                new DoctorEndpoint(vertx, guard, doctor),
                new CaptureEndpoint(control, guard, rooms, captures),
                metrics));
  }

  private Optional<Instant> certificateEnd() {
    return port.certificateEnd();
  }

  private Admission admission(LongSupplier cpuNanos) {
    JoinGate gate =
        new JoinGate(
            settings.limits().joinsPerSecond(),
            System::nanoTime,
            task -> vertx.setTimer(GATE_MILLIS, timer -> task.run()));
    int loops =
        settings.media().loops() > 0
            ? settings.media().loops()
            : Runtime.getRuntime().availableProcessors();
    CpuLoad cpu = new CpuLoad(cpuNanos, System::nanoTime, loops);
    Admission admitting =
        new Admission(
            settings.limits(),
            gate,
            System::nanoTime,
            cpu::share,
            new HeapLoad()::share,
            new LimitCounters(),
            settings.http().trustedProxies());
    vertx.setPeriodic(
        CpuLoad.SAMPLE_MILLIS,
        timer -> {
          cpu.sample();
          admitting.watchLoad();
        });
    return admitting;
  }

  private JsonWebKeys keySet(String location) {
    return new JsonWebKeys(location, read -> vertx.executeBlocking(read, false), System::nanoTime);
  }

  /**
   * Opens the HTTP port.
   *
   * @return the port
   */
  Future<Integer> listen() {
    // Where the key set isn't there yet, tokens are refused until it is; the log tells of it.
    publishedKeys.ifPresent(JsonWebKeys::warmUp);
    return port.listen();
  }

  /**
   * Lets nobody in any more, ends every session and tells the clients, by a close frame and by
   * DTLS.
   *
   * @return when that is said, and those who answer have answered
   */
  Future<?> close() {
    stopping = true;
    admission.drain();
    drops.close();
    subscriptionDrops.close();
    rooms.close();
    media.close();
    Future<?> farewell =
        Future.any(
            webSockets.close().otherwiseEmpty(),
            vertx.timer(FAREWELL_MILLIS, TimeUnit.MILLISECONDS));
    // Who isn't told over DTLS looks at a still picture until its consent checks have failed.
    return Future.join(farewell, openConnections.ended());
  }

  /** See {@link Server#use}. */
  Future<Void> use(Settings newSettings) {
    access.use(newSettings.access().keys());
    admission.use(newSettings.limits());
    LOG.info(
        "Settings reloaded: {} keys, and limits for newcomers", newSettings.access().keys().size());
    return port.renew();
  }

  /** Lets nobody new in, and tells those who are in. */
  void drain() {
    if (admission.isDraining()) {
      return;
    }
    LOG.info("Draining: nobody new comes in, and {} rooms go on", rooms.rooms().size());
    admission.drain();
    webSockets.announceDraining(settings.drainTimeout().toSeconds());
    if (settings.drainTimeout().isZero()) {
      drained.complete(null);
    } else {
      vertx.setTimer(settings.drainTimeout().toMillis(), timer -> drained.complete(null));
      endIfDrained();
    }
  }

  /** Completed when the server has been told to drain, and is empty or its time is over. */
  CompletableFuture<Void> drained() {
    return drained;
  }

  private void endIfDrained() {
    if (admission.isDraining() && rooms.rooms().isEmpty()) {
      drained.complete(null);
    }
  }

  /** Why newcomers had better go elsewhere; empty where they are welcome. */
  private Optional<Problem> refusal() {
    if (stopping) {
      return Optional.of(Problem.of(503, "stopping", "the server is stopping"));
    }
    if (admission.isDraining()) {
      return Optional.of(Problem.of(503, "draining", "the server is about to stop"));
    }
    if (!doctor.last().isReachable()) {
      return Optional.of(
          Problem.of(
              503, "unreachable", "no client can reach the media port: /api/v1/doctor says why"));
    }
    return Optional.empty();
  }

  /** Ends what is being captured; completed when it is on disk. */
  CompletableFuture<Void> closeCaptures() {
    return captures.close();
  }

  private Router routes(
      ApiEndpoint api, DoctorEndpoint diagnosis, CaptureEndpoint capture, MetricsEndpoint metrics) {
    Router router = Router.router(vertx);
    router.route("/ws").handler(this::upgrade);
    router.route().handler(BodyHandler.create(false).setBodyLimit(settings.limits().bodyBytes()));
    media.mount(router);
    capture.mount(router);
    diagnosis.mount(router);
    api.mount(router);
    metrics.mount(router);
    router.route().handler(new WebPages());
    router.errorHandler(
        400, request -> Problem.of(400, "bad-request", "malformed request").send(request));
    router.errorHandler(
        413,
        request -> {
          admission.counters().count(Limit.BODY_SIZE);
          Problem.of(
                  413,
                  "body-too-large",
                  "a request's body has at most %d bytes".formatted(settings.limits().bodyBytes()))
              .send(request);
        });
    router.errorHandler(
        500,
        request -> {
          LOG.error("A request could not be handled", request.failure());
          Problem.of(500, "internal", "the server made a mistake: see its log").send(request);
        });
    return router;
  }

  private void accept(HttpConnection connection) {
    try {
      Runnable gone = admission.accept(admission.addressOf(connection));
      connection.closeHandler(closed -> gone.run());
    } catch (LimitException e) {
      // Nothing has been asked yet that could be answered.
      connection.close();
    }
  }

  private void upgrade(RoutingContext request) {
    if (!request.request().headers().contains(HttpHeaders.UPGRADE, "websocket", true)) {
      request.response().putHeader(HttpHeaders.UPGRADE, "websocket");
      Problem.of(426, "upgrade-required", "/ws speaks WebSocket: connect with ws:// or wss://")
          .send(request);
      return;
    }
    Optional<String> address = admission.addressOf(request.request());
    Runnable gone;
    try {
      gone = admission.connect(address);
    } catch (LimitException e) {
      Problem.of(e.limit().status(), e.limit().code(), e.getMessage()).send(request);
      return;
    }
    request
        .request()
        .toWebSocket()
        .onSuccess(socket -> webSockets.accept(socket, Caller.of(request.request()), address, gone))
        .onFailure(
            failure -> {
              gone.run();
              LOG.debug("A WebSocket handshake failed", failure);
            });
  }
}

package dev.sluice.signaling.metrics;

import dev.sluice.core.room.Rooms;
import dev.sluice.signaling.access.Guard;
import dev.sluice.signaling.admission.Admission;
import dev.sluice.signaling.admission.Load;
import dev.sluice.signaling.capture.CaptureCounters;
import dev.sluice.signaling.http.Resource;
import dev.sluice.signaling.peer.MediaStack;
import dev.sluice.signaling.watch.ConnectionWatcher;
import dev.sluice.signaling.watch.WatchedConnection;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * {@code /metrics}. The numbers are collected on the control thread, which asks the media loops and
 * doesn't wait for them; files of the system are read, and the text is written, by a worker.
 */
public final class MetricsEndpoint implements ConnectionWatcher {

  /** A join is a round trip or five and a handshake; the last bucket is where clients give up. */
  private static final double[] JOIN_SECONDS = {
    0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10, 15, 30
  };

  private final Vertx vertx;
  private final Guard guard;
  private final Rooms rooms;
  private final MediaStack media;
  private final ConnectionLedger ledger;
  private final Admission admission;
  private final CaptureCounters captures;
  private final LongSupplier eventsLost;
  private final Supplier<Optional<Instant>> certificateEnd;
  private final ExpositionFormats formats = ExpositionFormats.init();
  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Histogram joins;

  /**
   * @param eventsLost how many of the webhook's were given up; called on the control thread
   * @param version of the server
   */
  public MetricsEndpoint(
      Vertx vertx,
      Guard guard,
      Rooms rooms,
      MediaStack media,
      ConnectionLedger ledger,
      Admission admission,
      CaptureCounters captures,
      LongSupplier eventsLost,
      Supplier<Optional<Instant>> certificateEnd,
      String version) {
    this.vertx = vertx;
    this.guard = guard;
    this.rooms = rooms;
    this.media = media;
    this.ledger = ledger;
    this.admission = admission;
    this.captures = captures;
    this.eventsLost = eventsLost;
    this.certificateEnd = certificateEnd;
    joins =
        Histogram.builder()
            .name("sluice_join_duration_seconds")
            .help("From a peer connection's first offer until media could flow")
            .classicOnly()
            .classicUpperBounds(JOIN_SECONDS)
            .register(registry);
    Info.builder()
        .name("sluice_build_info")
        .help("What is running")
        .labelNames("version")
        .register(registry)
        .setLabelValues(version);
    JvmMetrics.builder().register(registry);
  }

  public void mount(Router router) {
    new Resource("/metrics").on(HttpMethod.GET, guard.reading(this::show)).mount(router);
  }

  @Override
  public void connected(WatchedConnection watched, Duration took) {
    joins.observe(took.toNanos() / 1e9);
  }

  private void show(RoutingContext request) {
    long beganNanos = System.nanoTime();
    String accept = request.request().getHeader(HttpHeaders.ACCEPT);
    ExpositionFormatWriter writer = formats.findWriter(accept);
    ledger
        .ask()
        .compose(
            sums -> {
              RoomCensus census = RoomCensus.of(rooms);
              long lost = eventsLost.getAsLong();
              Optional<Instant> end = certificateEnd.get();
              Load load = admission.load();
              return vertx.executeBlocking(
                  () -> write(writer, accept, families(census, sums, load, lost, end, beganNanos)));
            })
        .onSuccess(
            text ->
                request
                    .response()
                    .putHeader(HttpHeaders.CONTENT_TYPE, writer.getContentType())
                    .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                    .end(text))
        .onFailure(request::fail);
  }

  private MetricSnapshots families(
      RoomCensus census,
      ConnectionSums sums,
      Load load,
      long lostEvents,
      Optional<Instant> certificateEnd,
      long beganNanos) {
    Families families = new Families();
    ConnectionFamilies.write(census, families);
    ConnectionFamilies.write(sums, families);
    ConnectionFamilies.write(admission.counters(), families);
    families.gauge(
        "sluice_load_ratio",
        "What max-cpu and max-memory are compared with: beyond them nobody new comes in",
        points -> {
          points.add(load.cpuShare(), "of", "cpu");
          points.add(load.heapShare(), "of", "memory");
        });
    families.counter(
        "sluice_webhook_events_lost",
        "Events that the webhook was never told of",
        points -> points.add(lostEvents));
    certificateEnd.ifPresent(
        end ->
            families.gauge(
                "sluice_https_certificate_end_timestamp_seconds",
                "When the certificate of the HTTP port ends, in Unix time",
                points -> points.add(end.getEpochSecond())));
    SendingFamilies.write(sums.sending(), families);
    MediaFamilies mediaFamilies = new MediaFamilies(families);
    mediaFamilies.write(sums.totals());
    mediaFamilies.write(sums.busiestRooms());
    mediaFamilies.write(media.statistics());
    CaptureFamilies.write(captures, families);
    LoopFamilies.write(media.loopStatistics(), families);
    families.gauge(
        "sluice_metrics_collection_seconds",
        "How long it took to collect all this",
        points -> points.add((System.nanoTime() - beganNanos) / 1e9));
    List<MetricSnapshot> all = new ArrayList<>(families.all());
    registry.scrape().forEach(all::add);
    return new MetricSnapshots(all);
  }

  private static Buffer write(
      ExpositionFormatWriter writer, String accept, MetricSnapshots families) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try {
      writer.write(text, families, EscapingScheme.fromAcceptHeader(accept));
    } catch (IOException e) {
      throw new UncheckedIOException("an array can be written to", e);
    }
    return Buffer.buffer(text.toByteArray());
  }
}

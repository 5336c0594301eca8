package dev.sluice.signaling;

import dev.sluice.dtls.CertificateFileException;
import dev.sluice.ice.MediaPortException;
import dev.sluice.signaling.capture.CaptureFolder;
import dev.sluice.signaling.config.Settings;
import dev.sluice.signaling.doctor.Doctor;
import dev.sluice.signaling.peer.MediaStack;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running Sluice: the control plane and the media stack behind it. */
public final class Server implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Server.class);
  private static final int START_SECONDS = 30;

  private static final int STOP_SECONDS = 3;

  private final Vertx vertx;
  private final Context control;
  private final Settings settings;
  private final LongSupplier cpuNanos;
  private Optional<CaptureFolder> captureFolder = Optional.empty();
  private MediaStack media;
  private ControlPlane controlPlane;
  private int httpPort;
  private boolean closed;

  private Server(Settings settings, LongSupplier cpuNanos) {
    this.settings = settings;
    this.cpuNanos = cpuNanos;
    // One event loop: the control thread. Media has loops of its own.
    vertx =
        Vertx.vertx(
            new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(2)
                .setInternalBlockingPoolSize(2)
                .setFileSystemOptions(
                    new FileSystemOptions()
                        .setFileCachingEnabled(false)
                        .setClassPathResolvingEnabled(false)));
    control = vertx.getOrCreateContext();
  }

  /**
   * Starts listening; returns when everything does.
   *
   * @throws ServerStartException if a port is taken, an address isn't there or a file can't be used
   */
  public static Server start(Settings settings, MediaStack.Opener opener)
      throws ServerStartException {
    return start(settings, opener, () -> 0);
  }

  /**
   * Like {@link #start(Settings, MediaStack.Opener)}, and refuses newcomers while it is overloaded.
   *
   * @param cpuNanos the CPU time that the process has used; called on the control thread
   */
  public static Server start(Settings settings, MediaStack.Opener opener, LongSupplier cpuNanos)
      throws ServerStartException {
    Server server = new Server(settings, cpuNanos);
    try {
      server.open(opener);
      return server;
    } catch (ServerStartException e) {
      server.close();
      throw e;
    }
  }

  /** Of pages, WebSocket, WHIP, WHEP and API. */
  public int httpPort() {
    return httpPort;
  }

  /** UDP and TCP. */
  public int mediaPort() {
    return media.port();
  }

  /** Where the start page is. */
  public URI address() {
    String host = settings.http().host();
    String shown = isAnyAddress(host) ? "localhost" : host.contains(":") ? "[" + host + "]" : host;
    String scheme = settings.http().certificate().isPresent() ? "https" : "http";
    return URI.create(scheme + "://" + shown + ":" + httpPort + "/");
  }

  /**
   * From now on these keys hold, and these limits for newcomers, and the certificate as it is in
   * its files; all else stays as it was. What is logged is the process's, not the server's: {@link
   * dev.sluice.signaling.config.Logging}.
   *
   * @return completed when they do
   */
  public CompletableFuture<Void> use(Settings newSettings) {
    return onControl(() -> controlPlane.use(newSettings))
        .compose(done -> done)
        .toCompletionStage()
        .toCompletableFuture();
  }

  /**
   * Lets nobody new in from now on, and tells those who are in; {@link #drained} tells the rest.
   */
  public void drain() {
    control.runOnContext(turn -> controlPlane.drain());
  }

  /**
   * Completed when the server was told to drain, by {@link #drain} or over its API, and either
   * everybody has left or the time for that is over: it may be closed then.
   */
  public CompletableFuture<Void> drained() {
    return controlPlane.drained();
  }

  /** Tells the clients, frees the ports and ends the threads; takes a few seconds at most. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (controlPlane != null) {
      await(onControl(controlPlane::close).compose(said -> said));
    }
    if (media != null) {
      media.close();
    }
    if (controlPlane != null) {
      await(onControl(controlPlane::closeCaptures).compose(Future::fromCompletionStage));
    }
    await(vertx.close());
  }

  private void open(MediaStack.Opener opener) throws ServerStartException {
    try {
      captureFolder = CaptureFolder.open(settings.capture());
      media = opener.open(settings.media(), task -> control.runOnContext(turn -> task.run()));
    } catch (MediaPortException | IOException e) {
      throw new ServerStartException(e.getMessage(), e);
    }
    Doctor doctor = new Doctor(settings, media);
    Future<Integer> listening =
        onControl(
                () -> {
                  controlPlane =
                      new ControlPlane(
                          vertx, control, settings, media, doctor, captureFolder, cpuNanos);
                  return controlPlane;
                })
            .compose(plane -> onControl(plane::listen).compose(port -> port));
    try {
      httpPort =
          listening.toCompletionStage().toCompletableFuture().get(START_SECONDS, TimeUnit.SECONDS);
      // On a worker, as a STUN server may take its time; until it is done nothing speaks against
      // newcomers.
      var _ =
          vertx.executeBlocking(
              () -> {
                doctor.examineAndLog();
                return null;
              });
    } catch (ExecutionException e) {
      throw new ServerStartException(explain(e.getCause()), e);
    } catch (TimeoutException e) {
      throw new ServerStartException("The server did not start in time.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServerStartException("The start was interrupted.", e);
    }
  }

  private String explain(Throwable cause) {
    if (cause instanceof CertificateFileException) {
      return cause.getMessage();
    }
    String host = settings.http().host();
    int port = settings.http().port();
    if (cause instanceof BindException && String.valueOf(cause.getMessage()).contains("assign")) {
      return "The address %s isn't one of this machine's: choose another with --http-host."
          .formatted(host);
    }
    if (cause instanceof BindException) {
      return "Port %d on %s is in use: choose another with --http-port.".formatted(port, host);
    }
    return "The server can't listen on %s port %d: %s.".formatted(host, port, cause.getMessage());
  }

  private <T> Future<T> onControl(Callable<T> act) {
    return Future.future(
        done ->
            control.runOnContext(
                turn -> {
                  try {
                    done.complete(act.call());
                  } catch (Exception e) {
                    done.fail(e);
                  }
                }));
  }

  private static void await(Future<?> step) {
    try {
      step.toCompletionStage().toCompletableFuture().get(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("A step of stopping did not succeed: {}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean isAnyAddress(String host) {
    try {
      return InetAddress.getByName(host).isAnyLocalAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}

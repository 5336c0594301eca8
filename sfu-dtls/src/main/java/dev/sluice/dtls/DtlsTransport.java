package dev.sluice.dtls;

import dev.sluice.dtls.DtlsFailure.Reason;
import dev.sluice.dtls.srtp.SrtpKeys;
import dev.sluice.dtls.srtp.SrtpProfile;
import dev.sluice.dtls.srtp.SrtpSession;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSServerProtocol;
import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsFatalAlertReceived;
import org.bouncycastle.tls.TlsPeer;
import org.bouncycastle.tls.TlsTimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One DTLS 1.2 connection over a path that ICE has validated: the handshake, the SRTP keys it
 * yields, and afterwards whatever still arrives: flights sent again, alerts, the peer's goodbye.
 *
 * <p>BouncyCastle reads blockingly, so each connection has a virtual thread, fed by the loop
 * through a bounded queue; once there are keys, only while there is something to be read.
 * Handshakes of a crowd share half of the machine's processors, a step at a time and in turn, so
 * that media goes on and nobody's handshake starves.
 *
 * <p>No cookies: HelloVerifyRequest would cost a round trip to prove an address that ICE has proven
 * already, and BouncyCastle can't verify a ClientHello in fragments.
 */
public final class DtlsTransport {

  /** Where this side's datagrams go. Called on the loop. */
  @FunctionalInterface
  public interface Output {

    /** Sends one datagram; the array is the callee's to keep. */
    void send(byte[] datagram, int offset, int length);
  }

  /** What becomes of the connection. Called on the loop. */
  public interface Listener {

    /**
     * The handshake is complete, and its last flight has gone to the output. At most once.
     *
     * <p>SRTP packets of the peer may have arrived before this call.
     *
     * @param session belongs to the loop from here on
     */
    void onKeys(SrtpSession session);

    /** There will be no keys; an alert has told the peer why, where there is one. The last call. */
    void onFailed(DtlsFailure failure);

    /**
     * The peer or {@link DtlsTransport#close} ended the connection, and the goodbye has gone to the
     * output. The last call.
     */
    void onClosed();
  }

  private static final Logger LOG = LoggerFactory.getLogger(DtlsTransport.class);

  /** Handshake steps that compute at once, in the whole process; the rest is left to media. */
  private static final Semaphore TURNS =
      new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() / 2), true);

  /**
   * BouncyCastle answers flights sent again for so long (4 min); with the first read after that it
   * lets go of them.
   */
  private static final long FLIGHTS_KEPT_SECONDS = 241;

  /** The least that BouncyCastle knows; what has come is read without waiting. */
  private static final int READ_MILLIS = 1;

  private static final ScheduledThreadPoolExecutor LATER = later();

  private final DtlsRole role;
  private final HandshakeTerms terms;
  private final Executor loop;
  private final Listener listener;
  private final FlightTransport flights;
  private final AtomicBoolean started = new AtomicBoolean();
  private final AtomicLong droppedApplicationData = new AtomicLong();
  private long droppedDatagrams;
  private long receivedDatagrams;

  /** Set by the thread that has completed the handshake, before there is another. */
  private ScheduledFuture<?> forgetting;

  /**
   * @param expected the fingerprints of the peer's description; the peer's certificate has to match
   *     one of those that are {@link DtlsFingerprint#isAcceptable}
   * @param loop runs all callbacks, in order, one at a time
   */
  public DtlsTransport(
      DtlsCertificate certificate,
      DtlsRole role,
      List<DtlsFingerprint> expected,
      Executor loop,
      Output output,
      Listener listener) {
    this(certificate, role, expected, loop, output, listener, DtlsTimers.DEFAULT);
  }

  DtlsTransport(
      DtlsCertificate certificate,
      DtlsRole role,
      List<DtlsFingerprint> expected,
      Executor loop,
      Output output,
      Listener listener,
      DtlsTimers timers) {
    this(
        certificate, role, expected, List.of(SrtpProfile.values()), loop, output, listener, timers);
  }

  /**
   * As above, with a choice of its own.
   *
   * @param profiles the SRTP protection profiles to agree to, the favourite first
   */
  public DtlsTransport(
      DtlsCertificate certificate,
      DtlsRole role,
      List<DtlsFingerprint> expected,
      List<SrtpProfile> profiles,
      Executor loop,
      Output output,
      Listener listener) {
    this(certificate, role, expected, profiles, loop, output, listener, DtlsTimers.DEFAULT);
  }

  private DtlsTransport(
      DtlsCertificate certificate,
      DtlsRole role,
      List<DtlsFingerprint> expected,
      List<SrtpProfile> profiles,
      Executor loop,
      Output output,
      Listener listener,
      DtlsTimers timers) {
    this.role = role;
    this.terms =
        new HandshakeTerms(certificate, List.copyOf(expected), List.copyOf(profiles), timers);
    this.loop = loop;
    this.listener = listener;
    this.flights =
        new FlightTransport(
            datagram -> onLoop(() -> output.send(datagram, 0, datagram.length)), TURNS);
  }

  /** Begins the handshake, and the time it may take. Any thread; a second call does nothing. */
  public void start() {
    if (started.compareAndSet(false, true)) {
      Thread.ofVirtual().name("dtls").start(this::run);
    }
  }

  /**
   * Takes a datagram of the peer (RFC 7983: first octet 20 to 63), also before {@link #start}. The
   * array is copied. The loop only.
   */
  public void receive(byte[] datagram, int offset, int length) {
    receivedDatagrams++;
    if (length > FlightTransport.RECEIVE_LIMIT
        || !flights.offer(Arrays.copyOfRange(datagram, offset, offset + length))) {
      droppedDatagrams++;
    }
  }

  /**
   * Says goodbye and ends the connection, in whatever state it is; {@link Listener#onClosed}
   * follows, unless another end came first. Any thread; does not wait.
   */
  public void close() {
    flights.wantClose();
    if (started.compareAndSet(false, true)) {
      onLoop(listener::onClosed);
    }
  }

  /** Datagrams given to {@link #receive}. The loop only. */
  public long receivedDatagrams() {
    return receivedDatagrams;
  }

  /** Datagrams too large, or more than a handshake needs at once. The loop only. */
  public long droppedDatagrams() {
    return droppedDatagrams;
  }

  /** Application data records of the peer; nothing here speaks over DTLS yet. Any thread. */
  public long droppedApplicationData() {
    return droppedApplicationData.get();
  }

  /** Datagrams received and not looked at yet. Any thread. */
  int queuedDatagrams() {
    return flights.queued();
  }

  private void run() {
    // What is said of an error that nothing below has a name for.
    DtlsFailure failure = new DtlsFailure(Reason.PROTOCOL_ERROR, "the handshake broke");
    DTLSTransport connection = null;
    try {
      flights.takeTurn();
      connection = handshake();
      SrtpKeys keys = terms.keys();
      SrtpSession session = new SrtpSession(keys);
      flights.handshakeComplete();
      // First, as what is sent before the peer has its keys is lost.
      flights.flush();
      onLoop(
          () -> {
            if (!flights.closeWanted()) {
              listener.onKeys(session);
            }
          });
      failure = null;
    } catch (IOException e) {
      failure = failureOf(e);
    } catch (RuntimeException e) {
      // BouncyCastle turns its own into alerts, so this is ours: end this connection alone.
      LOG.warn("A DTLS connection broke", e);
    } finally {
      flights.handshakeComplete();
      if (failure != null) {
        flights.flush();
        end(failure);
      }
    }
    if (failure == null) {
      forgetting = LATER.schedule(flights::poke, FLIGHTS_KEPT_SECONDS, TimeUnit.SECONDS);
      read(connection);
    }
  }

  private static ScheduledThreadPoolExecutor later() {
    ScheduledThreadPoolExecutor later =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("dtls-later").factory());
    // What has ended is not kept for minutes.
    later.setRemoveOnCancelPolicy(true);
    return later;
  }

  private DTLSTransport handshake() throws IOException {
    return switch (role) {
      case SERVER -> {
        DtlsServerPeer server = new DtlsServerPeer(terms);
        flights.onCloseWanted(() -> sayGoodbye(server));
        yield new DTLSServerProtocol().accept(server, flights);
      }
      case CLIENT -> {
        DtlsClientPeer client = new DtlsClientPeer(terms);
        flights.onCloseWanted(() -> sayGoodbye(client));
        yield new DTLSClientProtocol().connect(client, flights);
      }
    };
  }

  private void startReading(DTLSTransport connection) {
    Thread.ofVirtual().name("dtls").start(() -> read(connection));
  }

  /** Reads what is there; another thread goes on when there is more, until the connection ends. */
  private void read(DTLSTransport connection) {
    boolean goesOn = false;
    try {
      byte[] record = new byte[connection.getReceiveLimit()];
      while (!flights.hasEnded()) {
        if (connection.receive(record, 0, record.length, READ_MILLIS) >= 0) {
          // The door for SCTP: here a record of application data lies in the array.
          droppedApplicationData.incrementAndGet();
        }
        goesOn = flights.leave(() -> startReading(connection));
        if (goesOn) {
          return;
        }
      }
    } catch (IOException e) {
      // The peer's alert, or FlightTransport.Ended.
      LOG.debug("The DTLS connection ended: {}", e.getMessage());
    } catch (RuntimeException e) {
      LOG.warn("A DTLS connection broke", e);
    } finally {
      if (!goesOn) {
        forgetting.cancel(false);
        flights.flush();
        end(null);
      }
    }
  }

  private static void sayGoodbye(TlsPeer peer) {
    try {
      peer.cancel();
    } catch (IOException e) {
      LOG.debug("No goodbye: {}", e.getMessage());
    }
  }

  private DtlsFailure failureOf(IOException e) {
    if (terms.refusal() != null) {
      return terms.refusal();
    }
    if (terms.peerClosed()) {
      return new DtlsFailure(Reason.PEER_REFUSED, "the peer closed the connection before its time");
    }
    return switch (e) {
      case TlsFatalAlertReceived alert ->
          new DtlsFailure(
              Reason.PEER_REFUSED,
              "the peer ended the handshake with the alert "
                  + AlertDescription.getText(alert.getAlertDescription()));
      case TlsTimeoutException timeout ->
          new DtlsFailure(
              Reason.TIMEOUT, "the handshake was not complete after " + terms.timers().handshake());
      case TlsFatalAlert alert ->
          new DtlsFailure(
              Reason.PROTOCOL_ERROR,
              "the handshake was ended with the alert %s: %s"
                  .formatted(
                      AlertDescription.getText(alert.getAlertDescription()), alert.getMessage()));
      default -> new DtlsFailure(Reason.PROTOCOL_ERROR, "the handshake failed: " + e.getMessage());
    };
  }

  private void end(DtlsFailure failure) {
    if (failure == null || flights.closeWanted()) {
      onLoop(listener::onClosed);
      return;
    }
    LOG.debug("DTLS failed: {}", failure.message());
    onLoop(() -> listener.onFailed(failure));
  }

  private void onLoop(Runnable task) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException e) {
      LOG.debug("The loop has ended before the DTLS connection");
    }
  }
}

package dev.sluice.signaling.peer;

import dev.sluice.core.capture.CaptureStage;
import dev.sluice.core.capture.CaptureTap;
import dev.sluice.core.room.ConnectionReport;
import dev.sluice.core.room.ConnectionReport.Protocol;
import dev.sluice.core.room.ConnectionReport.Security;
import dev.sluice.core.room.ConnectionReport.State;
import dev.sluice.core.session.RtpSession;
import dev.sluice.core.session.SessionStatistics;
import dev.sluice.core.transport.MediaLoop;
import dev.sluice.core.transport.RtpTransport;
import dev.sluice.dtls.DtlsCertificate;
import dev.sluice.dtls.DtlsFailure;
import dev.sluice.dtls.DtlsFingerprint;
import dev.sluice.dtls.DtlsRole;
import dev.sluice.dtls.srtp.SrtpDrop;
import dev.sluice.dtls.srtp.SrtpSession;
import dev.sluice.ice.IceCloseReason;
import dev.sluice.ice.IceTransport;
import dev.sluice.ice.MediaPort;
import dev.sluice.signaling.peer.PeerConnection.CloseReason;
import dev.sluice.signaling.text.Words;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

/**
 * A packet's way through one peer connection:
 *
 * <pre>
 * UDP, TCP ─ demux ┬ STUN ─ IceTransport
 *                  ├ DTLS ─ onDtlsPacket ─ DtlsTransport ─ onKeys
 *                  └ SRTP ─ onSrtpPacket ─ unprotect ─ RtpSession: receiver → publication
 *                                                         ├ subscription ─ sendRtp ─ protect ┐
 *                                                         └ subscription ─ sendRtp ─ protect ┴ UDP, TCP
 * </pre>
 *
 * <p>Everything but the constructor and {@link #close} runs on the loop that owns the connection.
 */
final class PeerTransport implements IceTransport.Listener, DtlsAssociations.Owner, RtpTransport {

  /** What the control plane hears of, on the loop. */
  interface Events {

    /** Called once. */
    void onConnected();

    /** The last call. */
    void onClosed(ConnectionOutcome outcome);
  }

  private static final int AUTHENTICATION = SrtpDrop.AUTHENTICATION.code();

  private final Events events;
  private final LoopBuffers.Registry buffersByLoop;
  private final DtlsCertificate certificate;
  private final DtlsRole dtlsRole;
  private final List<DtlsFingerprint> fingerprints;
  private final RtpSession session;
  private final EarlyPackets early = new EarlyPackets();
  private final IceTransport ice;
  private final LongSupplier nowNanos;
  private final long openedNanos;
  private final EnumMap<SrtpDrop, Long> formerDrops = new EnumMap<>(SrtpDrop.class);
  private volatile boolean hasLoop;
  private MediaLoop loop;
  private LoopBuffers buffers;
  private boolean iceConnected;
  private boolean announced;
  private DtlsAssociations dtls;
  private SrtpSession srtp;
  private CaptureTap tap;
  private CloseReason closeReason;
  private long unprotectedSends;

  /**
   * @param wallClockOffsetNanos from the media port's clock to nanoseconds since 1970
   * @param fingerprints of the peer's certificate, as signalled
   */
  PeerTransport(
      MediaPort port,
      long wallClockOffsetNanos,
      LoopBuffers.Registry buffersByLoop,
      DtlsCertificate certificate,
      DtlsRole dtlsRole,
      List<DtlsFingerprint> fingerprints,
      Events events) {
    this.session = new RtpSession(this, wallClockOffsetNanos);
    this.buffersByLoop = buffersByLoop;
    this.certificate = certificate;
    this.dtlsRole = dtlsRole;
    this.fingerprints = fingerprints;
    this.events = events;
    this.nowNanos = port.loops().getFirst()::nowNanos;
    this.openedNanos = nowNanos.getAsLong();
    this.ice = port.newTransport(this);
  }

  IceTransport ice() {
    return ice;
  }

  RtpSession session() {
    return session;
  }

  /** See {@link dev.sluice.core.room.Connection#tap}. Any thread. */
  void tap(CaptureTap nowTapped) {
    session.execute(
        () -> {
          tap = nowTapped;
          if (tap != null) {
            tap.onAttached(loop.nowNanos());
          }
        });
  }

  // ---- In: from the media port.

  @Override
  public void onLoopAssigned(MediaLoop assigned) {
    loop = assigned;
    buffers = buffersByLoop.of(assigned);
    dtls = new DtlsAssociations(certificate, dtlsRole, fingerprints, loop, this);
    hasLoop = true;
    session.assignLoop(assigned);
  }

  @Override
  public void onConnected() {
    iceConnected = true;
    dtls.start();
  }

  @Override
  public void onDtlsPacket(byte[] packet, int offset, int length) {
    dtls.receive(packet, offset, length);
  }

  @Override
  public void onSrtpPacket(byte[] packet, int offset, int length, long nowNanos) {
    if (tap != null) {
      tap.onPacket(CaptureStage.RECEIVED, ice.remoteAddress(), packet, offset, length, nowNanos);
    }
    onSrtp(packet, offset, length, nowNanos);
  }

  private void onSrtp(byte[] packet, int offset, int length, long nowNanos) {
    if (srtp == null) {
      early.hold(packet, offset, length);
      return;
    }
    byte[] plain = buffers.plain;
    if (isRtcp(packet, offset, length)) {
      int plainLength = srtp.unprotectRtcp(packet, offset, length, plain, 0);
      if (plainLength > 0) {
        showDecrypted(plain, plainLength, nowNanos);
        session.onRtcp(plain, 0, plainLength, nowNanos);
      }
    } else {
      int plainLength = srtp.unprotectRtp(packet, offset, length, plain, 0);
      if (plainLength > 0) {
        showDecrypted(plain, plainLength, nowNanos);
        session.onRtp(plain, 0, plainLength, nowNanos);
      } else if (plainLength == AUTHENTICATION && !dtls.isKeyed()) {
        // Under the keys of an association that is still being made.
        early.hold(packet, offset, length);
      }
    }
  }

  private void showDecrypted(byte[] plain, int length, long nowNanos) {
    if (tap != null) {
      tap.onPacket(CaptureStage.DECRYPTED, ice.remoteAddress(), plain, 0, length, nowNanos);
    }
  }

  @Override
  public long onTick(long nowNanos) {
    return session.onTick(nowNanos);
  }

  /** RFC 5761 section 4: RTCP's packet types leave 64 to 95 free among RTP's payload types. */
  private static boolean isRtcp(byte[] packet, int offset, int length) {
    int type = length < 2 ? 0 : packet[offset + 1] & 0xFF;
    return type >= 192 && type <= 223;
  }

  // ---- Out: from the RTP session.

  private void showSent(byte[] packet, int offset, int length) {
    if (tap != null) {
      tap.onPacket(CaptureStage.SENT, ice.remoteAddress(), packet, offset, length, loop.nowNanos());
    }
  }

  @Override
  public void sendRtp(byte[] packet, int offset, int length) {
    if (srtp == null) {
      unprotectedSends++;
      return;
    }
    showSent(packet, offset, length);
    int protectedLength = srtp.protectRtp(packet, offset, length, buffers.secret, 0);
    if (protectedLength > 0) {
      ice.send(buffers.secret, 0, protectedLength);
    }
  }

  @Override
  public void sendRtcp(byte[] packet, int offset, int length) {
    if (srtp == null) {
      unprotectedSends++;
      return;
    }
    showSent(packet, offset, length);
    int protectedLength = srtp.protectRtcp(packet, offset, length, buffers.secret, 0);
    if (protectedLength > 0) {
      ice.send(buffers.secret, 0, protectedLength);
    }
  }

  // ---- Secrecy comes and goes.

  /**
   * Expects the peer to make a new DTLS association within the connection, which it may also leave
   * alone (RFC 9143 section 7.5). Media flows under the old keys until there are new ones. Any
   * thread.
   */
  void restartDtls() {
    session.execute(
        () -> {
          if (closeReason == null) {
            dtls.expectRestart();
          }
        });
  }

  @Override
  public void send(byte[] datagram, int offset, int length) {
    ice.send(datagram, offset, length);
  }

  @Override
  public void onKeys(SrtpSession keyed) {
    countDrops();
    srtp = keyed;
    if (!announced) {
      announced = true;
      session.onConnected();
      events.onConnected();
    }
    early.release((packet, length) -> onSrtp(packet, 0, length, loop.nowNanos()));
  }

  /**
   * Says goodbye and frees everything; {@link Events#onClosed} follows with {@link
   * CloseReason#LOCAL} unless another end came first. Any thread.
   */
  void close() {
    session.execute(
        () -> {
          closeReason = closeReason == null ? CloseReason.LOCAL : closeReason;
          if (!dtls.sayGoodbye()) {
            ice.close();
          }
        });
    // Without a loop there is nobody to say goodbye to, and the task above never runs.
    if (!hasLoop) {
      ice.close();
    }
  }

  @Override
  public void onEnd(CloseReason reason) {
    closeReason = closeReason == null ? reason : closeReason;
    ice.close();
  }

  @Override
  public void onClosed(IceCloseReason reason) {
    if (closeReason == null) {
      closeReason =
          switch (reason) {
            case LOCAL -> CloseReason.LOCAL;
            case CONSENT_EXPIRED -> CloseReason.CONSENT_EXPIRED;
            case NEVER_CONNECTED -> CloseReason.NEVER_CONNECTED;
          };
    }
    ConnectionOutcome outcome = outcome();
    if (dtls != null) {
      dtls.close();
    }
    srtp = null;
    session.close();
    events.onClosed(outcome);
  }

  private ConnectionOutcome outcome() {
    DtlsFailure failure = dtls == null ? null : dtls.failure();
    ConnectionProgress progress =
        new ConnectionProgress(
            dtls != null,
            ice.remoteAddress() != null,
            iceConnected,
            dtls == null ? 0 : dtls.receivedDatagrams(),
            failure,
            announced,
            session.expectsMedia(),
            session.snapshot().rtpPacketsReceived(),
            nowNanos.getAsLong() - openedNanos);
    return new ConnectionOutcome(
        closeReason,
        progress.failure(closeReason),
        failure == null ? "" : failure.message(),
        totalsNow());
  }

  /** The counters of keys that go out of use. */
  private void countDrops() {
    if (srtp != null) {
      addDrops(srtp, formerDrops);
    }
  }

  private static void addDrops(SrtpSession session, Map<SrtpDrop, Long> sums) {
    for (SrtpDrop reason : SrtpDrop.values()) {
      if (session.drops(reason) > 0) {
        sums.merge(reason, session.drops(reason), Long::sum);
      }
    }
  }

  // ---- What operators see.

  /** Any thread. */
  CompletableFuture<ConnectionTotals> totals() {
    return session.ask(this::totalsNow, ConnectionTotals.none());
  }

  private ConnectionTotals totalsNow() {
    return new ConnectionTotals(session.totals(), drops(), early.count(), unprotectedSends);
  }

  /** Under all keys there have been. */
  private Map<SrtpDrop, Long> drops() {
    EnumMap<SrtpDrop, Long> drops = new EnumMap<>(formerDrops);
    if (srtp != null) {
      addDrops(srtp, drops);
    }
    return drops;
  }

  /** Any thread. */
  CompletableFuture<ConnectionReport> report() {
    return session.ask(
        () -> report(session.snapshot()),
        new ConnectionReport(
            State.CONNECTING,
            null,
            new Security(null, Words.of(dtlsRole), Map.of(), 0, 0),
            SessionStatistics.NONE));
  }

  private ConnectionReport report(SessionStatistics media) {
    State state = srtp != null ? State.CONNECTED : iceConnected ? State.SECURING : State.CONNECTING;
    Map<String, Long> named = new TreeMap<>();
    drops().forEach((reason, count) -> named.put(Words.of(reason), count));
    String profile = srtp == null ? null : srtp.profile().name();
    return new ConnectionReport(
        state,
        path(),
        new Security(profile, Words.of(dtlsRole), named, early.count(), unprotectedSends),
        media);
  }

  /** Null before the peer has been heard. Any thread. */
  ConnectionReport.Path path() {
    InetSocketAddress remote = ice.remoteAddress();
    return remote == null
        ? null
        : new ConnectionReport.Path(
            ice.isOverTcp() ? Protocol.TCP : Protocol.UDP,
            remote.getAddress() instanceof Inet6Address ? 6 : 4,
            remote.getAddress().getHostAddress(),
            remote.getPort());
  }
}

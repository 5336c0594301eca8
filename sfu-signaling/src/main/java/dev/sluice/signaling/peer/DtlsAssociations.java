package dev.sluice.signaling.peer;

import dev.sluice.core.transport.MediaLoop;
import dev.sluice.dtls.DtlsCertificate;
import dev.sluice.dtls.DtlsFailure;
import dev.sluice.dtls.DtlsFingerprint;
import dev.sluice.dtls.DtlsRole;
import dev.sluice.dtls.DtlsTransport;
import dev.sluice.dtls.srtp.SrtpSession;
import dev.sluice.signaling.peer.PeerConnection.CloseReason;
import java.util.List;

/**
 * The DTLS associations that a connection makes with its peer, one after the other: a later one
 * takes over without the connection noticing, and what the former still has to say goes nowhere.
 *
 * <p>Belongs to the loop that owns the connection.
 */
final class DtlsAssociations {

  /** What the connection hears of the current association. */
  interface Owner {

    void send(byte[] datagram, int offset, int length);

    /** There are keys, or other ones. */
    void onKeys(SrtpSession keyed);

    /** The association has ended, and no other one is expected. */
    void onEnd(CloseReason reason);
  }

  private final DtlsCertificate certificate;
  private final DtlsRole role;
  private final List<DtlsFingerprint> fingerprints;
  private final MediaLoop loop;
  private final Owner owner;

  private Association current;
  private boolean started;
  private boolean restartExpected;
  private DtlsFailure failure;

  /**
   * @param fingerprints of the peer's certificate, as signalled
   */
  DtlsAssociations(
      DtlsCertificate certificate,
      DtlsRole role,
      List<DtlsFingerprint> fingerprints,
      MediaLoop loop,
      Owner owner) {
    this.certificate = certificate;
    this.role = role;
    this.fingerprints = fingerprints;
    this.loop = loop;
    this.owner = owner;
    this.current = new Association();
  }

  private final class Association implements DtlsTransport.Listener {

    final DtlsTransport dtls =
        new DtlsTransport(certificate, role, fingerprints, loop, this::send, this);
    boolean keyed;
    boolean ended;

    @SuppressWarnings("ReferenceEquality") // an association has no other identity
    private boolean isCurrent() {
      return current == this;
    }

    private void send(byte[] datagram, int offset, int length) {
      if (isCurrent()) {
        owner.send(datagram, offset, length);
      }
    }

    @Override
    public void onKeys(SrtpSession session) {
      if (isCurrent()) {
        keyed = true;
        owner.onKeys(session);
      }
    }

    @Override
    public void onFailed(DtlsFailure cause) {
      if (isCurrent()) {
        failure = cause;
      }
      onEnd(CloseReason.DTLS_FAILED);
    }

    /** The peer's goodbye, or the echo of ours. */
    @Override
    public void onClosed() {
      onEnd(CloseReason.PEER_CLOSED);
    }

    /** A peer that is to begin anew may say goodbye first. One that is gone, ICE will tell of. */
    private void onEnd(CloseReason reason) {
      ended = true;
      if (isCurrent() && !restartExpected) {
        owner.onEnd(reason);
      }
    }
  }

  /** There is a path to the peer. */
  void start() {
    started = true;
    current.dtls.start();
  }

  void receive(byte[] packet, int offset, int length) {
    if (restartExpected && isClientHello(packet, offset, length)) {
      replace();
    }
    current.dtls.receive(packet, offset, length);
  }

  /** RFC 6347 sections 4.1 and 4.2.2: a record of handshake type, in epoch 0, with its first. */
  private static boolean isClientHello(byte[] packet, int offset, int length) {
    return length > 13
        && packet[offset] == 22
        && packet[offset + 3] == 0
        && packet[offset + 4] == 0
        && packet[offset + 13] == 1;
  }

  /** Expects the peer to make another association, or makes one, where that is our part. */
  void expectRestart() {
    restartExpected = true;
    if (role == DtlsRole.CLIENT) {
      replace();
    }
  }

  private void replace() {
    restartExpected = false;
    DtlsTransport former = current.dtls;
    current = new Association();
    former.close();
    if (started) {
      current.dtls.start();
    }
  }

  /**
   * Says goodbye; {@link Owner#onEnd} follows.
   *
   * @return false where there is nobody to say it to any more
   */
  boolean sayGoodbye() {
    restartExpected = false;
    if (current.ended) {
      return false;
    }
    current.dtls.close();
    return true;
  }

  /** Frees everything. */
  void close() {
    current.dtls.close();
  }

  /** Whether the current association has given keys. */
  boolean isKeyed() {
    return current.keyed;
  }

  /** Why the current association, or a former one in its time, failed; null where none did. */
  DtlsFailure failure() {
    return failure;
  }

  /** Of the current association. */
  long receivedDatagrams() {
    return current.dtls.receivedDatagrams();
  }
}

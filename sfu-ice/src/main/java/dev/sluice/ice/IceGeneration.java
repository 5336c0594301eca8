package dev.sluice.ice;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.ice4j.StunException;
import org.ice4j.TransportAddress;
import org.ice4j.ice.LoopAgent;
import org.ice4j.stack.LoopStunStack;
import org.ice4j.stack.LoopStunStack.TransactionKey;

/**
 * One pair of credentials of a transport and the agent behind it: the first session, or an ICE
 * restart (RFC 8445 section 9).
 *
 * <p>The agent is made when the peer's first check has proven to be authentic: a transport that
 * nobody contacts costs its credentials alone. Confined to the owner loop, but for the credentials.
 */
final class IceGeneration implements LoopAgent.Listener, LoopStunStack.Output {

  /** The peer's credentials, ready to verify with. */
  private record Remote(IceCredentials credentials, SecretKey key) {}

  private final IceTransport transport;
  private final IceCredentials local;
  private final SecretKey localKey;
  private final ConsentFreshness consent = new ConsentFreshness(ThreadLocalRandom.current());
  private volatile Remote remote;
  private LoopAgent agent;
  private boolean selected;
  private volatile boolean ended;

  IceGeneration(IceTransport transport, IceCredentials local) {
    this.transport = transport;
    this.local = local;
    this.localKey = key(local);
  }

  private static SecretKey key(IceCredentials credentials) {
    // RFC 8489 section 9.1.1: short-term credentials use the password itself, which is ASCII here.
    return new SecretKeySpec(
        credentials.pwd().getBytes(StandardCharsets.US_ASCII), StunVerifier.ALGORITHM);
  }

  IceTransport transport() {
    return transport;
  }

  IceCredentials local() {
    return local;
  }

  /** Verifies what the peer asks. */
  SecretKey localKey() {
    return localKey;
  }

  /** Verifies what the peer answers; null before {@link #start}. */
  SecretKey remoteKey() {
    Remote known = remote;
    return known == null ? null : known.key();
  }

  /** The peer's fragment; {@link #isStarted} must hold. */
  String remoteUfrag() {
    return remote.credentials().ufrag();
  }

  boolean isStarted() {
    return remote != null;
  }

  void start(IceCredentials credentials) {
    remote = new Remote(credentials, key(credentials));
  }

  /** An authentic request has come. */
  void onRequest(
      byte[] message,
      InetSocketAddress from,
      TcpConnection tcp,
      int host,
      boolean nominating,
      long nowNanos) {
    if (ended || transport.isClosing()) {
      transport.drop(PacketDrop.CLOSED);
      return;
    }
    if (agent == null) {
      agent =
          new LoopAgent(
              local.ufrag(), local.pwd(), transport.registry().locals().all(), this, this);
      IceCredentials peer = remote.credentials();
      agent.start(peer.ufrag(), peer.pwd(), nowNanos);
    }
    PacketPath path = transport.admit(this, from, tcp, host, nowNanos);
    path.credit(message.length);
    receive(message, path, true, nominating, nowNanos);
    if (ended) {
      // Superseded from outside in the very moment in which a loop took the transport.
      agent.free();
    }
  }

  /** An authentic response has come. */
  void onResponse(
      byte[] message, InetSocketAddress from, TcpConnection tcp, int host, long nowNanos) {
    PacketPath path = transport.path(from, tcp, host);
    if (ended || agent == null || path == null) {
      transport.drop(PacketDrop.STUN_UNKNOWN_TRANSACTION);
      return;
    }
    receive(message, path, false, false, nowNanos);
  }

  private void receive(
      byte[] message, PacketPath path, boolean request, boolean nominating, long nowNanos) {
    try {
      if (!agent.receive(message, path.iceRemote, path.iceLocal, request, nominating, nowNanos)) {
        transport.drop(PacketDrop.TOO_MANY_PATHS);
      }
    } catch (StunException | RuntimeException e) {
      // ice4j throws all kinds of things at odd content, here from an authenticated peer alone.
      transport.drop(PacketDrop.STUN_REJECTED);
    }
  }

  /** Retransmits and asks for consent; false if the peer no longer consents. */
  boolean onTick(long nowNanos) {
    if (agent == null || ended) {
      return true;
    }
    try {
      agent.advanceTo(nowNanos);
      if (!selected) {
        return true;
      }
      return switch (consent.poll(nowNanos)) {
        case EXPIRED -> false;
        case CHECK -> {
          agent.checkConsent();
          yield true;
        }
        case NONE -> true;
      };
    } catch (RuntimeException e) {
      // A tick must go on for the loop's other transports; consent then expires by itself.
      transport.drop(PacketDrop.STUN_REJECTED);
      return true;
    }
  }

  void forgetPath(PacketPath path) {
    if (agent != null) {
      agent.forget(path.iceRemote, path.iceLocal);
    }
  }

  /** Stops answering. */
  void end() {
    transport.registry().forget(this);
    if (ended) {
      return;
    }
    ended = true;
    if (agent != null) {
      agent.free();
    }
  }

  @Override
  public void onValid(TransportAddress address, TransportAddress peer) {
    transport.onValid(address, peer);
  }

  @Override
  public void onSelected(TransportAddress address, TransportAddress peer) {
    selected = true;
    consent.restart(transport.nowNanos());
    transport.onSelected(this, address, peer);
  }

  @Override
  public void onConsent() {
    consent.granted(transport.nowNanos());
  }

  @Override
  public void send(byte[] message, TransportAddress address, TransportAddress peer) {
    transport.sendStun(message, address, peer);
  }

  @Override
  public void onTransactionStarted(TransactionKey key) {
    transport.registry().await(key, this);
  }

  @Override
  public void onTransactionEnded(TransactionKey key) {
    transport.registry().stopAwaiting(key);
  }
}

package dev.sluice.ice;

import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.ice4j.stack.LoopStunStack.TransactionKey;

/**
 * Where every received packet is told apart by its first byte (RFC 7983 section 7) and finds its
 * transport: STUN requests by user name, STUN responses by transaction id, media by the address
 * that an authentic request came from. One per loop.
 */
final class PacketDemux {

  /** Largest packet taken; WebRTC keeps below an Ethernet frame. */
  static final int MAX_PACKET_LENGTH = 2048;

  private final NettyMediaLoop loop;
  private final TransportRegistry registry;
  private final PortCounters counters;
  private final StunPacket stun = new StunPacket();
  private final StunVerifier verifier = new StunVerifier();

  PacketDemux(NettyMediaLoop loop, TransportRegistry registry) {
    this.loop = loop;
    this.registry = registry;
    this.counters = loop.counters();
  }

  /** The protocols that share the port. */
  enum Protocol {
    STUN,
    DTLS,
    SRTP,
    OTHER;

    /** RFC 7983 section 7; ZRTP and TURN channels (16 to 19, 64 to 79) are not spoken here. */
    static Protocol ofFirstByte(byte first) {
      int value = first & 0xFF;
      if (value <= 3) {
        return STUN;
      }
      if (value >= 20 && value <= 63) {
        return DTLS;
      }
      if (value >= 128 && value <= 191) {
        return SRTP;
      }
      return OTHER;
    }
  }

  /**
   * Takes one datagram or TCP frame.
   *
   * @param tcp the connection it came by, null for UDP
   * @param host which of the bound addresses it came to
   */
  void receive(
      byte[] packet,
      int offset,
      int length,
      InetSocketAddress from,
      TcpConnection tcp,
      int host,
      long nowNanos) {
    counters.received(length);
    if (length == 0) {
      counters.drop(PacketDrop.EMPTY);
      return;
    }
    switch (Protocol.ofFirstByte(packet[offset])) {
      case STUN -> onStun(packet, offset, length, from, tcp, host, nowNanos);
      case DTLS -> onDtls(packet, offset, length, sender(from, tcp));
      case SRTP -> onSrtp(packet, offset, length, sender(from, tcp), nowNanos);
      case OTHER -> counters.drop(PacketDrop.UNKNOWN_PROTOCOL);
    }
  }

  private IceTransport sender(InetSocketAddress from, TcpConnection tcp) {
    return tcp != null ? tcp.transport() : registry.byAddress(from);
  }

  private void onDtls(byte[] packet, int offset, int length, IceTransport transport) {
    if (transport == null) {
      counters.drop(PacketDrop.UNKNOWN_SENDER);
    } else if (transport.owner() == loop) {
      transport.onDtls(packet, offset, length);
    } else {
      byte[] copy = Arrays.copyOfRange(packet, offset, offset + length);
      handOver(transport, () -> transport.onDtls(copy, 0, copy.length));
    }
  }

  private void onSrtp(
      byte[] packet, int offset, int length, IceTransport transport, long nowNanos) {
    if (transport == null) {
      counters.drop(PacketDrop.UNKNOWN_SENDER);
    } else if (transport.owner() == loop) {
      transport.onSrtp(packet, offset, length, nowNanos);
    } else {
      byte[] copy = Arrays.copyOfRange(packet, offset, offset + length);
      handOver(transport, () -> transport.onSrtp(copy, 0, copy.length, nowNanos));
    }
  }

  private void onStun(
      byte[] packet,
      int offset,
      int length,
      InetSocketAddress from,
      TcpConnection tcp,
      int host,
      long nowNanos) {
    if (!stun.wrap(packet, offset, length)) {
      counters.drop(PacketDrop.STUN_MALFORMED);
    } else if (!stun.isBinding()) {
      counters.drop(PacketDrop.STUN_UNSUPPORTED);
    } else if (!verifier.hasNoWrongFingerprint(stun)) {
      counters.drop(PacketDrop.STUN_BAD_FINGERPRINT);
    } else if (stun.isRequest()) {
      onRequest(from, tcp, host, nowNanos);
    } else if (stun.isResponse()) {
      onResponse(from, tcp, host, nowNanos);
    }
    // Binding indications keep NATs open and have no other meaning (RFC 8445 section 11).
  }

  /** Strangers get no answer, not even an error: nobody can use the port to hit a third party. */
  private void onRequest(InetSocketAddress from, TcpConnection tcp, int host, long nowNanos) {
    String ufrag = stun.localUfrag(IceCredentials.GENERATED_UFRAG_LENGTH);
    IceGeneration generation = ufrag == null ? null : registry.byUfrag(ufrag);
    if (generation == null) {
      counters.drop(PacketDrop.STUN_UNKNOWN_USER);
      return;
    }
    if (!verifier.hasIntegrity(stun, generation.localKey())) {
      counters.drop(PacketDrop.STUN_BAD_INTEGRITY);
      return;
    }
    if (!generation.isStarted()) {
      counters.drop(PacketDrop.NOT_STARTED);
      return;
    }
    if (!stun.isFrom(generation.remoteUfrag(), IceCredentials.GENERATED_UFRAG_LENGTH)) {
      // A peer that restarts ICE checks with its new fragment before the answer reaches it. Our
      // checks can't be answered by it yet, so it must not believe that the path works.
      counters.drop(PacketDrop.STUN_UNKNOWN_PEER);
      return;
    }
    IceTransport transport = generation.transport();
    if (tcp != null && !tcp.authenticate(transport)) {
      counters.drop(PacketDrop.STUN_REJECTED);
      return;
    }
    byte[] message = message();
    boolean nominating = stun.nominates();
    if (transport.claim(loop) == loop) {
      generation.onRequest(message, from, tcp, host, nominating, nowNanos);
    } else {
      handOver(
          transport, () -> generation.onRequest(message, from, tcp, host, nominating, nowNanos));
    }
  }

  private void onResponse(InetSocketAddress from, TcpConnection tcp, int host, long nowNanos) {
    TransactionKey key = TransactionKey.of(stun.bytes(), stun.offset());
    IceGeneration generation = registry.byTransaction(key);
    CompletableFuture<byte[]> query = generation == null ? registry.query(key) : null;
    if (query != null) {
      query.complete(message());
      return;
    }
    if (generation == null) {
      counters.drop(PacketDrop.STUN_UNKNOWN_TRANSACTION);
      return;
    }
    if (!verifier.hasIntegrity(stun, generation.remoteKey())) {
      counters.drop(PacketDrop.STUN_BAD_INTEGRITY);
      return;
    }
    byte[] message = message();
    if (generation.transport().owner() == loop) {
      generation.onResponse(message, from, tcp, host, nowNanos);
    } else {
      handOver(
          generation.transport(), () -> generation.onResponse(message, from, tcp, host, nowNanos));
    }
  }

  private byte[] message() {
    return Arrays.copyOfRange(stun.bytes(), stun.offset(), stun.offset() + stun.length());
  }

  /** The kernel may bring a flow to another loop than the owner's. */
  private void handOver(IceTransport transport, Runnable task) {
    counters.add(PortCounters.Count.PACKETS_HANDED_OVER, 1);
    transport.owner().execute(task);
  }
}

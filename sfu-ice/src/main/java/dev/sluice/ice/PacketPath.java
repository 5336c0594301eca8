package dev.sluice.ice;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.ice4j.TransportAddress;

/**
 * One way to a peer: its UDP address and the socket that it reached us on, or a TCP connection.
 * Confined to the loop that owns the transport.
 */
final class PacketPath implements ChannelFutureListener {

  private static final int MAX_HELD_RESPONSES = 8;

  final InetSocketAddress remote;

  /** Null for UDP. */
  final TcpConnection tcp;

  /** Which of the bound addresses the peer reached, so that answers leave from there. */
  final int host;

  final TransportAddress iceRemote;
  final TransportAddress iceLocal;

  /** The generation whose check was seen last. */
  IceGeneration generation;

  long lastCheckNanos;

  /** A check of ours was answered. */
  boolean valid;

  /** How much more may go to a UDP address that has answered nothing: its source may be forged. */
  private long credit;

  private final List<byte[]> heldResponses = new ArrayList<>();

  private volatile boolean segmentable;

  PacketPath(
      InetSocketAddress remote,
      TcpConnection tcp,
      int host,
      TransportAddress iceRemote,
      TransportAddress iceLocal,
      boolean segmentable) {
    this.remote = remote;
    this.tcp = tcp;
    this.host = host;
    this.iceRemote = iceRemote;
    this.iceLocal = iceLocal;
    this.segmentable = segmentable;
  }

  /** An authentic request of so many bytes has come. */
  void credit(int bytes) {
    credit += bytes;
  }

  /**
   * Whether the address is there for sure: it answered a check, or TCP's handshake, which nobody
   * can do who doesn't receive there.
   */
  boolean isValidated() {
    return valid || tcp != null;
  }

  /**
   * Whether the address has sent as much as it would be sent with this message; counts it if so.
   * RFC 9000 section 8.1 allows thrice as much.
   */
  boolean spend(int bytes) {
    if (bytes > credit) {
      return false;
    }
    credit -= bytes;
    return true;
  }

  /** Keeps a response until the address is validated; false if too many wait for it. */
  boolean hold(byte[] response) {
    return heldResponses.size() < MAX_HELD_RESPONSES && heldResponses.add(response);
  }

  /** The responses that waited, in their order; they wait no more. */
  List<byte[]> takeHeldResponses() {
    List<byte[]> taken = List.copyOf(heldResponses);
    heldResponses.clear();
    return taken;
  }

  /** Whether several datagrams may leave in one segmented send. */
  boolean isSegmentable() {
    return segmentable;
  }

  /**
   * Completion of a segmented send. Where the route can't segment (a device without checksum
   * offload, a path MTU below the segments), packets leave one by one from now on.
   */
  @Override
  public void operationComplete(ChannelFuture future) {
    if (!future.isSuccess()) {
      segmentable = false;
      future.channel().pipeline().fireExceptionCaught(future.cause());
    }
  }
}

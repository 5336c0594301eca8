package dev.sluice.ice;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import java.net.InetSocketAddress;
import org.ice4j.TransportAddress;

/**
 * One way to a peer: its UDP address and the socket that it reached us on, or a TCP connection.
 * Confined to the loop that owns the transport.
 */
final class PacketPath implements ChannelFutureListener {

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

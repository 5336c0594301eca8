package dev.sluice.ice;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.TooLongFrameException;
import java.net.InetSocketAddress;

/**
 * One accepted TCP connection (RFC 6544), behind the decoder of RFC 4571 frames. It must bring an
 * authentic check soon and then belongs to that check's transport.
 */
final class TcpConnection extends ChannelInboundHandlerAdapter {

  static final long AUTHENTICATION_TIMEOUT_NANOS = 10_000_000_000L;

  private final NettyMediaLoop loop;
  private final PacketDemux demux;
  private final int host;
  private final UnauthenticatedConnections unauthenticated;
  private final byte[] packet = new byte[PacketDemux.MAX_PACKET_LENGTH];
  private Channel channel;
  private InetSocketAddress remote;
  private long openedNanos;
  private boolean counted;
  private volatile IceTransport transport;

  /**
   * @param unauthenticated counts the port's connections without a transport
   */
  TcpConnection(
      NettyMediaLoop loop,
      PacketDemux demux,
      int host,
      UnauthenticatedConnections unauthenticated) {
    this.loop = loop;
    this.demux = demux;
    this.host = host;
    this.unauthenticated = unauthenticated;
  }

  Channel channel() {
    return channel;
  }

  /** Null before the first authentic check. */
  IceTransport transport() {
    return transport;
  }

  /** Binds the connection to a transport; false if it belongs to another. On its own loop. */
  boolean authenticate(IceTransport claimed) {
    if (transport == null) {
      transport = claimed;
      uncount();
    }
    return transport == claimed;
  }

  void closeIfUnauthenticated(long nowNanos) {
    if (transport == null && nowNanos - openedNanos >= AUTHENTICATION_TIMEOUT_NANOS) {
      loop.counters().drop(PacketDrop.TCP_UNAUTHENTICATED);
      close();
    }
  }

  /** From any thread. */
  void close() {
    var _ = channel.close();
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    channel = context.channel();
    remote = (InetSocketAddress) channel.remoteAddress();
    openedNanos = loop.nowNanos();
    loop.opened(this);
    counted = remote != null && unauthenticated.add(remote.getAddress());
    if (!counted) {
      loop.counters().drop(PacketDrop.TCP_TOO_MANY_CONNECTIONS);
      close();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf frame = (ByteBuf) message;
    try {
      int length = frame.readableBytes();
      frame.readBytes(packet, 0, length);
      demux.receive(packet, 0, length, remote, this, host, loop.nowNanos());
    } finally {
      frame.release();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    uncount();
    loop.closed(this);
    IceTransport bound = transport;
    if (bound != null) {
      bound.owner().execute(() -> bound.onTcpClosed(this));
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof TooLongFrameException) {
      loop.counters().drop(PacketDrop.TCP_FRAME_TOO_LARGE);
    }
    // Anything else is a reset or a failed write: the connection is of no use any more.
    close();
  }

  private void uncount() {
    if (counted) {
      counted = false;
      unauthenticated.remove(remote.getAddress());
    }
  }
}

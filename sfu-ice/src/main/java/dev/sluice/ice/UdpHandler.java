package dev.sluice.ice;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import java.io.IOException;

/** Brings one UDP channel's datagrams to its loop's demultiplexer. */
final class UdpHandler extends ChannelInboundHandlerAdapter {

  /** A queue that is never empty for so long doesn't come from a burst. */
  private static final long BEHIND_NANOS = 100_000_000;

  private final NettyMediaLoop loop;
  private final PacketDemux demux;
  private final int host;
  private final byte[] packet = new byte[PacketDemux.MAX_PACKET_LENGTH];
  private int datagrams;

  /** Since when each read has left some in the socket. */
  private long waitingSinceNanos;

  private boolean waiting;

  UdpHandler(NettyMediaLoop loop, PacketDemux demux, int host) {
    this.loop = loop;
    this.demux = demux;
    this.host = host;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    datagrams++;
    DatagramPacket datagram = (DatagramPacket) message;
    try {
      ByteBuf content = datagram.content();
      int length = content.readableBytes();
      if (length >= packet.length) {
        // It fills the receive buffer, so the rest may be missing.
        loop.counters().drop(PacketDrop.TOO_LARGE);
        return;
      }
      content.readBytes(packet, 0, length);
      demux.receive(packet, 0, length, datagram.sender(), null, host, loop.nowNanos());
    } finally {
      datagram.release();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    boolean more = datagrams >= PortSockets.MAX_DATAGRAMS_PER_READ;
    datagrams = 0;
    if (more) {
      long nowNanos = loop.nowNanos();
      if (!waiting) {
        waitingSinceNanos = nowNanos;
      } else if (nowNanos - waitingSinceNanos >= BEHIND_NANOS) {
        loop.onBehind(nowNanos);
      }
    }
    waiting = more;
  }

  /** Sends fail one by one (no route, refused); the socket lives on. */
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof IOException) {
      loop.counters().drop(PacketDrop.SEND_FAILED);
    } else {
      loop.onFailure(cause);
    }
  }
}

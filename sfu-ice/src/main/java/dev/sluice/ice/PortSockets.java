package dev.sluice.ice;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.unix.UnixChannelOption;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;

/** The two I/O libraries behind one face: which channels, which options. */
enum PortSockets {
  EPOLL {
    @Override
    IoHandlerFactory ioHandlers() {
      return EpollIoHandler.newFactory();
    }

    @Override
    boolean segments() {
      return EpollDatagramChannel.isSegmentedDatagramPacketSupported();
    }

    @Override
    boolean sharesPort() {
      return true;
    }

    @Override
    Bootstrap udp(SocketProtocolFamily family, boolean shared) {
      return new Bootstrap()
          .channelFactory(() -> new EpollDatagramChannel(family))
          .option(UnixChannelOption.SO_REUSEPORT, shared);
    }

    @Override
    Class<? extends ServerChannel> serverChannel() {
      return EpollServerSocketChannel.class;
    }
  },

  NIO {
    @Override
    IoHandlerFactory ioHandlers() {
      return NioIoHandler.newFactory();
    }

    @Override
    boolean segments() {
      return false;
    }

    @Override
    boolean sharesPort() {
      try (DatagramChannel channel = DatagramChannel.open()) {
        return channel.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT);
      } catch (IOException e) {
        return false;
      }
    }

    @Override
    Bootstrap udp(SocketProtocolFamily family, boolean shared) {
      Bootstrap bootstrap = new Bootstrap().channelFactory(() -> new NioDatagramChannel(family));
      return shared
          ? bootstrap.option(NioChannelOption.of(StandardSocketOptions.SO_REUSEPORT), true)
          : bootstrap;
    }

    @Override
    Class<? extends ServerChannel> serverChannel() {
      return NioServerSocketChannel.class;
    }
  };

  /** Room for some 50 ms of a loop's traffic; the system may grant less. */
  private static final int UDP_BUFFER_BYTES = 4 << 20;

  /** Datagrams read before what they caused is sent. */
  static final int MAX_DATAGRAMS_PER_READ = 64;

  /** Beyond it packets are dropped: what waits longer is of no use to anyone. */
  private static final WriteBufferWaterMark UDP_WATER_MARK =
      new WriteBufferWaterMark(2 << 20, 4 << 20);

  private static final WriteBufferWaterMark TCP_WATER_MARK =
      new WriteBufferWaterMark(128 << 10, 256 << 10);

  static PortSockets of(MediaPortOptions.Transport transport) throws MediaPortException {
    return switch (transport) {
      case NIO -> NIO;
      case AUTO -> Epoll.isAvailable() ? EPOLL : NIO;
      case EPOLL -> {
        if (!Epoll.isAvailable()) {
          throw new MediaPortException(
              "epoll is not available here; choose nio or auto as the media transport.",
              Epoll.unavailabilityCause());
        }
        yield EPOLL;
      }
    };
  }

  abstract IoHandlerFactory ioHandlers();

  /** Whether one send may carry several datagrams (UDP_SEGMENT). */
  abstract boolean segments();

  /** Whether several sockets may share a UDP port and the kernel spreads flows over them. */
  abstract boolean sharesPort();

  abstract Bootstrap udp(SocketProtocolFamily family, boolean shared);

  abstract Class<? extends ServerChannel> serverChannel();

  ChannelFuture bindUdp(
      EventLoop loop, InetAddress host, int port, boolean shared, ChannelHandler handler) {
    SocketProtocolFamily family =
        host instanceof Inet4Address ? SocketProtocolFamily.INET : SocketProtocolFamily.INET6;
    return udp(family, shared)
        .group(loop)
        .option(ChannelOption.SO_RCVBUF, UDP_BUFFER_BYTES)
        .option(ChannelOption.SO_SNDBUF, UDP_BUFFER_BYTES)
        .option(
            ChannelOption.RECVBUF_ALLOCATOR,
            new FixedRecvByteBufAllocator(PacketDemux.MAX_PACKET_LENGTH)
                .maxMessagesPerRead(MAX_DATAGRAMS_PER_READ))
        .option(ChannelOption.WRITE_BUFFER_WATER_MARK, UDP_WATER_MARK)
        .handler(handler)
        .bind(new InetSocketAddress(host, port));
  }

  ChannelFuture bindTcp(
      EventLoopGroup loops, InetAddress host, int port, ChannelInitializer<Channel> accepted) {
    return new ServerBootstrap()
        .group(loops)
        .channel(serverChannel())
        .option(ChannelOption.SO_REUSEADDR, true)
        .option(ChannelOption.SO_BACKLOG, 512)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childOption(ChannelOption.SO_KEEPALIVE, true)
        .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, TCP_WATER_MARK)
        .childHandler(accepted)
        .bind(new InetSocketAddress(host, port));
  }
}

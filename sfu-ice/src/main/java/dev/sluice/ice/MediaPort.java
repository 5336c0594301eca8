package dev.sluice.ice;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/**
 * The one UDP and TCP port on which all media of a process arrives and leaves.
 *
 * <p>Each event loop has UDP channels of its own on the port; the kernel keeps a flow on one of
 * them. With a wildcard address, answers leave from the address that the routing table chooses;
 * bind addresses by name where a machine has several towards the same peers.
 */
public final class MediaPort implements AutoCloseable {

  private static final int FRAME_HEADER_LENGTH = 2;
  private static final int PORT_ATTEMPTS = 20;

  private final LongSupplier clock;
  private final MultiThreadIoEventLoopGroup group;
  private final List<NettyMediaLoop> loops = new ArrayList<>();
  private final List<Channel> channels = new ArrayList<>();
  private final UnauthenticatedConnections unauthenticatedConnections =
      new UnauthenticatedConnections();
  private final List<PacketDemux> demuxes = new ArrayList<>();
  private final List<InetAddress> hosts;
  private final List<IceCandidate> candidates;
  private final TransportRegistry registry;
  private final int port;
  private volatile boolean closed;

  private MediaPort(
      MediaPortOptions options,
      PortSockets sockets,
      List<InetAddress> hosts,
      int port,
      List<IceCandidate> candidates) {
    this.clock = options.clock();
    this.port = port;
    this.hosts = hosts;
    this.candidates = candidates;
    int loopCount = sockets.sharesPort() ? options.loops() : 1;
    registry = new TransportRegistry(new LocalAddresses(hosts, port));
    group =
        new MultiThreadIoEventLoopGroup(
            loopCount, new DefaultThreadFactory("sluice-media"), sockets.ioHandlers());
    for (EventExecutor executor : group) {
      NettyMediaLoop loop =
          new NettyMediaLoop(
              (SingleThreadEventLoop) executor,
              registry,
              clock,
              sockets.segments(),
              loops.isEmpty());
      loops.add(loop);
      demuxes.add(new PacketDemux(loop, registry));
    }
  }

  /**
   * Opens the port.
   *
   * @throws MediaPortException if it is taken, an address is not this machine's, or the transport
   *     is not available
   */
  public static MediaPort open(MediaPortOptions options) throws MediaPortException {
    Ice4jSettings.apply();
    PortSockets sockets = PortSockets.of(options.transport());
    List<InetAddress> hosts = hosts(options.hosts());
    MediaPortException last = null;
    int attempts = options.port() == 0 ? PORT_ATTEMPTS : 1;
    for (int attempt = 0; attempt < attempts; attempt++) {
      int port = probe(hosts, options.port());
      MediaPort opened =
          new MediaPort(options, sockets, hosts, port, candidates(options, hosts, port));
      try {
        opened.bind(sockets, hosts);
        return opened;
      } catch (MediaPortException e) {
        // A port that the system chose for UDP may be taken for TCP: choose again.
        last = e;
        opened.close();
      }
    }
    throw last;
  }

  private static List<InetAddress> hosts(List<InetAddress> configured) throws MediaPortException {
    List<InetAddress> wildcards =
        configured.stream().filter(InetAddress::isAnyLocalAddress).toList();
    if (!configured.isEmpty() && wildcards.isEmpty()) {
      return configured.stream().distinct().toList();
    }
    boolean v6Asked =
        configured.isEmpty() || wildcards.stream().anyMatch(Inet6Address.class::isInstance);
    // An IPv6 wildcard socket takes IPv4 too; without IPv6 in the system there is IPv4 alone.
    String wildcard = v6Asked && systemHasIpv6() ? "::" : "0.0.0.0";
    return List.of(InetAddress.ofLiteral(wildcard));
  }

  private static boolean systemHasIpv6() {
    try (DatagramSocket socket = new DatagramSocket(null)) {
      socket.bind(new InetSocketAddress(InetAddress.ofLiteral("::"), 0));
      return socket.getLocalAddress() instanceof Inet6Address
          || AnnouncedAddresses.ofThisMachine().stream().anyMatch(Inet6Address.class::isInstance);
    } catch (SocketException e) {
      return false;
    }
  }

  /**
   * Finds a port whose UDP side nobody has: a socket that shares its port (SO_REUSEPORT) would
   * silently take half of another server's packets.
   */
  private static int probe(List<InetAddress> hosts, int wanted) throws MediaPortException {
    int port = wanted;
    for (InetAddress host : hosts) {
      try (DatagramSocket socket = new DatagramSocket(null)) {
        socket.bind(new InetSocketAddress(host, port));
        port = socket.getLocalPort();
      } catch (IOException e) {
        throw failed("UDP", host, port, e);
      }
    }
    return port;
  }

  private static MediaPortException failed(
      String protocol, InetAddress host, int port, Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    String where = protocol + " port " + port + " on " + host.getHostAddress();
    if (message.contains("in use")) {
      return new MediaPortException(
          "The media port can't be opened: " + where + " is already in use.", cause);
    }
    if (message.contains("assign requested") || message.contains("unreachable")) {
      return new MediaPortException(
          "The media port can't be opened: "
              + host.getHostAddress()
              + " is not an address of this machine.",
          cause);
    }
    if (cause instanceof BindException || message.contains("denied")) {
      return new MediaPortException(
          "The media port can't be opened: " + where + " was refused (" + message + ").", cause);
    }
    return new MediaPortException(
        "The media port can't be opened: " + where + " failed (" + message + ").", cause);
  }

  private static List<IceCandidate> candidates(
      MediaPortOptions options, List<InetAddress> hosts, int port) throws MediaPortException {
    List<InetAddress> addresses = options.announced();
    if (addresses.isEmpty()) {
      try {
        addresses = AnnouncedAddresses.of(hosts, AnnouncedAddresses.ofThisMachine());
      } catch (SocketException e) {
        throw new MediaPortException(
            "This machine's addresses can't be read; give those to announce by configuration.", e);
      }
    }
    List<IceCandidate> candidates = new ArrayList<>();
    int foundation = 0;
    int preference = 8191;
    for (InetAddress address : addresses) {
      candidates.add(
          IceCandidate.udpHost(Integer.toString(++foundation), address, port, preference--));
    }
    preference = 8191;
    for (InetAddress address : addresses) {
      candidates.add(
          IceCandidate.tcpPassive(Integer.toString(++foundation), address, port, preference--));
    }
    return List.copyOf(candidates);
  }

  private void bind(PortSockets sockets, List<InetAddress> hosts) throws MediaPortException {
    for (int host = 0; host < hosts.size(); host++) {
      await("TCP", hosts.get(host), sockets.bindTcp(group, hosts.get(host), port, acceptor(host)));
    }
    boolean shared = loops.size() > 1;
    for (int i = 0; i < loops.size(); i++) {
      NettyMediaLoop loop = loops.get(i);
      List<Channel> udp = new ArrayList<>();
      for (int host = 0; host < hosts.size(); host++) {
        UdpHandler handler = new UdpHandler(loop, demuxes.get(i), host);
        udp.add(
            await(
                "UDP",
                hosts.get(host),
                sockets.bindUdp(loop.eventLoop(), hosts.get(host), port, shared, handler)));
      }
      // Waited for: a check may come as soon as this port is known.
      loop.eventLoop().submit(() -> loop.start(udp)).syncUninterruptibly();
    }
  }

  private Channel await(String protocol, InetAddress host, ChannelFuture binding)
      throws MediaPortException {
    binding.awaitUninterruptibly();
    if (!binding.isSuccess()) {
      throw failed(protocol, host, port, binding.cause());
    }
    channels.add(binding.channel());
    return binding.channel();
  }

  private ChannelInitializer<Channel> acceptor(int host) {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel accepted) {
        int i = indexOf(accepted.eventLoop());
        accepted
            .pipeline()
            .addLast(
                new LengthFieldBasedFrameDecoder(
                    PacketDemux.MAX_PACKET_LENGTH, 0, FRAME_HEADER_LENGTH, 0, FRAME_HEADER_LENGTH),
                new TcpConnection(loops.get(i), demuxes.get(i), host, unauthenticatedConnections));
      }
    };
  }

  private int indexOf(EventLoop eventLoop) {
    int i = 0;
    while (!loops.get(i).eventLoop().equals(eventLoop)) {
      i++;
    }
    return i;
  }

  /** The port, also where the system chose it. */
  public int port() {
    return port;
  }

  /** The event loops; one where the system can't share a UDP port among several. */
  public List<NettyMediaLoop> loops() {
    return List.copyOf(loops);
  }

  /** What to announce to every peer. */
  public List<IceCandidate> localCandidates() {
    return candidates;
  }

  /**
   * Makes a transport for one peer.
   *
   * @throws IllegalStateException if the port is closed
   */
  public IceTransport newTransport(IceTransport.Listener listener) {
    if (closed) {
      throw new IllegalStateException("the media port is closed");
    }
    IceTransport transport = new IceTransport(this, registry, listener);
    transport.open();
    return transport;
  }

  /**
   * Asks a STUN server at which address and port it sees this port's UDP, from the port itself.
   * Blocks for up to 3.5 seconds; not to be called on a loop.
   *
   * @return empty where no answer came that says it
   * @throws IOException if the server's name can't be resolved, or no address of the port's can
   *     send to it
   */
  public Optional<InetSocketAddress> mappedAddress(InetSocketAddress server) throws IOException {
    InetSocketAddress resolved = StunQuery.resolve(server);
    int host = hostTowards(resolved.getAddress());
    StunQuery query = new StunQuery();
    CompletableFuture<byte[]> response = new CompletableFuture<>();
    registry.await(query.key(), response);
    try {
      for (int attempt = 0; attempt < StunQuery.ATTEMPTS; attempt++) {
        firstLoop().execute(() -> firstLoop().send(host, query.request(), resolved));
        try {
          byte[] answer = response.get(StunQuery.timeoutMillis(attempt), TimeUnit.MILLISECONDS);
          return query.read(answer, answer.length);
        } catch (TimeoutException e) {
          // Asked again.
        }
      }
      return Optional.empty();
    } catch (ExecutionException e) {
      throw new IllegalStateException("nobody completes it with a failure", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while a STUN server was asked");
    } finally {
      registry.forgetQuery(query.key());
    }
  }

  /**
   * A socket of the family, but none that is this machine's alone where the server is elsewhere.
   */
  private int hostTowards(InetAddress server) throws IOException {
    for (int i = 0; i < hosts.size(); i++) {
      InetAddress host = hosts.get(i);
      boolean family =
          host.getClass().equals(server.getClass())
              || (host.isAnyLocalAddress() && host instanceof Inet6Address);
      if (family && (!host.isLoopbackAddress() || server.isLoopbackAddress())) {
        return i;
      }
    }
    throw new NoRouteToHostException(
        "the media port has no address that leads to " + server.getHostAddress());
  }

  /** The counters since the port was opened. */
  public MediaPortStatistics statistics() {
    return MediaPortStatistics.sum(loops);
  }

  /** How each of the {@link #loops} is doing, in their order. Any thread. */
  public List<LoopStatistics> loopStatistics() {
    return loops.stream().map(loop -> loop.meter().statistics()).toList();
  }

  /** Ends all transports, then the sockets and loops. Not to be called on a loop. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    registry.transports().forEach(IceTransport::close);
    channels.forEach(channel -> channel.close().awaitUninterruptibly());
    group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  long nowNanos() {
    return clock.getAsLong();
  }

  NettyMediaLoop firstLoop() {
    return loops.getFirst();
  }

  TransportRegistry registry() {
    return registry;
  }
}

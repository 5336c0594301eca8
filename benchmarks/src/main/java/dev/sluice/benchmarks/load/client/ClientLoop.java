package dev.sluice.benchmarks.load.client;

import dev.sluice.benchmarks.load.measure.ReceptionCounters;
import dev.sluice.ice.StunVerifier;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * One event loop, the sockets on it and what they share: arrays for packets in work, and the
 * counters. All but {@link #execute}, {@link #ask} and {@link #close} belongs to its thread.
 */
public final class ClientLoop implements AutoCloseable {

  /** How soon a viewer that misses packets asks for them. */
  static final int TICK_MILLIS = 10;

  /** All else a client does every so many ticks, each tick another part of the clients. */
  static final int TICKS_PER_ROUND = 10;

  static final int MAX_PACKET_BYTES = 2048;

  private static final int SOCKET_BUFFER_BYTES = 1 << 20;

  private final MultiThreadIoEventLoopGroup group;
  private final EventLoop eventLoop;
  private final String name;
  private final boolean gro;
  private final ReceiveBuffer receiveBuffer = new ReceiveBuffer();
  private final List<List<ClientPeer>> turns = new ArrayList<>();
  private List<Viewer> repairs = new ArrayList<>();
  private List<Viewer> repairing = new ArrayList<>();
  private final ReceptionCounters counters = new ReceptionCounters();
  private final BindingMessages bindings = new BindingMessages();
  private final StunVerifier verifier = new StunVerifier();
  private final byte[] received = new byte[MAX_PACKET_BYTES];
  private final byte[] plain = new byte[MAX_PACKET_BYTES];
  private final byte[] restored = new byte[MAX_PACKET_BYTES];
  private final byte[] secret = new byte[MAX_PACKET_BYTES];
  private long nextTickNanos;
  private int turn;

  /**
   * Starts the loop.
   *
   * @param name of its thread, 15 characters at most, so that the system shows it whole
   * @param gro whether the kernel may hand over several packets in one read (UDP_GRO)
   */
  public ClientLoop(String name, boolean gro) {
    this.name = name;
    boolean epoll = Epoll.isAvailable();
    this.gro = gro && epoll;
    this.group =
        new MultiThreadIoEventLoopGroup(
            1,
            new DefaultThreadFactory(name, true),
            epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    this.eventLoop = (EventLoop) group.iterator().next();
    for (int i = 0; i < TICKS_PER_ROUND; i++) {
      turns.add(new ArrayList<>());
    }
    nextTickNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS);
    execute(this::scheduleTick);
  }

  /** The thread's name, which Netty ends with numbers. */
  public String name() {
    return name;
  }

  /** Runs a task on the loop; after {@link #close} it isn't run. Any thread. */
  public void execute(Runnable task) {
    try {
      eventLoop.execute(task);
    } catch (RejectedExecutionException e) {
      // The loop has ended, and all that it had with it.
    }
  }

  /** Asks something on the loop. Any thread. */
  public <T> CompletableFuture<T> ask(Supplier<T> question) {
    return CompletableFuture.supplyAsync(question, eventLoop);
  }

  /** Runs a task at a time of {@link System#nanoTime}. */
  void at(long nanos, Runnable task) {
    var _ = eventLoop.schedule(task, Math.max(0, nanos - System.nanoTime()), TimeUnit.NANOSECONDS);
  }

  /** Opens a client's socket, on any port and all addresses of a family. */
  ChannelFuture open(boolean v6, ChannelHandler handler) {
    SocketProtocolFamily family = v6 ? SocketProtocolFamily.INET6 : SocketProtocolFamily.INET;
    Bootstrap bootstrap = new Bootstrap().group(eventLoop).handler(handler);
    if (Epoll.isAvailable()) {
      bootstrap.channelFactory(() -> new EpollDatagramChannel(family));
      if (gro) {
        bootstrap.option(EpollChannelOption.UDP_GRO, true);
      }
    } else {
      bootstrap.channelFactory(() -> new NioDatagramChannel(family));
    }
    return bootstrap
        .option(ChannelOption.SO_RCVBUF, SOCKET_BUFFER_BYTES)
        .option(ChannelOption.SO_SNDBUF, SOCKET_BUFFER_BYTES)
        .option(ChannelOption.RECVBUF_ALLOCATOR, receiveBuffer)
        .bind(new InetSocketAddress(v6 ? "::" : "0.0.0.0", 0));
  }

  void add(ClientPeer peer) {
    turns.stream().min(Comparator.comparingInt(List::size)).orElseThrow().add(peer);
  }

  void remove(ClientPeer peer) {
    turns.forEach(peers -> peers.remove(peer));
  }

  /** The clients on this loop. */
  public List<ClientPeer> peers() {
    return turns.stream().flatMap(List::stream).toList();
  }

  /** The viewer misses packets: it is asked at every tick what to do about it, until it is done. */
  void repairSoon(Viewer viewer) {
    repairs.add(viewer);
  }

  public ReceptionCounters counters() {
    return counters;
  }

  BindingMessages bindings() {
    return bindings;
  }

  StunVerifier verifier() {
    return verifier;
  }

  /** For a packet as it came. */
  byte[] received() {
    return received;
  }

  /** For a packet decrypted. */
  byte[] plain() {
    return plain;
  }

  /** For the packet that a retransmission carried. */
  byte[] restored() {
    return restored;
  }

  /** For a packet encrypted. */
  byte[] secret() {
    return secret;
  }

  private void scheduleTick() {
    at(nextTickNanos, this::tick);
  }

  private void tick() {
    long now = System.nanoTime();
    counters.onLateness(now - nextTickNanos);
    List<Viewer> missing = repairs;
    repairs = repairing;
    repairing = missing;
    for (Viewer viewer : missing) {
      viewer.repair(now);
    }
    missing.clear();
    List<ClientPeer> peers = turns.get(turn);
    turn = (turn + 1) % TICKS_PER_ROUND;
    // Backwards: a client may end and leave.
    for (int i = peers.size() - 1; i >= 0; i--) {
      peers.get(i).onTurn(now);
    }
    // Ticks that were missed are not made up for.
    long period = TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS);
    nextTickNanos += period * Math.max(1, (System.nanoTime() - nextTickNanos) / period);
    scheduleTick();
  }

  /** Closes all sockets and ends the thread; doesn't wait. Any thread. */
  @Override
  public void close() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).addListener(end -> receiveBuffer.release());
  }
}

package dev.sluice.ice;

import dev.sluice.core.transport.MediaLoop;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One Netty event loop with its own UDP channels on the media port, and the transports it owns.
 *
 * <p>Whatever a wake-up sends, by packets read, tasks or ticks, is flushed once, after all of it.
 */
public final class NettyMediaLoop implements MediaLoop {

  /** The registration of a tick; closing it ends the calls. */
  @FunctionalInterface
  public interface Tick extends AutoCloseable {
    @Override
    void close();
  }

  static final int TICK_MILLIS = 10;

  private static final Logger LOGGER = LoggerFactory.getLogger(NettyMediaLoop.class);

  /** Rare matters are looked after every so many ticks. */
  private static final int TICKS_PER_SWEEP = 25;

  /**
   * When the next transport's turn comes, what was gathered before leaves beyond this: some
   * pictures of one stream. The buffers that are filled next are then those just sent, still in the
   * processor's cache. More makes no system call cheaper.
   */
  private static final int MAX_PENDING_BYTES = 64 << 10;

  /**
   * So long after packets have waited last it still counts as behind: its clients ask for all that
   * they have missed meanwhile.
   */
  private static final long CATCHING_UP_NANOS = 1_000_000_000;

  private final SingleThreadEventLoop eventLoop;
  private final TransportRegistry registry;
  private final LongSupplier clock;
  private final boolean segments;
  private final boolean first;
  private final PortCounters counters = new PortCounters();
  private final LoopMeter meter = new LoopMeter(TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS));
  private final List<LongConsumer> ticks = new CopyOnWriteArrayList<>();

  // Below: this loop's alone.
  private final List<Channel> channels = new ArrayList<>();
  private final List<IceTransport> owned = new ArrayList<>();

  /**
   * When each of {@link #owned} wants its next tick. Apart from them, so that those who want none
   * cost a glance at eight bytes and not at their whole state.
   */
  private long[] ticksDueNanos = new long[16];

  private final List<TcpConnection> connections = new ArrayList<>();
  private final List<IceTransport> dirty = new ArrayList<>();
  private final Queue<Runnable> nextTurn = new ArrayDeque<>();
  private final Runnable beginTurn = this::beginTurn;
  private final Runnable flushTask = this::flushAll;
  private boolean[] dirtyChannels = {};
  private boolean flushScheduled;
  private int pendingBytes;
  private int ticksToSweep = TICKS_PER_SWEEP;
  private boolean behind;
  private long behindUntilNanos;
  private boolean failureLogged;

  NettyMediaLoop(
      SingleThreadEventLoop eventLoop,
      TransportRegistry registry,
      LongSupplier clock,
      boolean segments,
      boolean first) {
    this.eventLoop = eventLoop;
    this.registry = registry;
    this.clock = clock;
    this.segments = segments;
    this.first = first;
  }

  @Override
  public boolean inLoop() {
    return eventLoop.inEventLoop();
  }

  @Override
  public long nowNanos() {
    return clock.getAsLong();
  }

  /** Tasks given after the port was closed are not run. */
  @Override
  public void execute(Runnable task) {
    try {
      eventLoop.execute(task);
    } catch (RejectedExecutionException e) {
      LOGGER.debug("the media port is closed; a task for its loop was not run");
    }
  }

  @Override
  public void executeNextTurn(Runnable task) {
    if (nextTurn.isEmpty()) {
      try {
        eventLoop.executeAfterEventLoopIteration(beginTurn);
      } catch (RejectedExecutionException e) {
        LOGGER.debug("the media port is closed; a task for its loop's next turn was not run");
        return;
      }
    }
    nextTurn.add(task);
  }

  /** Netty goes on running what is given to it while it runs what comes after an iteration. */
  private void beginTurn() {
    for (Runnable task = nextTurn.poll(); task != null; task = nextTurn.poll()) {
      execute(task);
    }
  }

  /**
   * Calls on this loop every {@value #TICK_MILLIS} ms with {@link #nowNanos}; one timer serves all.
   * May be called from any thread.
   */
  public Tick onTick(LongConsumer tick) {
    ticks.add(tick);
    return () -> ticks.remove(tick);
  }

  @Override
  public String toString() {
    return "NettyMediaLoop[" + eventLoop.threadProperties().name() + "]";
  }

  // ---- Below: on this loop.

  void start(List<Channel> udpChannels) {
    channels.addAll(udpChannels);
    dirtyChannels = new boolean[udpChannels.size()];
    meter.start(Thread.currentThread().threadId(), nowNanos());
    var _ =
        // Guarded, for a timer whose task throws ends.
        eventLoop.scheduleAtFixedRate(
            () -> guard(this::tick), TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  SingleThreadEventLoop eventLoop() {
    return eventLoop;
  }

  PortCounters counters() {
    return counters;
  }

  LoopMeter meter() {
    return meter;
  }

  ByteBufAllocator allocator() {
    return PooledByteBufAllocator.DEFAULT;
  }

  /** Whether UDP segmentation offload is there. */
  boolean segments() {
    return segments;
  }

  void adopt(IceTransport transport) {
    if (owned.size() == ticksDueNanos.length) {
      ticksDueNanos = Arrays.copyOf(ticksDueNanos, 2 * ticksDueNanos.length);
    }
    ticksDueNanos[owned.size()] = nowNanos();
    owned.add(transport);
  }

  void disown(IceTransport transport) {
    int index = owned.indexOf(transport);
    if (index >= 0) {
      // The last takes its place.
      int last = owned.size() - 1;
      owned.set(index, owned.get(last));
      ticksDueNanos[index] = ticksDueNanos[last];
      owned.remove(last);
    }
    dirty.remove(transport);
  }

  void opened(TcpConnection connection) {
    connections.add(connection);
  }

  void closed(TcpConnection connection) {
    connections.remove(connection);
  }

  @Override
  public boolean isBehind() {
    return behind;
  }

  /** Packets have waited for this loop without a break. */
  void onBehind(long nowNanos) {
    behind = true;
    behindUntilNanos = nowNanos + CATCHING_UP_NANOS;
  }

  /** Runs what isn't called per packet. */
  void guard(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException | Error e) {
      onFailure(e);
    }
  }

  @Override
  public void onFailure(RuntimeException failure) {
    onFailure((Throwable) failure);
  }

  /** A mistake, a listener's or our own, must end neither the loop nor another's connection. */
  void onFailure(Throwable failure) {
    counters.drop(PacketDrop.HANDLER_FAILED);
    if (!failureLogged) {
      failureLogged = true;
      LOGGER.error("a packet's handling failed; further failures are only counted", failure);
    }
  }

  /** The UDP channel of a bound address, or null while its socket takes nothing more. */
  Channel writable(int host) {
    Channel channel = channels.get(host);
    if (!channel.isWritable()) {
      channel.flush();
      if (!channel.isWritable()) {
        return null;
      }
    }
    return channel;
  }

  /** Sends one datagram of the port's own. */
  void send(int host, byte[] datagram, InetSocketAddress to) {
    Channel channel = writable(host);
    if (channel == null) {
      counters.drop(PacketDrop.SOCKET_FULL);
      return;
    }
    // A failure goes to the channel's exception handler.
    var _ =
        channel.write(
            new DatagramPacket(Unpooled.wrappedBuffer(datagram), to), channel.voidPromise());
    flushLater(host);
    counters.sent(1, datagram.length);
  }

  /** What the transport gathers from here on leaves with the wake-up. */
  void flushLater(IceTransport transport) {
    if (pendingBytes >= MAX_PENDING_BYTES) {
      flush();
    }
    dirty.add(transport);
    scheduleFlush();
  }

  void flushLater(int host) {
    dirtyChannels[host] = true;
    scheduleFlush();
  }

  /** So many bytes more wait to leave. */
  void gathered(int bytes) {
    pendingBytes += bytes;
  }

  private void scheduleFlush() {
    if (!flushScheduled) {
      flushScheduled = true;
      // After this wake-up's I/O and the tasks now at hand. Netty's own "after the iteration" would
      // wait for as long as other threads keep bringing tasks.
      execute(flushTask);
    }
  }

  private void flushAll() {
    flushScheduled = false;
    flush();
  }

  private void flush() {
    pendingBytes = 0;
    for (int i = 0; i < dirty.size(); i++) {
      try {
        dirty.get(i).flush();
      } catch (RuntimeException | Error e) {
        // Others' packets wait behind it.
        onFailure(e);
      }
    }
    dirty.clear();
    for (int host = 0; host < dirtyChannels.length; host++) {
      if (dirtyChannels[host]) {
        dirtyChannels[host] = false;
        channels.get(host).flush();
      }
    }
  }

  private void tick() {
    long now = nowNanos();
    meter.onTick(now);
    behind = behind && now - behindUntilNanos < 0;
    for (LongConsumer tick : ticks) {
      try {
        tick.accept(now);
      } catch (RuntimeException | Error e) {
        onFailure(e);
      }
    }
    // Backwards: a transport may end and leave, and the last, which has had its turn, move up.
    for (int i = owned.size() - 1; i >= 0; i--) {
      if (now - ticksDueNanos[i] >= 0) {
        tick(i, now);
      }
    }
    measureQueues();
    if (--ticksToSweep == 0) {
      ticksToSweep = TICKS_PER_SWEEP;
      sweep(now);
    }
  }

  private void tick(int index, long now) {
    IceTransport transport = owned.get(index);
    try {
      long next = transport.onTick(now);
      if (index < owned.size() && owned.get(index) == transport) {
        ticksDueNanos[index] = next;
      }
    } catch (RuntimeException | Error e) {
      onFailure(e);
    }
  }

  private void measureQueues() {
    long bytes = 0;
    for (int i = 0; i < channels.size(); i++) {
      bytes += queuedBytes(channels.get(i));
    }
    for (int i = 0; i < connections.size(); i++) {
      bytes += queuedBytes(connections.get(i).channel());
    }
    meter.setQueuedBytes(bytes);
    meter.setConnections(owned.size());
  }

  private static long queuedBytes(Channel channel) {
    ChannelOutboundBuffer queue = channel.unsafe().outboundBuffer();
    return queue == null ? 0 : queue.totalPendingWriteBytes();
  }

  private void sweep(long now) {
    for (int i = connections.size() - 1; i >= 0; i--) {
      connections.get(i).closeIfUnauthenticated(now);
    }
    if (first) {
      registry.expireWaiting(this, now);
    }
  }
}

package dev.sluice.ice;

import io.netty.channel.SingleThreadEventLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.function.LongSupplier;

/**
 * A media port of one loop, with the caller's thread for the loop and nothing for a socket: the
 * production demultiplexer, transports and senders, from the datagram read to the message that a
 * channel would hand to the kernel.
 *
 * <p>Belongs to one thread.
 */
public final class SocketlessPort {

  private static final int HOST = 0;
  private static final int PORT = 10_000;

  private final TransportRegistry registry =
      new TransportRegistry(new LocalAddresses(List.of(InetAddress.ofLiteral("127.0.0.1")), PORT));

  private final CallersEventLoop eventLoop = new CallersEventLoop();
  private final SinkChannel sink = new SinkChannel();
  private final LongSupplier clock;
  private final NettyMediaLoop loop;
  private final PacketDemux demux;

  /**
   * @param segments whether a message may carry several datagrams (UDP segmentation offload)
   * @param clock nanoseconds
   */
  public SocketlessPort(boolean segments, LongSupplier clock) {
    this.clock = clock;
    loop = new NettyMediaLoop(eventLoop, registry, clock, segments, true);
    demux = new PacketDemux(loop, registry);
    eventLoop.register(sink).syncUninterruptibly();
    loop.start(List.of(sink));
  }

  /** A transport whose peer at {@code remote} has checked and nominated its path. */
  public IceTransport connect(InetSocketAddress remote, IceTransport.Listener listener) {
    // Without a port, which it asks for the time of starting and closing alone: it does neither.
    IceTransport transport = new IceTransport(null, registry, listener);
    transport.open();
    transport.claim(loop);
    IceGeneration generation = registry.byUfrag(transport.localCredentials().ufrag());
    PacketPath path = transport.admit(generation, remote, null, HOST, clock.getAsLong());
    transport.onValid(path.iceLocal, path.iceRemote);
    return transport;
  }

  /** One datagram, as a channel brings it. */
  public void receive(byte[] datagram, int length, InetSocketAddress from) {
    demux.receive(datagram, 0, length, from, null, HOST, loop.nowNanos());
  }

  /** Ends a wake-up: runs its tasks, the last of which flushes what was gathered into the sink. */
  public void endWakeUp() {
    eventLoop.runTasks();
  }

  /** Messages that have left: each would have been a system call, or a part of one. */
  public long messages() {
    return sink.messages();
  }

  /** Those of them that carried several datagrams. */
  public long segmentedMessages() {
    return sink.segmentedMessages();
  }

  /** Packets that have left. */
  public long packets() {
    return loop.counters().get(PortCounters.Count.PACKETS_SENT);
  }

  /** Runs nothing by itself: the tasks of a wake-up wait for {@link #runTasks}. */
  private static final class CallersEventLoop extends SingleThreadEventLoop {

    private final Queue<Runnable> tasks = new ArrayDeque<>();

    CallersEventLoop() {
      super(null, Runnable::run, false);
    }

    /** As frugal as the queue that real event loops have. */
    @Override
    protected Queue<Runnable> newTaskQueue(int maxPendingTasks) {
      return new ArrayDeque<>();
    }

    @Override
    public boolean inEventLoop(Thread thread) {
      return true;
    }

    @Override
    public void execute(Runnable task) {
      tasks.add(task);
    }

    void runTasks() {
      while (!tasks.isEmpty()) {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
          task.run();
        }
        // Where an iteration ends, and what waits for the next asks to be run in it.
        afterRunningAllTasks();
      }
    }

    @Override
    protected void run() {
      throw new IllegalStateException("the caller's thread is the loop");
    }
  }
}

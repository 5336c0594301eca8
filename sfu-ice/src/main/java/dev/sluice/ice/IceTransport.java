package dev.sluice.ice;

import dev.sluice.core.transport.MediaLoop;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.ice4j.Transport;
import org.ice4j.TransportAddress;

/**
 * The path to one peer: ICE in the controlled role, and packets to and from the address that the
 * peer has chosen.
 *
 * <p>A transport has no thread and no socket. The loop on which the peer's first authentic check
 * arrives owns it from then on. The methods that say nothing else may be called from any thread.
 */
public final class IceTransport {

  /** What the transport reports. All calls come on the owner loop. */
  public interface Listener {

    /** The first call, but for a transport that is closed before any loop owned it. */
    void onLoopAssigned(MediaLoop loop);

    /** The peer has nominated a path: media may flow. Called once. */
    void onConnected();

    /**
     * A DTLS datagram (RFC 7983), perhaps before {@link #onConnected}. The array is read before the
     * call returns and belongs to the transport again afterwards.
     */
    void onDtlsPacket(byte[] packet, int offset, int length);

    /**
     * An SRTP or SRTCP packet (RFC 7983), perhaps before {@link #onConnected}. The array is read
     * before the call returns and belongs to the transport again afterwards; its content may be
     * changed in place.
     */
    void onSrtpPacket(byte[] packet, int offset, int length, long nowNanos);

    /**
     * From {@link #onLoopAssigned} to {@link #onClosed}, at most every 10 ms and at least every
     * 100.
     *
     * @return when to call again
     */
    default long onTick(long nowNanos) {
      return nowNanos;
    }

    /** The last call. */
    void onClosed(IceCloseReason reason);
  }

  private static final long CONNECT_TIMEOUT_NANOS = 30_000_000_000L;

  /** A connected peer's consent is looked after at least so often. */
  private static final long MAX_TICK_NANOS = 100_000_000;

  private final MediaPort port;
  private final TransportRegistry registry;
  private final Listener listener;
  private final AtomicReference<NettyMediaLoop> owner = new AtomicReference<>();
  private final List<IceGeneration> generations = new CopyOnWriteArrayList<>();
  private volatile IceGeneration latest;
  private volatile boolean closing;
  private volatile long startedNanos;
  private volatile InetSocketAddress remoteAddress;
  private volatile boolean overTcp;

  // Below: the owner loop's alone.
  private final PathTable paths = new PathTable();
  private final PacketSender sender = new PacketSender();
  private NettyMediaLoop loop;
  private IceGeneration active;
  private boolean connected;
  private boolean ended;

  IceTransport(MediaPort port, TransportRegistry registry, Listener listener) {
    this.port = port;
    this.registry = registry;
    this.listener = listener;
  }

  /** Registers the first credentials, once nobody can see a half-made transport. */
  void open() {
    latest = registry.newGeneration(this);
    generations.add(latest);
  }

  /** The credentials to announce, those of the last {@link #restart} if there was one. */
  public IceCredentials localCredentials() {
    return latest.local();
  }

  /**
   * Begins to answer the peer's checks. Without a nominated path within 30 seconds the transport
   * closes by itself.
   *
   * @throws IllegalStateException if these local credentials have been started before
   */
  public synchronized void start(IceCredentials remote) {
    IceGeneration generation = latest;
    if (generation.isStarted()) {
      throw new IllegalStateException("already started; an ICE restart begins with restart()");
    }
    startedNanos = port.nowNanos();
    generation.start(remote);
    if (owner.get() == null && !closing) {
      registry.startedWithoutLoop(this);
    }
  }

  /**
   * Makes new local credentials for an ICE restart (RFC 8445 section 9). {@link #start} with the
   * peer's new ones must follow. Until the peer has nominated a path with them, the old ones are
   * answered too and media stays on the old path.
   */
  public synchronized IceCredentials restart() {
    IceGeneration generation = registry.newGeneration(this);
    generations.add(generation);
    latest = generation;
    onOwner(() -> endGenerations(closing ? null : active, closing ? null : latest));
    return generation.local();
  }

  /**
   * Accepts a candidate of the peer, in any form, and by design does not use it: the peer reaches
   * this server, whose checks go only to addresses that have proven to be the peer's. So mDNS names
   * need no look-up and nobody can make the server probe a host.
   */
  public void addRemoteCandidate(String candidate) {
    // See above.
  }

  /** Where media is sent now; null before the first valid path. */
  public InetSocketAddress remoteAddress() {
    return remoteAddress;
  }

  /** Whether media is sent over TCP now, and not over UDP. */
  public boolean isOverTcp() {
    return overTcp;
  }

  /**
   * Sends one packet to the peer. It leaves when the loop's present wake-up ends, together with
   * those before and after it where the system can (UDP segmentation). Without a path, or while the
   * socket is full, it is dropped and counted. On the owner loop only; the array is read before the
   * call returns.
   */
  public void send(byte[] packet, int offset, int length) {
    if (loop == null) {
      return;
    }
    sender.send(packet, offset, length);
  }

  /** Ends the transport; {@link Listener#onClosed} follows on the owner loop. */
  public void close() {
    closing = true;
    owner.compareAndSet(null, port.firstLoop());
    onOwner(() -> end(IceCloseReason.LOCAL));
  }

  // ---- For the demultiplexer, on any loop.

  /** Makes the calling loop the owner if there is none; returns the owner. */
  NettyMediaLoop claim(NettyMediaLoop caller) {
    NettyMediaLoop known = owner.get();
    if (known != null) {
      return known;
    }
    if (!owner.compareAndSet(null, caller)) {
      return owner.get();
    }
    registry.noLongerWaiting(this);
    loop = caller;
    sender.assign(caller, this);
    caller.adopt(this);
    caller.guard(() -> listener.onLoopAssigned(caller));
    return caller;
  }

  /** Null until a loop has claimed the transport. */
  NettyMediaLoop owner() {
    return owner.get();
  }

  void expireUnowned(NettyMediaLoop caller, long nowNanos) {
    if (nowNanos - startedNanos < CONNECT_TIMEOUT_NANOS) {
      return;
    }
    registry.noLongerWaiting(this);
    if (owner.compareAndSet(null, caller)) {
      end(IceCloseReason.NEVER_CONNECTED);
    }
  }

  TransportRegistry registry() {
    return registry;
  }

  // ---- On the owner loop.

  void onDtls(byte[] packet, int offset, int length) {
    if (ended) {
      drop(PacketDrop.CLOSED);
      return;
    }
    try {
      listener.onDtlsPacket(packet, offset, length);
    } catch (RuntimeException e) {
      loop.onFailure(e);
    }
  }

  void onSrtp(byte[] packet, int offset, int length, long nowNanos) {
    if (ended) {
      drop(PacketDrop.CLOSED);
      return;
    }
    try {
      listener.onSrtpPacket(packet, offset, length, nowNanos);
    } catch (RuntimeException e) {
      loop.onFailure(e);
    }
  }

  /** Returns when to call again. */
  long onTick(long nowNanos) {
    for (IceGeneration generation : generations) {
      if (generation != active) {
        generation.onTick(nowNanos);
      }
    }
    if (active != null && !active.onTick(nowNanos)) {
      end(IceCloseReason.CONSENT_EXPIRED);
      return nowNanos;
    }
    if (active == null && nowNanos - startedNanos >= CONNECT_TIMEOUT_NANOS) {
      end(IceCloseReason.NEVER_CONNECTED);
      return nowNanos;
    }
    long listenersNanos = listener.onTick(nowNanos);
    boolean checking = active == null || generations.size() > 1;
    return checking ? nowNanos : Math.min(listenersNanos, nowNanos + MAX_TICK_NANOS);
  }

  boolean isClosing() {
    return closing;
  }

  long nowNanos() {
    return port.nowNanos();
  }

  void drop(PacketDrop reason) {
    NettyMediaLoop known = owner.get();
    if (known != null) {
      known.counters().drop(reason);
    }
  }

  /** An authentic check came from here: media from here is the peer's. */
  PacketPath admit(
      IceGeneration generation, InetSocketAddress from, TcpConnection tcp, int host, long now) {
    PacketPath path = paths.find(from, tcp, host);
    if (path == null) {
      if (paths.isFull()) {
        forget(paths.oldestBut(sender.path()));
      }
      path =
          new PacketPath(
              from,
              tcp,
              host,
              new TransportAddress(
                  from.getAddress(), from.getPort(), tcp == null ? Transport.UDP : Transport.TCP),
              registry.locals().facing(from, tcp != null, host),
              loop.segments());
      paths.add(path);
      if (tcp == null) {
        registry.admit(from, this);
      }
    }
    path.generation = generation;
    path.lastCheckNanos = now;
    return path;
  }

  PacketPath path(InetSocketAddress from, TcpConnection tcp, int host) {
    return paths.find(from, tcp, host);
  }

  void onValid(TransportAddress local, TransportAddress remote) {
    PacketPath path = paths.find(local, remote);
    if (path == null) {
      return;
    }
    path.valid = true;
    if (path.tcp == null) {
      registry.confirm(path.remote, this);
    }
    if (sender.path() == null) {
      use(path);
    }
  }

  void onSelected(IceGeneration generation, TransportAddress local, TransportAddress remote) {
    PacketPath path = paths.find(local, remote);
    if (path == null) {
      return;
    }
    use(path);
    if (active != generation) {
      active = generation;
      endGenerations(generation, latest);
      paths
          .matching(other -> other.generation != generation && other != path)
          .forEach(this::forget);
    }
    if (!connected) {
      connected = true;
      loop.guard(listener::onConnected);
    }
  }

  void onTcpClosed(TcpConnection tcp) {
    paths.matching(path -> path.tcp == tcp).forEach(this::forget);
  }

  /**
   * Sends one message of ICE's own. Until an address has answered a check, it is answered no more
   * bytes than it has asked, and asked no more, retransmissions included: who knows the password
   * can still forge where a request comes from. Answers and checks together may so come to twice
   * what was asked, where RFC 9000 section 8.1 allows thrice as much: were they held to once, the
   * answer to a client's first check would wait for the client's to ours (RFC 8445 section
   * 7.3.1.4), and every client connect a round trip later.
   */
  void sendStun(byte[] message, TransportAddress local, TransportAddress remote) {
    PacketPath path = paths.find(local, remote);
    if (path == null) {
      drop(PacketDrop.NO_PATH);
    } else if (path.isValidated() || spend(path, message)) {
      sender.sendNow(path, message);
    } else {
      drop(PacketDrop.UNVALIDATED_ADDRESS);
    }
  }

  private static boolean spend(PacketPath path, byte[] message) {
    return StunPacket.isResponse(message)
        ? path.spendOnAnswer(message.length)
        : path.spendOnCheck(message.length);
  }

  /** Gives the packets of this wake-up to the sockets. */
  void flush() {
    sender.flush();
  }

  private void use(PacketPath path) {
    sender.use(path);
    overTcp = path.tcp != null;
    remoteAddress = path.remote;
  }

  private void forget(PacketPath path) {
    paths.remove(path);
    path.generation.forgetPath(path);
    if (sender.path() == path) {
      sender.use(null);
    }
    if (path.tcp != null) {
      path.tcp.close();
    } else if (!paths.hasUdp(path.remote)) {
      registry.dismiss(path.remote, this);
    }
  }

  private void endGenerations(IceGeneration kept, IceGeneration alsoKept) {
    List<IceGeneration> done =
        generations.stream()
            .filter(generation -> generation != kept && generation != alsoKept)
            .toList();
    generations.removeAll(done);
    done.forEach(IceGeneration::end);
  }

  private void end(IceCloseReason reason) {
    if (ended) {
      return;
    }
    ended = true;
    closing = true;
    NettyMediaLoop last = owner.get();
    registry.noLongerWaiting(this);
    endGenerations(null, null);
    paths.matching(path -> true).forEach(this::forget);
    sender.discard();
    last.disown(this);
    last.guard(() -> listener.onClosed(reason));
  }

  private void onOwner(Runnable task) {
    NettyMediaLoop known = owner.get();
    if (known == null) {
      task.run();
    } else {
      known.execute(task);
    }
  }
}

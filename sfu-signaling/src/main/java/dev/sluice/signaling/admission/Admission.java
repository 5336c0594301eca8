package dev.sluice.signaling.admission;

import dev.sluice.signaling.config.Settings;
import dev.sluice.signaling.peer.PeerConnection;
import dev.sluice.signaling.peer.PeerConnectionFactory;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets newcomers in, or says why not. Whoever is in stays in, whatever comes. Control thread only,
 * but for the counters.
 */
public final class Admission {

  private static final Logger LOG = LoggerFactory.getLogger(Admission.class);

  /** How many seconds' worth of joins one address may make at once. */
  private static final int ADDRESS_BURST_SECONDS = 5;

  /**
   * To each session that an address may have: a browser opens some to load a page, besides the one
   * of its WebSocket.
   */
  private static final int TCP_CONNECTIONS_PER_SESSION = 4;

  /** Beyond these the one that has been quiet longest is forgotten, and so starts afresh. */
  private static final int REMEMBERED_ADDRESSES = 10_000;

  /** A load that wavers isn't to fill the log. */
  private static final long OVER_NANOS = 10_000_000_000L;

  private final JoinGate gate;
  private final LongSupplier nowNanos;
  private final DoubleSupplier cpuShare;
  private final DoubleSupplier heapShare;
  private final LimitCounters counters;
  private final Set<String> trustedProxies;
  private final Map<String, TokenBucket> joins =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, TokenBucket> eldest) {
          return size() > REMEMBERED_ADDRESSES;
        }
      };
  private final Map<String, Integer> connections = new HashMap<>();
  private final Map<String, Integer> tcpConnections = new HashMap<>();
  private Settings.Limits limits;
  private int unconnected;
  private boolean draining;
  private boolean overloaded;

  /** When it was seen last. */
  private long overloadNanos;

  /**
   * Lets everybody in at first.
   *
   * @param nowNanos a monotonic clock
   * @param cpuShare how busy the server is, from 0 to 1
   * @param heapShare how much of its memory is taken, from 0 to 1
   * @param trustedProxies see {@link ClientAddress#of}
   */
  public Admission(
      Settings.Limits limits,
      JoinGate gate,
      LongSupplier nowNanos,
      DoubleSupplier cpuShare,
      DoubleSupplier heapShare,
      LimitCounters counters,
      Set<String> trustedProxies) {
    this.limits = limits;
    this.gate = gate;
    this.nowNanos = nowNanos;
    this.cpuShare = cpuShare;
    this.heapShare = heapShare;
    this.counters = counters;
    this.trustedProxies = Set.copyOf(trustedProxies);
  }

  public LimitCounters counters() {
    return counters;
  }

  /** By which address a client is counted; empty where it isn't limited. */
  public Optional<String> addressOf(HttpServerRequest request) {
    return ClientAddress.of(request, trustedProxies);
  }

  /** The same of a connection, whatever is asked over it; empty for proxies too. */
  public Optional<String> addressOf(HttpConnection connection) {
    return connection.remoteAddress() == null
        ? Optional.empty()
        : ClientAddress.of(connection.remoteAddress().hostAddress(), trustedProxies);
  }

  /** From now on nobody new comes in. */
  public void drain() {
    draining = true;
  }

  public boolean isDraining() {
    return draining;
  }

  /** From now on these hold, for newcomers. */
  public void use(Settings.Limits newLimits) {
    if (newLimits.joinsPerSecondPerAddress() != limits.joinsPerSecondPerAddress()) {
      // Each has the former rate.
      joins.clear();
    }
    limits = newLimits;
  }

  /** What newcomers are refused for, were it too much. */
  public Load load() {
    return new Load(cpuShare.getAsDouble(), heapShare.getAsDouble());
  }

  /**
   * To be called about once a second: tells the log when the server begins to be too busy for
   * newcomers, whether or not any come, and when it has not been for a while.
   */
  public void watchLoad() {
    Optional<LimitException> overload = load().beyond(limits);
    long nowNanos = now();
    if (overload.isPresent()) {
      if (!overloaded) {
        LOG.warn("Overload: {}; nobody new comes in meanwhile", overload.get().getMessage());
      }
      overloaded = true;
      overloadNanos = nowNanos;
    } else if (overloaded && nowNanos - overloadNanos >= OVER_NANOS) {
      overloaded = false;
      LOG.info("The overload is over: newcomers are let in");
    }
  }

  /**
   * Lets a new session begin, at once or, in the order of asking, a little later.
   *
   * @param address the client's; empty where it isn't limited
   * @throws LimitException if it may not begin; {@code admitted} isn't run then
   */
  public void enter(Optional<String> address, Runnable admitted) throws LimitException {
    if (draining) {
      throw refused(Limit.DRAINING, "the server is about to stop: come back in a moment");
    }
    Optional<LimitException> overload = load().beyond(limits);
    if (overload.isPresent()) {
      counters.count(overload.get().limit());
      throw overload.get();
    }
    checkUnconnected();
    if (address.isPresent() && !bucket(address.get()).take(nowNanos.getAsLong())) {
      throw refused(
          Limit.ADDRESS_JOIN_RATE,
          "from one address %d sessions may begin per second (join-rate-per-address)"
              .formatted(limits.joinsPerSecondPerAddress()));
    }
    if (!gate.enter(admitted)) {
      throw refused(
          Limit.JOIN_RATE,
          "%d sessions may begin per second (join-rate), and many are waiting already"
              .formatted(limits.joinsPerSecond()));
    }
  }

  /** Whether another peer connection may be made. */
  public void checkUnconnected() throws LimitException {
    if (unconnected >= limits.unconnected()) {
      throw refused(
          Limit.UNCONNECTED,
          "%d peer connections are being made, and no more may be at a time (max-unconnected)"
              .formatted(unconnected));
    }
  }

  public void checkSdp(String sdp) throws LimitException {
    if (sdp.length() > limits.sdpSize()) {
      throw refused(
          Limit.SDP_SIZE,
          "an offer of %d characters is more than the %d that are read (max-sdp-size)"
              .formatted(sdp.length(), limits.sdpSize()));
    }
  }

  /** One WebSocket's messages. */
  public TokenBucket messages() {
    int rate = limits.messagesPerSecond();
    return new TokenBucket(rate, (double) rate * Settings.Limits.MESSAGE_BURST_SECONDS, now());
  }

  /**
   * Counts a WebSocket, or a session of WHIP or WHEP, of an address.
   *
   * @return what to run, once, when it is over
   */
  public Runnable connect(Optional<String> address) throws LimitException {
    return count(connections, address, limits.connectionsPerAddress());
  }

  /**
   * Counts a TCP connection to the HTTP port, on which nothing was asked yet.
   *
   * @return what to run, once, when it is over
   */
  public Runnable accept(Optional<String> address) throws LimitException {
    long most = (long) limits.connectionsPerAddress() * TCP_CONNECTIONS_PER_SESSION;
    return count(tcpConnections, address, most);
  }

  private Runnable count(Map<String, Integer> counts, Optional<String> address, long most)
      throws LimitException {
    if (address.isEmpty()) {
      return () -> {};
    }
    String key = address.get();
    if (counts.getOrDefault(key, 0) >= most) {
      throw refused(
          Limit.ADDRESS_CONNECTIONS,
          "one address may have %d connections at a time (max-connections-per-address)"
              .formatted(most));
    }
    counts.merge(key, 1, Integer::sum);
    return () -> counts.computeIfPresent(key, (k, n) -> n == 1 ? null : n - 1);
  }

  /**
   * Makes what the given factory makes, counts those that aren't connected yet, and holds each to
   * what it may publish.
   */
  public PeerConnectionFactory bounding(PeerConnectionFactory factory) {
    return (owner, listener) -> {
      unconnected++;
      PeerConnection connection = factory.create(owner, new Counting(listener));
      connection.limitReceivedBps(limits.publishBps());
      return connection;
    };
  }

  private LimitException refused(Limit limit, String message) {
    counters.count(limit);
    return new LimitException(limit, message);
  }

  private TokenBucket bucket(String address) {
    int rate = limits.joinsPerSecondPerAddress();
    return joins.computeIfAbsent(
        address, added -> new TokenBucket(rate, (double) rate * ADDRESS_BURST_SECONDS, now()));
  }

  private long now() {
    return nowNanos.getAsLong();
  }

  private final class Counting implements PeerConnection.Listener {

    private final PeerConnection.Listener listener;
    private boolean counted = true;

    private Counting(PeerConnection.Listener listener) {
      this.listener = listener;
    }

    private void settle() {
      if (counted) {
        counted = false;
        unconnected--;
      }
    }

    @Override
    public void onConnected() {
      settle();
      listener.onConnected();
    }

    @Override
    public void onClosed(PeerConnection.CloseReason reason) {
      settle();
      listener.onClosed(reason);
    }
  }
}

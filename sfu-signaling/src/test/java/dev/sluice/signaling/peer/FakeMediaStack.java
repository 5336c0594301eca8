package dev.sluice.signaling.peer;

import dev.sluice.core.capture.CaptureTap;
import dev.sluice.core.forward.Publication;
import dev.sluice.core.forward.Subscription;
import dev.sluice.core.room.ConnectionReport;
import dev.sluice.core.rtcp.RtcpWriter;
import dev.sluice.core.rtp.Codec;
import dev.sluice.core.rtp.RtpParameters;
import dev.sluice.core.session.RtpSession;
import dev.sluice.core.transport.MediaLoop;
import dev.sluice.core.transport.RtpTransport;
import dev.sluice.ice.IceCandidate;
import dev.sluice.ice.IceCredentials;
import dev.sluice.ice.LoopStatistics;
import dev.sluice.ice.MediaPortStatistics;
import dev.sluice.ice.PacketDrop;
import dev.sluice.signaling.jsep.Agreement;
import dev.sluice.signaling.jsep.Answer;
import dev.sluice.signaling.jsep.Answerer;
import dev.sluice.signaling.jsep.LocalTransport;
import dev.sluice.signaling.jsep.NegotiationException;
import dev.sluice.signaling.jsep.OfferedSection;
import dev.sluice.signaling.jsep.RemoteOffer;
import dev.sluice.signaling.jsep.SectionPlan;
import dev.sluice.signaling.sdp.Fingerprint;
import dev.sluice.signaling.sdp.IceParameters;
import dev.sluice.signaling.sdp.Msid;
import dev.sluice.signaling.sdp.SessionDescription;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/** Negotiates for real, but no packet ever flows: for tests of signalling. */
public final class FakeMediaStack implements MediaStack {

  private static final String FINGERPRINT =
      "4A:AD:B9:B1:3F:82:18:3B:54:02:12:DF:3E:5D:49:6B:19:E5:7C:AB:4A:AD:B9:B1:3F:82:18:3B"
          + ":54:02:12:DF";

  private static final List<Long> LATE_TICKS =
      Collections.nCopies(LoopStatistics.LATENESS_BOUNDS_NANOS.size() + 1, 1L);

  private final AtomicInteger ssrcs = new AtomicInteger(1000);
  private final AtomicInteger credentials = new AtomicInteger();
  private final Executor control;
  private final List<InetSocketAddress> addresses;
  private final List<Connection> connections = new CopyOnWriteArrayList<>();
  private volatile boolean closed;

  public FakeMediaStack(Executor control) {
    this(control, List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 10_000)));
  }

  public FakeMediaStack(Executor control, List<InetSocketAddress> addresses) {
    this.control = control;
    this.addresses = List.copyOf(addresses);
  }

  @Override
  public PeerConnection create(ConnectionOwner owner, PeerConnection.Listener listener) {
    Connection connection = new Connection("c-" + (connections.size() + 1), listener);
    connections.add(connection);
    return connection;
  }

  /** In the order of making, closed ones included. */
  public List<Connection> connections() {
    return List.copyOf(connections);
  }

  public boolean isClosed() {
    return closed;
  }

  @Override
  public int port() {
    return 10_000;
  }

  /** One packet that came from nowhere. */
  @Override
  public MediaPortStatistics statistics() {
    Map<PacketDrop, Long> drops = new EnumMap<>(PacketDrop.class);
    for (PacketDrop reason : PacketDrop.values()) {
      drops.put(reason, reason == PacketDrop.EMPTY ? 1L : 0L);
    }
    return new MediaPortStatistics(1, 100, 0, 0, 0, 0, drops);
  }

  @Override
  public List<LoopStatistics> loopStatistics() {
    return List.of(new LoopStatistics(Thread.currentThread().threadId(), 0, 0, LATE_TICKS, 0));
  }

  @Override
  public List<InetSocketAddress> addresses() {
    return addresses;
  }

  @Override
  public Optional<InetSocketAddress> mappedAddress(InetSocketAddress stunServer)
      throws IOException {
    throw new NoRouteToHostException("no packet ever leaves");
  }

  @Override
  public long wallClockOffsetNanos() {
    return 0;
  }

  @Override
  public void close() {
    closed = true;
  }

  private IceParameters newCredentials() {
    return new IceParameters("fake" + credentials.incrementAndGet(), "fakepasswordfakepassword");
  }

  /** The server's end of one peer connection. */
  public final class Connection implements PeerConnection {

    private final String id;
    private final Listener listener;
    private final RtpSession session = new RtpSession(new Nowhere());
    private final Map<String, Publication> publications = new LinkedHashMap<>();
    private final Map<String, Subscription> subscriptions = new LinkedHashMap<>();
    private final List<String> candidates = new CopyOnWriteArrayList<>();
    private IceParameters local = newCredentials();
    private Agreement agreed;
    private final SimulcastPackets camera = new SimulcastPackets();
    private int soundPackets;
    private int videoPackets;
    private long nowNanos;
    private volatile CaptureTap tap;
    private volatile boolean closed;
    private volatile long receivedLimitBps;
    private ConnectionOutcome outcome;

    private Connection(String id, Listener listener) {
      this.id = id;
      this.listener = listener;
      session.assignLoop(new CallersThread(this));
      session.onConnected();
    }

    /** What the peer has trickled. */
    public List<String> candidates() {
      return candidates;
    }

    public boolean isClosed() {
      return closed;
    }

    /** As if the peer had sent this, decrypted; returns when that is done. */
    public void receive(byte[] packet) {
      onControl(() -> session.onRtp(packet, 0, packet.length, 0));
    }

    /** As if ICE and DTLS were done; returns when that is known. */
    public void connect() {
      onControl(listener::onConnected);
    }

    /** As if the peer was gone; returns when that is known. */
    public void fail(CloseReason reason) {
      ConnectionTotals totals = new ConnectionTotals(session.totals(), Map.of(), 0, 0);
      fail(new ConnectionOutcome(reason, Optional.empty(), "", totals));
    }

    /** As if it had ended like this; returns when that is known. */
    public void fail(ConnectionOutcome how) {
      onControl(
          () -> {
            closed = true;
            outcome = how;
            listener.onClosed(how.reason());
          });
    }

    /**
     * As if the peer sent so much sound on the section of {@link Offers#microphone}; returns when
     * all of it has been heard.
     *
     * @param level in -dBov
     */
    public void sound(int level, int millis) {
      onControl(
          () -> {
            for (int passed = 0; passed < millis; passed += 20) {
              soundPackets++;
              nowNanos += 20_000_000;
              ByteBuffer packet = ByteBuffer.allocate(24);
              packet.putShort((short) 0x906F).putShort((short) soundPackets);
              packet.putInt(soundPackets * 960).putInt(4711);
              packet.putInt(0xBEDE_0001).putInt(0x10 << 24 | level << 16).putInt(0xFF);
              session.onRtp(packet.array(), 0, packet.capacity(), nowNanos);
              session.onTick(nowNanos);
            }
          });
    }

    /** As if the peer sent so much VP8, a keyframe each 100 ms; returns when all of it has come. */
    public void video(int millis) {
      onControl(
          () -> {
            for (int passed = 0; passed < millis; passed += 100) {
              videoPackets++;
              nowNanos += 100_000_000;
              ByteBuffer packet = ByteBuffer.allocate(33);
              packet.putShort((short) 0x80E0).putShort((short) videoPackets);
              packet.putInt(videoPackets * 9_000).putInt(4712);
              // RFC 7741 section 4.2: the start of the first partition, and a keyframe's header.
              packet.put((byte) 0x10).put(new byte[3]);
              packet.put((byte) 0x9D).put((byte) 0x01).put((byte) 0x2A);
              session.onRtp(packet.array(), 0, packet.capacity(), nowNanos);
              session.onTick(nowNanos);
            }
          });
    }

    /**
     * As if the peer sent so much of the camera of {@link Offers#simulcast}; returns when all of it
     * has come.
     *
     * @param keyFrames whether a keyframe comes each 500 ms, or none
     */
    public void simulcast(int millis, boolean keyFrames) {
      onControl(
          () -> {
            for (int passed = 0; passed < millis; passed += SimulcastPackets.FRAME_MILLIS) {
              nowNanos += SimulcastPackets.FRAME_MILLIS * 1_000_000L;
              for (byte[] packet : camera.next(keyFrames)) {
                session.onRtp(packet, 0, packet.length, nowNanos);
              }
              session.onTick(nowNanos);
            }
          });
    }

    /** As if the peer said by REMB that its network carries so much; returns when that is known. */
    public void estimate(long bps) {
      onControl(
          () -> {
            byte[] packet = new byte[100];
            RtcpWriter writer = new RtcpWriter();
            writer.wrap(packet, 0, packet.length);
            writer.bitrateEstimate(1, bps, new int[0], 0);
            session.onRtcp(packet, 0, writer.length(), nowNanos);
          });
    }

    /** Lets so much time pass for the peer; returns when it has. */
    public void tick(int millis) {
      onControl(
          () -> {
            for (int passed = 0; passed < millis; passed += 100) {
              nowNanos += 100_000_000;
              session.onTick(nowNanos);
            }
          });
    }

    /** Waits, because the loop serves sockets before tasks: a request sent next could overtake. */
    private void onControl(Runnable task) {
      CompletableFuture.runAsync(task, control).join();
    }

    @Override
    public SessionDescription answer(SessionDescription offer, Map<String, Playback> playbacks)
        throws NegotiationException {
      RemoteOffer remote = agreed == null ? RemoteOffer.of(offer) : RemoteOffer.of(offer, agreed);
      Map<String, SectionPlan> plans = new HashMap<>();
      for (OfferedSection section : remote.sections()) {
        Playback playback = playbacks.get(section.mid());
        if (section.sends()) {
          plans.put(section.mid(), SectionPlan.RECEIVE);
        } else if (section.receives() && playback != null) {
          plans.put(
              section.mid(),
              SectionPlan.send(new Msid(playback.streamId(), Optional.of(playback.trackId()))));
        }
      }
      if (remote.iceRestart()) {
        local = newCredentials();
      }
      Answer answer =
          new Answerer(ssrcs::incrementAndGet)
              .answer(
                  remote,
                  () ->
                      new LocalTransport(
                          local,
                          List.of(new Fingerprint("sha-256", FINGERPRINT)),
                          List.of(candidate())),
                  plans);
      agreed = answer.agreed();
      agreed.sections().forEach(section -> apply(section, playbacks.get(section.mid())));
      return answer.description();
    }

    private void apply(Agreement.Section section, Playback playback) {
      String mid = section.mid();
      section
          .receive()
          .ifPresentOrElse(
              receive -> publications.computeIfAbsent(mid, m -> session.publish(receive)),
              () -> publications.remove(mid));
      section
          .send()
          .ifPresentOrElse(
              send ->
                  subscriptions
                      .computeIfAbsent(mid, m -> session.subscribe(send))
                      .play(playback.publication()),
              () -> subscriptions.remove(mid));
    }

    @Override
    public void limitReceivedBps(long bps) {
      receivedLimitBps = bps;
    }

    /** What it may publish; 0 for no limit. */
    public long receivedLimitBps() {
      return receivedLimitBps;
    }

    @Override
    public Map<String, Publication> publications() {
      return new LinkedHashMap<>(publications);
    }

    @Override
    public Map<String, Subscription> subscriptions() {
      return new LinkedHashMap<>(subscriptions);
    }

    @Override
    public Codec codec(String mid) {
      return agreed.section(mid).orElseThrow().receive().orElseThrow().codecs().getFirst().codec();
    }

    @Override
    public List<RtpParameters> receiveParameters() {
      return agreed == null
          ? List.of()
          : agreed.sections().stream().flatMap(section -> section.receive().stream()).toList();
    }

    @Override
    public List<RtpParameters> sendParameters() {
      return agreed == null
          ? List.of()
          : agreed.sections().stream().flatMap(section -> section.send().stream()).toList();
    }

    @Override
    public void tap(CaptureTap nowTapped) {
      tap = nowTapped;
      if (nowTapped != null) {
        nowTapped.onAttached(0);
      }
    }

    /** Who sees the packets; null for nobody. */
    public CaptureTap tap() {
      return tap;
    }

    @Override
    public void addRemoteCandidate(String candidateLine) {
      candidates.add(candidateLine);
    }

    @Override
    public IceCredentials restartIce(IceCredentials remote) {
      local = newCredentials();
      return new IceCredentials(local.usernameFragment(), local.password());
    }

    @Override
    public List<IceCandidate> localCandidates() {
      return List.of();
    }

    @Override
    public String id() {
      return id;
    }

    @Override
    public CompletableFuture<ConnectionTotals> totals() {
      return session.ask(
          () -> new ConnectionTotals(session.totals(), Map.of(), 0, 0), ConnectionTotals.none());
    }

    @Override
    public ConnectionOutcome outcome() {
      return outcome;
    }

    @Override
    public Optional<ConnectionReport.Path> path() {
      return Optional.of(
          new ConnectionReport.Path(ConnectionReport.Protocol.UDP, 4, "192.0.2.7", 9));
    }

    @Override
    public CompletableFuture<ConnectionReport> report() {
      return session
          .statistics()
          .thenApply(
              media ->
                  new ConnectionReport(
                      ConnectionReport.State.CONNECTED,
                      new ConnectionReport.Path(ConnectionReport.Protocol.UDP, 4, "192.0.2.7", 9),
                      new ConnectionReport.Security("PROFILE", "server", Map.of(), 0, 0),
                      media));
    }

    /** As if it had closed, and nobody had been told yet. */
    public void closeUnheard() {
      closed = true;
      session.close();
      ConnectionTotals totals = new ConnectionTotals(session.totals(), Map.of(), 0, 0);
      outcome = new ConnectionOutcome(CloseReason.LOCAL, Optional.empty(), "", totals);
    }

    @Override
    public void close() {
      if (!closed) {
        closeUnheard();
        control.execute(() -> listener.onClosed(CloseReason.LOCAL));
      }
    }

    private static String candidate() {
      return "candidate:1 1 udp 2130706431 127.0.0.1 10000 typ host";
    }
  }

  /** Where packets would go. */
  private static final class Nowhere implements RtpTransport {
    @Override
    public void sendRtp(byte[] packet, int offset, int length) {}

    @Override
    public void sendRtcp(byte[] packet, int offset, int length) {}
  }

  /** A loop that is always the one calling, in whose time the peer lives. */
  private record CallersThread(Connection peer) implements MediaLoop {
    @Override
    public void execute(Runnable task) {
      task.run();
    }

    @Override
    public boolean inLoop() {
      return true;
    }

    @Override
    public long nowNanos() {
      return peer.nowNanos;
    }
  }
}

package dev.sluice.benchmarks.load.client;

import dev.sluice.benchmarks.load.signaling.Negotiation;
import dev.sluice.benchmarks.load.signaling.SignalingException;
import dev.sluice.core.rtcp.RtcpReader;
import dev.sluice.dtls.DtlsFailure;
import dev.sluice.dtls.DtlsTransport;
import dev.sluice.dtls.srtp.SrtpSession;
import dev.sluice.ice.IceCredentials;
import dev.sluice.signaling.sdp.SdpException;
import dev.sluice.signaling.sdp.SessionDescription;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * One client: a socket, its ICE session, DTLS and SRTP, and what it publishes or views.
 *
 * <pre>
 * socket ─┬ STUN ─ IceClient
 *         ├ DTLS ─ DtlsTransport ─ onKeys
 *         └ SRTP ─┬ RTP ─ Viewer (headers; a sample is decrypted)
 *                 └ RTCP ─ decrypt ─ Viewer, Publisher or PacketPublisher
 * </pre>
 *
 * <p>Negotiation comes on any thread; all else is the loop's.
 */
public final class ClientPeer implements Negotiation, IceClient.Listener, DtlsTransport.Listener {

  private static final SecureRandom RANDOM = new SecureRandom();

  /** A key frame's, and some. */
  private static final int MAX_EARLY_PACKETS = 64;

  private final ClientLoop loop;
  private final ClientTerms terms;
  private final MediaEnd end;
  private final JoinListener listener;
  private final IceCredentials credentials = IceCredentials.generate(RANDOM);
  private final CompletableFuture<Void> connected = new CompletableFuture<>();
  private final RtcpReader rtcp = new RtcpReader();
  private final List<ByteBuf> early = new ArrayList<>();
  private Channel channel;
  private volatile long offeredNanos;
  private SessionDescription described;
  private RemoteEnd remote;
  private IceClient ice;
  private DtlsTransport dtls;
  private SrtpSession srtp;
  private volatile InetSocketAddress server;
  private volatile boolean leaving;
  private volatile boolean closed;

  private ClientPeer(ClientLoop loop, ClientTerms terms, MediaEnd end, JoinListener listener) {
    this.loop = loop;
    this.terms = terms;
    this.end = end;
    this.listener = listener;
  }

  /** Opens a viewer's socket. Any thread. */
  public static CompletableFuture<ClientPeer> viewer(
      ClientLoop loop, ClientTerms terms, JoinListener listener, Optional<Publisher> publisher) {
    Viewer viewer = new Viewer(loop, terms, publisher);
    return open(new ClientPeer(loop, terms, viewer, listener), viewer::attach);
  }

  /** Opens a publisher's socket. Any thread. */
  public static CompletableFuture<ClientPeer> publisher(
      ClientLoop loop, ClientTerms terms, JoinListener listener, Publisher publisher) {
    return open(new ClientPeer(loop, terms, publisher, listener), publisher::attach);
  }

  /** As above, of packets that are whole already. */
  public static CompletableFuture<ClientPeer> publisher(
      ClientLoop loop, ClientTerms terms, JoinListener listener, PacketPublisher publisher) {
    return open(new ClientPeer(loop, terms, publisher, listener), publisher::attach);
  }

  private static CompletableFuture<ClientPeer> open(ClientPeer peer, Consumer<ClientPeer> attach) {
    attach.accept(peer);
    CompletableFuture<ClientPeer> opened = new CompletableFuture<>();
    peer.loop.execute(
        () -> {
          boolean v6 = peer.terms.localAddress() instanceof Inet6Address;
          var _ =
              peer.loop
                  .open(v6, peer.new Socket())
                  .addListener(
                      bound -> {
                        if (bound.isSuccess()) {
                          opened.complete(peer);
                        } else {
                          opened.completeExceptionally(bound.cause());
                        }
                      });
        });
    return opened;
  }

  /** Completes when DTLS is done; exceptionally where it never will be. */
  public CompletableFuture<Void> connected() {
    return connected;
  }

  /** Whether the connection is over, whoever ended it. */
  public boolean hasEnded() {
    return closed;
  }

  /** The socket's port. */
  public int localPort() {
    return ((InetSocketAddress) channel.localAddress()).getPort();
  }

  /** The server's port, 0 before ICE has found it. */
  public int serverPort() {
    InetSocketAddress known = server;
    return known == null ? 0 : known.getPort();
  }

  // ---- Negotiation, on any thread.

  @Override
  public String offer() {
    offeredNanos = System.nanoTime();
    SessionDescription offer =
        end instanceof PacketPublisher publisher
            ? descriptions().offer(publisher.sections())
            : descriptions().offer();
    return offer.format();
  }

  @Override
  public void accept(String answer) {
    SessionDescription answered = parse(answer);
    begin(answered, RemoteEnd.ofAnswer(answered));
  }

  @Override
  public String answer(String offer) {
    if (offeredNanos == 0) {
      // Otherwise its own offer was met by this one, and that is part of the server's time.
      offeredNanos = System.nanoTime();
    }
    SessionDescription offered = parse(offer);
    String answer = descriptions().answer(offered).format();
    begin(offered, RemoteEnd.of(offered));
    return answer;
  }

  private static SessionDescription parse(String text) {
    try {
      return SessionDescription.parse(text);
    } catch (SdpException e) {
      throw new SignalingException(e.getMessage(), e);
    }
  }

  private Descriptions descriptions() {
    String candidate =
        "candidate:1 1 udp 2130706431 %s %d typ host"
            .formatted(terms.localAddress().getHostAddress(), localPort());
    Optional<Descriptions.Sources> sources =
        end instanceof Publisher publisher ? Optional.of(publisher.sources()) : Optional.empty();
    return new Descriptions(terms, credentials, candidate, sources);
  }

  private void begin(SessionDescription description, RemoteEnd told) {
    RemoteEnd remoteEnd = told.reachableFrom(terms.localAddress());
    listener.onAnswered(System.nanoTime() - offeredNanos);
    loop.execute(
        () -> {
          if (!closed) {
            remote = remoteEnd;
            described = description;
            loop.add(this);
            ice =
                new IceClient(
                    credentials,
                    remote.credentials(),
                    remote.candidates(),
                    loop.bindings(),
                    loop.verifier(),
                    this,
                    System.nanoTime());
          }
        });
  }

  // ---- From here on: the loop.

  /** Brings the socket's packets in; one reading of the clock serves all that were read at once. */
  private final class Socket extends ChannelInboundHandlerAdapter {

    private long readNanos;

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
      channel = context.channel();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      DatagramPacket datagram = (DatagramPacket) message;
      if (readNanos == 0) {
        readNanos = System.nanoTime();
      }
      try {
        onPacket(datagram.content(), datagram.sender(), readNanos);
      } finally {
        datagram.release();
      }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      readNanos = 0;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      fail("the socket failed: " + cause);
    }
  }

  private void onPacket(ByteBuf packet, InetSocketAddress sender, long nowNanos) {
    int length = packet.readableBytes();
    if (length < 2 || length > ClientLoop.MAX_PACKET_BYTES) {
      loop.counters().unusable++;
      return;
    }
    // RFC 7983 section 7.
    int first = packet.getUnsignedByte(packet.readerIndex());
    if (first >= 128 && first <= 191) {
      onSrtp(packet, nowNanos);
    } else if (first <= 3) {
      if (ice != null) {
        ice.onPacket(copy(packet), length, sender, nowNanos);
      }
    } else if (first >= 20 && first <= 63 && dtls != null) {
      dtls.receive(copy(packet), 0, length);
    }
  }

  private void onSrtp(ByteBuf packet, long nowNanos) {
    if (srtp == null) {
      // The server has its keys a moment earlier than this side, and its first packets matter most.
      if (early.size() < MAX_EARLY_PACKETS) {
        early.add(packet.copy());
      }
      return;
    }
    // RFC 5761 section 4.
    int type = packet.getUnsignedByte(packet.readerIndex() + 1);
    if (type < 192 || type > 223) {
      end.onRtp(packet, nowNanos);
      return;
    }
    int length = packet.readableBytes();
    int plain = srtp.unprotectRtcp(copy(packet), 0, length, loop.plain(), 0);
    if (plain > 0 && rtcp.wrap(loop.plain(), 0, plain)) {
      end.onRtcp(rtcp, nowNanos);
    } else {
      loop.counters().unusable++;
    }
  }

  private byte[] copy(ByteBuf packet) {
    packet.getBytes(packet.readerIndex(), loop.received(), 0, packet.readableBytes());
    return loop.received();
  }

  /** Decrypts a whole packet into {@link ClientLoop#plain}; its length, or less than 0. */
  int unprotect(ByteBuf packet) {
    int length = packet.readableBytes();
    return srtp.unprotectRtp(copy(packet), 0, length, loop.plain(), 0);
  }

  /** Protects a packet and queues it; {@link #flush} sends it. */
  void writeRtp(byte[] packet, int length) {
    write(srtp.protectRtp(packet, 0, length, loop.secret(), 0));
  }

  void sendRtcp(byte[] packet, int length) {
    write(srtp.protectRtcp(packet, 0, length, loop.secret(), 0));
    flush();
  }

  private void write(int length) {
    if (length > 0) {
      write(loop.secret(), length, server);
    }
  }

  private void write(byte[] packet, int length, InetSocketAddress to) {
    ByteBuf buffer = channel.alloc().directBuffer(length).writeBytes(packet, 0, length);
    var _ = channel.write(new DatagramPacket(buffer, to), channel.voidPromise());
  }

  void flush() {
    channel.flush();
  }

  void onTurn(long nowNanos) {
    ice.onTick(nowNanos);
    if (srtp != null) {
      end.onTurn(nowNanos);
    }
  }

  /** The viewer of this connection, if it is one. */
  public Optional<Viewer> viewer() {
    return end instanceof Viewer viewer ? Optional.of(viewer) : Optional.empty();
  }

  void onFirstMedia(long nowNanos) {
    listener.onFirstMedia(nowNanos - offeredNanos);
  }

  // ---- ICE.

  @Override
  public void send(byte[] message, int length, InetSocketAddress to) {
    write(message, length, to);
    flush();
  }

  @Override
  public void onConnected(InetSocketAddress chosen) {
    server = chosen;
    dtls =
        new DtlsTransport(
            terms.certificate(),
            remote.localRole(),
            remote.fingerprints(),
            terms.profiles(),
            loop::execute,
            (datagram, offset, length) -> {
              if (!closed) {
                send(datagram, length, server);
              }
            },
            this);
    dtls.start();
  }

  @Override
  public void onIceFailed(String sentence) {
    fail(sentence);
  }

  // ---- DTLS.

  @Override
  public void onKeys(SrtpSession session) {
    if (!closed) {
      srtp = session;
      long now = System.nanoTime();
      listener.onConnected(now - offeredNanos);
      end.onSecured(described, now);
      connected.complete(null);
      for (ByteBuf packet : early) {
        onSrtp(packet, now);
      }
      forgetEarly();
    }
  }

  private void forgetEarly() {
    early.forEach(ByteBuf::release);
    early.clear();
  }

  @Override
  public void onFailed(DtlsFailure failure) {
    fail(failure.message());
  }

  @Override
  public void onClosed() {
    fail("the server closed the connection");
  }

  // ---- The end.

  private void fail(String sentence) {
    if (!closed) {
      if (!leaving) {
        listener.onFailed(sentence);
      }
      connected.completeExceptionally(new SignalingException(sentence));
      closeOnLoop();
    }
  }

  /** From now on an end of the connection is no failure. Any thread. */
  public void leaveSoon() {
    leaving = true;
  }

  /** Says goodbye over DTLS and closes the socket. Any thread. */
  public void close() {
    leaving = true;
    loop.execute(
        () -> {
          if (!closed && dtls != null) {
            // The goodbye is sent by a thread of its own, and comes back as onClosed.
            dtls.close();
          } else {
            closeOnLoop();
          }
        });
  }

  private void closeOnLoop() {
    if (closed) {
      return;
    }
    closed = true;
    end.onClosed();
    loop.remove(this);
    forgetEarly();
    srtp = null;
    if (dtls != null) {
      dtls.close();
    }
    if (channel != null) {
      var _ = channel.close();
    }
  }
}

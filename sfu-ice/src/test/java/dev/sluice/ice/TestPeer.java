package dev.sluice.ice;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A controlling ICE peer on a real socket that sends exactly what a test tells it, and answers the
 * server's checks unless told not to.
 */
final class TestPeer implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 20;

  /** A socket for whole packets. */
  interface Wire extends AutoCloseable {
    void send(byte[] packet) throws IOException;

    /** Null at the end. */
    byte[] receive() throws IOException;

    InetSocketAddress local();

    @Override
    void close() throws IOException;
  }

  final BlockingQueue<byte[]> responses = new LinkedBlockingQueue<>();
  final BlockingQueue<byte[]> requests = new LinkedBlockingQueue<>();
  final BlockingQueue<byte[]> packets = new LinkedBlockingQueue<>();
  private final AtomicLong bytesOfRequests = new AtomicLong();
  private final AtomicLong bytesOfResponses = new AtomicLong();
  private final Wire wire;
  private final IceCredentials local;
  private final IceCredentials remote;
  private boolean answering = true;

  TestPeer(Wire wire, IceCredentials local, IceCredentials remote) {
    this.wire = wire;
    this.local = local;
    this.remote = remote;
    Thread.ofVirtual().start(this::read);
  }

  static Wire udp(InetSocketAddress server) throws IOException {
    DatagramSocket socket = new DatagramSocket(0, loopbackLike(server));
    socket.connect(server);
    return new Wire() {
      @Override
      public void send(byte[] packet) throws IOException {
        socket.send(new DatagramPacket(packet, packet.length));
      }

      @Override
      public byte[] receive() throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[3000], 3000);
        socket.receive(packet);
        return Arrays.copyOf(packet.getData(), packet.getLength());
      }

      @Override
      public InetSocketAddress local() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
      }

      @Override
      public void close() {
        socket.close();
      }
    };
  }

  /** Counts the bytes that are sent. */
  static Wire counting(Wire wire, AtomicLong bytes) {
    return new Wire() {
      @Override
      public void send(byte[] packet) throws IOException {
        bytes.addAndGet(packet.length);
        wire.send(packet);
      }

      @Override
      public byte[] receive() throws IOException {
        return wire.receive();
      }

      @Override
      public InetSocketAddress local() {
        return wire.local();
      }

      @Override
      public void close() throws IOException {
        wire.close();
      }
    };
  }

  /**
   * One unconnected socket that answers whom it heard, and begins with the first host.
   *
   * @param host whom it sends to next; set to whoever it hears
   */
  static Wire udpTo(List<InetAddress> hosts, int port, AtomicReference<InetAddress> host)
      throws IOException {
    DatagramSocket socket = new DatagramSocket(0, hosts.getFirst());
    host.set(hosts.getFirst());
    return new Wire() {
      @Override
      public void send(byte[] packet) throws IOException {
        socket.send(new DatagramPacket(packet, packet.length, host.get(), port));
      }

      @Override
      public byte[] receive() throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[3000], 3000);
        socket.receive(packet);
        host.set(packet.getAddress());
        return Arrays.copyOf(packet.getData(), packet.getLength());
      }

      @Override
      public InetSocketAddress local() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
      }

      @Override
      public void close() {
        socket.close();
      }
    };
  }

  static Wire tcp(InetSocketAddress server) throws IOException {
    Socket socket = new Socket(server.getAddress(), server.getPort());
    socket.setTcpNoDelay(true);
    DataInputStream in = new DataInputStream(socket.getInputStream());
    DataOutputStream out = new DataOutputStream(socket.getOutputStream());
    return new Wire() {
      @Override
      public synchronized void send(byte[] packet) throws IOException {
        byte[] frame =
            ByteBuffer.allocate(2 + packet.length)
                .putShort((short) packet.length)
                .put(packet)
                .array();
        out.write(frame);
        out.flush();
      }

      @Override
      public byte[] receive() throws IOException {
        byte[] packet = new byte[in.readUnsignedShort()];
        in.readFully(packet);
        return packet;
      }

      @Override
      public InetSocketAddress local() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
      }

      @Override
      public void close() throws IOException {
        socket.close();
      }
    };
  }

  private static InetAddress loopbackLike(InetSocketAddress server) {
    return InetAddress.ofLiteral(
        server.getAddress().getAddress().length == 4 ? "127.0.0.1" : "::1");
  }

  InetSocketAddress address() {
    return wire.local();
  }

  /** What is answered has been sent when this returns. */
  synchronized void stopAnswering() {
    answering = false;
  }

  /** Sends a connectivity check as browsers do; returns its transaction id. */
  byte[] check(boolean nominate) {
    return check(nominate, 1_862_270_975);
  }

  byte[] check(boolean nominate, int priority) {
    byte[] id = newTransactionId();
    StunMessages message =
        StunMessages.message(StunMessages.BINDING_REQUEST, id)
            .username(remote.ufrag() + ":" + local.ufrag())
            .attribute(0xC057, new byte[] {0, 1, 0, 10})
            .controlling(42);
    if (nominate) {
      message.useCandidate();
    }
    send(message.priority(priority).integrity(remote.pwd()).fingerprint().encode());
    return id;
  }

  static byte[] newTransactionId() {
    byte[] id = new byte[12];
    ThreadLocalRandom.current().nextBytes(id);
    return id;
  }

  void send(byte[] packet) {
    try {
      wire.send(packet);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  byte[] awaitResponse() throws InterruptedException {
    return take(responses, "response to a check");
  }

  byte[] awaitRequest() throws InterruptedException {
    return take(requests, "check by the server");
  }

  byte[] awaitPacket() throws InterruptedException {
    return take(packets, "packet");
  }

  private static byte[] take(BlockingQueue<byte[]> queue, String what) throws InterruptedException {
    byte[] taken = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (taken == null) {
      throw new AssertionError("no " + what + " came");
    }
    return taken;
  }

  /** Of those that have come. */
  long bytesOfRequests() {
    return bytesOfRequests.get();
  }

  /** Of those that have come. */
  long bytesOfResponses() {
    return bytesOfResponses.get();
  }

  private void read() {
    try {
      while (true) {
        byte[] packet = wire.receive();
        if (packet.length < 20 || packet[0] > 3 || packet[0] < 0) {
          packets.add(packet);
        } else if ((packet[0] & 1) != 0) {
          bytesOfResponses.addAndGet(packet.length);
          responses.add(packet);
        } else {
          takeRequest(packet);
        }
      }
    } catch (IOException e) {
      // The socket was closed.
    }
  }

  private synchronized void takeRequest(byte[] request) throws IOException {
    bytesOfRequests.addAndGet(request.length);
    requests.add(request);
    if (answering) {
      wire.send(success(request));
    }
  }

  private byte[] success(byte[] request) {
    return StunMessages.message(StunMessages.BINDING_SUCCESS, Arrays.copyOfRange(request, 8, 20))
        .xorMappedAddress(new InetSocketAddress(InetAddress.ofLiteral("192.0.2.7"), 4711))
        .integrity(local.pwd())
        .fingerprint()
        .encode();
  }

  @Override
  public void close() throws IOException {
    wire.close();
  }
}

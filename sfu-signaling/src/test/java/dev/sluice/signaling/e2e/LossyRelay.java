package dev.sluice.signaling.e2e;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * A UDP relay in front of the media port that loses a share of the packets of both directions, and
 * may hold them up: the kernel of a build machine may lack netem.
 */
final class LossyRelay implements AutoCloseable {

  private final InetSocketAddress server;
  private final double loss;
  private final long delayNanos;
  private final Random random = new Random(7);
  private final Selector selector;
  private final DatagramChannel front;
  private final int port;
  private final Map<SocketAddress, DatagramChannel> backByClient = new HashMap<>();
  private final Deque<Held> held = new ArrayDeque<>();
  private final Thread thread;
  private volatile boolean lossy;
  private volatile boolean cut;

  LossyRelay(int mediaPort, double loss) throws IOException {
    this(mediaPort, loss, 0);
  }

  /**
   * @param delayMillis one way
   */
  LossyRelay(int mediaPort, double loss, int delayMillis) throws IOException {
    this.server = new InetSocketAddress(InetAddress.getLoopbackAddress(), mediaPort);
    this.loss = loss;
    this.delayNanos = TimeUnit.MILLISECONDS.toNanos(delayMillis);
    this.selector = Selector.open();
    this.front = DatagramChannel.open();
    front.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    port = ((InetSocketAddress) front.getLocalAddress()).getPort();
    front.configureBlocking(false);
    front.register(selector, SelectionKey.OP_READ);
    thread = Thread.ofPlatform().name("lossy-relay").start(this::relay);
  }

  /** From now on packets get lost; before, the relay only relays. */
  void startLosing() {
    lossy = true;
  }

  /** From now on nothing passes any more. */
  void cut() {
    cut = true;
  }

  /** Makes a page that hasn't been navigated yet send and receive its media through here. */
  void divert(Page page) {
    page.exposeFunction("divertAnswer", arguments -> divert((String) arguments[0]));
    page.addInitScript(
        """
        const apply = RTCPeerConnection.prototype.setRemoteDescription;
        RTCPeerConnection.prototype.setRemoteDescription = async function ({ type, sdp }) {
          return apply.call(this, { type, sdp: await window.divertAnswer(sdp) });
        };
        """);
  }

  /** Leaves in an answer only UDP candidates, and points them here. */
  String divert(String answer) {
    String udpOnly = answer.replaceAll("(?m)^a=candidate:\\S+ \\d+ (?i:tcp) .*\\r?\\n", "");
    return Pattern.compile("(?m)^(a=candidate:\\S+ \\d+ (?i:udp) \\d+) \\S+ \\d+ ")
        .matcher(udpOnly)
        .replaceAll("$1 127.0.0.1 " + port + " ");
  }

  private void relay() {
    ByteBuffer packet = ByteBuffer.allocate(2048);
    try {
      while (selector.isOpen()) {
        if (held.isEmpty()) {
          selector.select();
        } else {
          selector.select(1);
        }
        if (!selector.isOpen()) {
          return;
        }
        for (SelectionKey key : selector.selectedKeys()) {
          if (key.attachment() == null) {
            fromClients(packet);
          } else {
            fromServer((DatagramChannel) key.channel(), (SocketAddress) key.attachment(), packet);
          }
        }
        selector.selectedKeys().clear();
        release();
      }
    } catch (IOException e) {
      throw new IllegalStateException("The relay broke", e);
    }
  }

  private void fromClients(ByteBuffer packet) throws IOException {
    SocketAddress client;
    while ((client = front.receive(packet.clear())) != null) {
      DatagramChannel back = backByClient.get(client);
      if (back == null) {
        back = DatagramChannel.open();
        back.configureBlocking(false);
        back.connect(server);
        back.register(selector, SelectionKey.OP_READ, client);
        backByClient.put(client, back);
      }
      if (!lost()) {
        pass(packet.flip(), server, back);
      }
    }
  }

  private void fromServer(DatagramChannel back, SocketAddress client, ByteBuffer packet)
      throws IOException {
    while (back.read(packet.clear()) > 0) {
      if (!lost()) {
        pass(packet.flip(), client, front);
      }
    }
  }

  private void pass(ByteBuffer packet, SocketAddress to, DatagramChannel by) throws IOException {
    if (delayNanos == 0) {
      by.send(packet, to);
    } else {
      ByteBuffer copy = ByteBuffer.allocate(packet.remaining()).put(packet).flip();
      held.add(new Held(System.nanoTime() + delayNanos, copy, to, by));
    }
  }

  private void release() throws IOException {
    while (!held.isEmpty() && held.peek().dueNanos() - System.nanoTime() <= 0) {
      Held due = held.poll();
      due.by().send(due.packet(), due.to());
    }
  }

  /** A packet on its way. */
  private record Held(long dueNanos, ByteBuffer packet, SocketAddress to, DatagramChannel by) {}

  private boolean lost() {
    return cut || (lossy && random.nextDouble() < loss);
  }

  @Override
  public void close() throws IOException {
    selector.close();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    front.close();
    for (DatagramChannel back : backByClient.values()) {
      back.close();
    }
  }
}

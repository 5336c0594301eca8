package dev.sluice.signaling.e2e;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A link that is a UDP relay in front of the media port, to the millisecond: for what the kernel of
 * a build machine may lack, which is delay everywhere and namespaces in places, and for losses that
 * are the same in each run.
 */
final class RelayedLink implements ShapedLink {

  private final RunningServer toServer;
  private final InetSocketAddress server;
  private final Selector selector;
  private final DatagramChannel front;
  private final int port;
  private final Map<SocketAddress, DatagramChannel> backByClient = new HashMap<>();
  private final Direction up;
  private final Direction down;
  private final Thread thread;

  RelayedLink(RunningServer server) throws IOException {
    this(server, 0);
  }

  /**
   * @param delayMillis one way
   */
  RelayedLink(RunningServer toServer, int delayMillis) throws IOException {
    this.toServer = toServer;
    this.server = new InetSocketAddress(InetAddress.getLoopbackAddress(), toServer.mediaPort());
    this.up = new Direction(new OneWay(7, delayMillis));
    this.down = new Direction(new OneWay(8, delayMillis));
    this.selector = Selector.open();
    this.front = DatagramChannel.open();
    front.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    port = ((InetSocketAddress) front.getLocalAddress()).getPort();
    front.configureBlocking(false);
    front.register(selector, SelectionKey.OP_READ);
    thread = Thread.ofPlatform().name("relayed-link").start(this::relay);
  }

  @Override
  public void rateBps(long bps) {
    down.way.rateBps(bps);
  }

  @Override
  public void loss(double probability) {
    up.way.loss(probability);
    down.way.loss(probability);
  }

  @Override
  public URI pages() {
    return toServer.http();
  }

  @Override
  public Chromium startBrowser(Path folder) {
    return new Chromium();
  }

  @Override
  public Page newPage(Chromium behind) {
    Page page = behind.newPage(1280, 800);
    page.exposeFunction("divertAnswer", arguments -> divert((String) arguments[0]));
    page.addInitScript(
        """
        const apply = RTCPeerConnection.prototype.setRemoteDescription;
        RTCPeerConnection.prototype.setRemoteDescription = async function ({ type, sdp }) {
          return apply.call(this, { type, sdp: await window.divertAnswer(sdp) });
        };
        """);
    return page;
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
        if (up.held.isEmpty() && down.held.isEmpty()) {
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
        up.release();
        down.release();
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
      up.take(packet.flip(), server, back);
    }
  }

  private void fromServer(DatagramChannel back, SocketAddress client, ByteBuffer packet)
      throws IOException {
    while (back.read(packet.clear()) > 0) {
      down.take(packet.flip(), client, front);
    }
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

  /** A packet on its way. */
  private record Held(long dueNanos, ByteBuffer packet, SocketAddress to, DatagramChannel by) {}

  private static final class Direction {

    private final OneWay way;
    private final Deque<Held> held = new ArrayDeque<>();

    Direction(OneWay way) {
      this.way = way;
    }

    void take(ByteBuffer packet, SocketAddress to, DatagramChannel by) throws IOException {
      long nowNanos = System.nanoTime();
      long dueNanos = way.arrivalNanos(packet.remaining(), nowNanos);
      if (dueNanos == nowNanos) {
        by.send(packet, to);
      } else if (dueNanos != OneWay.NEVER) {
        ByteBuffer copy = ByteBuffer.allocate(packet.remaining()).put(packet).flip();
        held.add(new Held(dueNanos, copy, to, by));
      }
    }

    void release() throws IOException {
      while (!held.isEmpty() && held.peek().dueNanos() - System.nanoTime() <= 0) {
        Held due = held.poll();
        due.by().send(due.packet(), due.to());
      }
    }
  }
}

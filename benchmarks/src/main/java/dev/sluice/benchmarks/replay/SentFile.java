package dev.sluice.benchmarks.replay;

import dev.sluice.core.capture.LinkType;
import dev.sluice.core.capture.PcapngWriter;
import dev.sluice.core.capture.UdpDatagramWriter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Writes what a replay sends to a pcapng file, each peer's packets to a port of its own. */
final class SentFile implements ReplayListener, AutoCloseable {

  private static final int SERVER_PORT = 10_000;
  private static final int FIRST_PEER_PORT = 20_000;

  private final PcapngWriter blocks = new PcapngWriter();
  private final UdpDatagramWriter datagram = new UdpDatagramWriter();
  private final Map<String, Integer> interfaces = new HashMap<>();
  private final OutputStream out;

  SentFile(Path path) throws IOException {
    out = new BufferedOutputStream(Files.newOutputStream(path));
    blocks.section("Sluice", "What a replay has sent, each interface to one peer.");
    write();
  }

  @Override
  public void onSent(long nanos, String to, boolean rtcp, byte[] packet, int offset, int length) {
    try {
      Integer id = interfaces.get(to);
      if (id == null) {
        id = interfaces.size();
        interfaces.put(to, id);
        blocks.describeInterface(LinkType.RAW, to, "sent to " + to);
        write();
      }
      datagram.write(at(SERVER_PORT), at(FIRST_PEER_PORT + id), packet, offset, length);
      blocks.packet(id, nanos, datagram.bytes(), datagram.length(), datagram.length());
      write();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InetSocketAddress at(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  private void write() throws IOException {
    out.write(blocks.bytes(), 0, blocks.length());
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}

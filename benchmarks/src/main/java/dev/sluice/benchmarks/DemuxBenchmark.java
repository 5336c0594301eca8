package dev.sluice.benchmarks;

import dev.sluice.ice.SocketlessPort;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Demultiplexing: one captured media packet told apart and brought to its sender's transport. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DemuxBenchmark {

  @Param({"1", "1000"})
  int peers;

  private final SocketlessPort port = new SocketlessPort(true, System::nanoTime);
  private final CountingListener received = new CountingListener();
  private byte[][] packets;
  private InetSocketAddress[] senders;
  private int nextPacket;
  private int nextSender;

  @Setup
  public void connect() {
    packets = Capture.VP8.packets();
    senders = new InetSocketAddress[peers];
    for (int i = 0; i < peers; i++) {
      port.connect(address(i), received);
      // Equal and not the same, as the socket makes a new one for each datagram.
      senders[i] = address(i);
    }
  }

  private static InetSocketAddress address(int peer) {
    return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 20_000 + peer);
  }

  @Benchmark
  public long demux() {
    byte[] packet = packets[nextPacket];
    nextPacket = nextPacket + 1 == packets.length ? 0 : nextPacket + 1;
    InetSocketAddress sender = senders[nextSender];
    nextSender = nextSender + 1 == peers ? 0 : nextSender + 1;
    long before = received.srtpPackets();
    port.receive(packet, packet.length, sender);
    if (received.srtpPackets() == before) {
      throw new IllegalStateException("a packet found no transport");
    }
    return received.srtpPackets();
  }
}

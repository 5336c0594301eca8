package dev.sluice.benchmarks;

import dev.sluice.ice.IceTransport;
import dev.sluice.ice.SocketlessPort;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Sending, up to the system call and without it: a frame of equal packets, as browsers cut it,
 * copied into runs and flushed. Per packet.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SendBenchmark {

  private static final int PACKETS_PER_FRAME = 9;

  /** Whether several datagrams leave in one message (UDP segmentation offload). */
  @Param({"true", "false"})
  boolean segments;

  private final byte[] packet = new byte[EndlessVideo.PACKET_LENGTH];
  private SocketlessPort port;
  private IceTransport transport;

  @Setup
  public void connect() {
    port = new SocketlessPort(segments, System::nanoTime);
    transport =
        port.connect(
            new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 20_000),
            new CountingListener());
  }

  @Benchmark
  @OperationsPerInvocation(PACKETS_PER_FRAME)
  public long frame() {
    long before = port.packets();
    for (int i = 0; i < PACKETS_PER_FRAME; i++) {
      transport.send(packet, 0, packet.length);
    }
    port.endWakeUp();
    if (port.packets() - before != PACKETS_PER_FRAME) {
      throw new IllegalStateException("a frame did not leave whole");
    }
    return port.messages();
  }
}

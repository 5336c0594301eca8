package dev.sluice.benchmarks;

import dev.sluice.core.receive.TransportCcFeedback;
import dev.sluice.core.rtcp.RtcpKind;
import dev.sluice.core.rtcp.RtcpReader;
import dev.sluice.core.rtcp.RtcpWriter;
import dev.sluice.core.rtcp.TransportFeedback;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Transport-wide congestion control: what a publisher of 2.5 Mbit/s is told of the 25 packets of
 * 100 ms, two of them lost.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RtcpBenchmark {

  private static final int PACKETS = 25;
  private static final long PACKET_NANOS = 4_000_000;

  private final TransportCcFeedback feedback = new TransportCcFeedback();
  private final RtcpWriter writer = new RtcpWriter();
  private final RtcpReader reader = new RtcpReader();
  private final byte[] datagram = new byte[1200];
  private int written;
  private long sequence;

  @Setup
  public void prepare() {
    written = buildTransportFeedback();
  }

  /** Arrivals noted and one feedback packet written. */
  @Benchmark
  public int buildTransportFeedback() {
    for (int i = 0; i < PACKETS; i++) {
      if (i != 7 && i != 8) {
        feedback.onPacket((int) sequence & 0xFFFF, 1, sequence * PACKET_NANOS);
      }
      sequence++;
    }
    writer.wrap(datagram, 0, datagram.length);
    if (!feedback.write(1, writer, sequence * PACKET_NANOS)) {
      throw new IllegalStateException("no feedback was written");
    }
    return writer.length();
  }

  /** One feedback packet read, packet by packet. */
  @Benchmark
  public long parseTransportFeedback() {
    if (!reader.wrap(datagram, 0, written)
        || !reader.next()
        || reader.kind() != RtcpKind.TRANSPORT_FEEDBACK) {
      throw new IllegalStateException("the feedback was refused");
    }
    TransportFeedback read = reader.transportFeedback();
    long arrivals = 0;
    while (read.next()) {
      if (read.received()) {
        arrivals += read.arrivalNanos();
      }
    }
    return arrivals;
  }
}

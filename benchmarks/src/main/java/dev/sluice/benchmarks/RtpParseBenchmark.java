package dev.sluice.benchmarks;

import dev.sluice.core.codec.FrameInfo;
import dev.sluice.core.codec.PayloadDescriptor;
import dev.sluice.core.rtp.HeaderExtension;
import dev.sluice.core.rtp.RtpPacket;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Parsing: one captured packet's header, its extensions, and what its payload says. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RtpParseBenchmark {

  @Param Capture capture;

  private final RtpPacket packet = new RtpPacket();
  private final FrameInfo frame = new FrameInfo();
  private PayloadDescriptor descriptor;
  private int mid;
  private int transportCc;
  private byte[][] packets;
  private int next;

  @Setup
  public void prepare() {
    packets = capture.packets();
    descriptor = PayloadDescriptor.of(capture.codec());
    mid = capture.headerExtensions().get(HeaderExtension.MID);
    transportCc = capture.headerExtensions().get(HeaderExtension.TRANSPORT_CC);
  }

  @Benchmark
  public RtpPacket wrap() {
    byte[] bytes = packets[next];
    next = next + 1 == packets.length ? 0 : next + 1;
    if (!packet.wrap(bytes, 0, bytes.length)) {
      throw new IllegalStateException("a packet was refused");
    }
    return packet;
  }

  /** As {@link #wrap}, and two extensions looked up. */
  @Benchmark
  public int wrapAndFindExtensions() {
    wrap();
    int found = packet.findExtension(transportCc);
    if (found < 0) {
      throw new IllegalStateException("a packet has no transport-wide sequence number");
    }
    return found + packet.findExtension(mid);
  }

  /** As {@link #wrap}, and the payload's descriptor read. */
  @Benchmark
  public FrameInfo wrapAndDescribe() {
    wrap();
    if (!descriptor.read(
        packet.buffer(), packet.payloadOffset(), packet.payloadLength(), packet.marker(), frame)) {
      throw new IllegalStateException("a payload was refused");
    }
    return frame;
  }
}

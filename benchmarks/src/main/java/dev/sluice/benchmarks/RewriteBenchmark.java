package dev.sluice.benchmarks;

import dev.sluice.core.rtp.HeaderExtension;
import dev.sluice.core.rtp.HeaderExtensionMapping;
import dev.sluice.core.rtp.HeaderRewriter;
import dev.sluice.core.rtp.RtpPacket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Rewriting: one captured packet written as one viewer is to get it, its payload copied. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RewriteBenchmark {

  private static final int SSRC = 0x0501_1CE0;

  @Param({"VP8", "OPUS"})
  Capture capture;

  private final byte[] out = new byte[2048];
  private RtpPacket[] packets;
  private HeaderRewriter rewriter;
  private int next;
  private int sequenceNumber;

  @Setup
  public void prepare() {
    byte[][] captured = capture.packets();
    packets = new RtpPacket[captured.length];
    for (int i = 0; i < captured.length; i++) {
      packets[i] = new RtpPacket();
      packets[i].wrap(captured[i], 0, captured[i].length);
    }
    Map<HeaderExtension, Integer> extensions = capture.headerExtensions();
    rewriter = new HeaderRewriter("1".getBytes(StandardCharsets.US_ASCII), extensions, true);
    rewriter.setMapping(HeaderExtensionMapping.between(extensions, extensions));
    // As soon as the viewer has reported on the stream, no packet carries the MID any more.
    rewriter.sendMid(false);
  }

  @Benchmark
  public int rewrite() {
    RtpPacket packet = packets[next];
    next = next + 1 == packets.length ? 0 : next + 1;
    sequenceNumber = (sequenceNumber + 1) & 0xFFFF;
    int length =
        rewriter.write(
            packet, packet.payloadType(), sequenceNumber, packet.timestamp(), SSRC, out, 0);
    if (length < 0) {
      throw new IllegalStateException("a packet was refused");
    }
    rewriter.stampAbsSendTime(out, 0, sequenceNumber);
    rewriter.stampTransportCc(out, 0, sequenceNumber);
    return length;
  }
}

package dev.sluice.benchmarks;

import dev.sluice.core.rtcp.RtcpWriter;
import dev.sluice.core.rtp.RtpPacket;
import dev.sluice.core.session.RtpSession;
import dev.sluice.core.transport.MediaLoop;
import dev.sluice.core.transport.RtpTransport;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Repair: a viewer's NACK for one packet read, the packet found in the cache and sent again as RTX,
 * unprotected.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class NackBenchmark {

  private static final int SSRC = 1000;

  /** How far back a viewer asks. */
  private static final int REACH = 64;

  /** One packet is asked for again after 64 of these: later than any round trip. */
  private static final long REQUEST_NANOS = 10_000_000;

  private final EndlessVideo video = new EndlessVideo();
  private final Viewer transport = new Viewer();
  private final RtpSession publisher = new RtpSession(transport);
  private final RtpSession viewer = new RtpSession(transport);
  private final RtcpWriter writer = new RtcpWriter();
  private final byte[] request = new byte[64];
  private final int[] lost = new int[1];
  private long requests;
  private int newest;

  @Setup
  public void play() {
    MediaLoop loop = new InlineLoop(video::nowNanos);
    publisher.assignLoop(loop);
    publisher.onConnected();
    viewer.assignLoop(loop);
    viewer.onConnected();
    viewer
        .subscribe(EndlessVideo.CAPTURE.viewed(SSRC))
        .play(publisher.publish(EndlessVideo.CAPTURE.sent()));
    for (int i = 0; i < 10 * REACH; i++) {
      publisher.onRtp(video.next(), 0, EndlessVideo.PACKET_LENGTH, video.nowNanos());
    }
    newest = transport.newest;
  }

  @Benchmark
  public long answer() {
    long before = transport.packets;
    requests++;
    lost[0] = (newest - (int) (requests % REACH)) & 0xFFFF;
    writer.wrap(request, 0, request.length);
    writer.nack(1, SSRC, lost, 0, 1);
    viewer.onRtcp(request, 0, writer.length(), video.nowNanos() + requests * REQUEST_NANOS);
    // Twice, as repairs get lost too.
    if (transport.packets - before != 2) {
      throw new IllegalStateException("a request was not answered");
    }
    return transport.packets;
  }

  private static final class Viewer implements RtpTransport {

    private final RtpPacket packet = new RtpPacket();
    private long packets;
    private int newest;

    @Override
    public void sendRtp(byte[] bytes, int offset, int length) {
      packets++;
      packet.wrap(bytes, offset, length);
      newest = packet.sequenceNumber();
    }

    @Override
    public void sendRtcp(byte[] bytes, int offset, int length) {
      // Keyframe requests are none of what is measured.
    }
  }
}

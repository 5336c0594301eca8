package dev.sluice.benchmarks;

import dev.sluice.core.forward.Publication;
import dev.sluice.core.forward.Subscription;
import dev.sluice.core.rtcp.RtcpWriter;
import dev.sluice.core.session.RtpSession;
import dev.sluice.core.transport.MediaLoop;
import dev.sluice.core.transport.RtpTransport;
import dev.sluice.dtls.srtp.SrtpProfile;
import dev.sluice.dtls.srtp.SrtpSession;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * The whole media half between decryption and the socket: one packet of 1200 bytes received,
 * described, cached, and for each viewer rewritten and protected.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FanOutBenchmark {

  /** How what goes to viewers is protected. */
  public enum Protection {
    /** Not at all: what is left is Sluice's own work. */
    NONE,
    AEAD_AES_128_GCM,
    AES128_CM_HMAC_SHA1_80
  }

  private static final int FIRST_SSRC = 1000;

  @Param Protection protection;

  @Param({"1", "10", "100"})
  int viewers;

  private final EndlessVideo video = new EndlessVideo();
  private final MediaLoop loop = new InlineLoop(video::nowNanos);

  /** Shared by all viewers, as a loop's connections share theirs. */
  private final byte[] secret = new byte[2048];

  private RtpSession publisher;
  private long sent;

  @Setup
  public void connect() {
    publisher = new RtpSession(new Viewer(null));
    publisher.assignLoop(loop);
    publisher.onConnected();
    Publication publication = publisher.publish(EndlessVideo.CAPTURE.sent());
    for (int i = 0; i < viewers; i++) {
      RtpSession session = new RtpSession(new Viewer(srtp()));
      session.assignLoop(loop);
      session.onConnected();
      Subscription subscription = session.subscribe(EndlessVideo.CAPTURE.viewed(FIRST_SSRC + i));
      subscription.play(publication);
      reportOn(session, FIRST_SSRC + i);
    }
  }

  private SrtpSession srtp() {
    return switch (protection) {
      case NONE -> null;
      case AEAD_AES_128_GCM -> Keys.server(SrtpProfile.AEAD_AES_128_GCM);
      case AES128_CM_HMAC_SHA1_80 -> Keys.server(SrtpProfile.AES128_CM_HMAC_SHA1_80);
    };
  }

  /** A viewer that has reported on its stream is sent no MID any more. */
  private void reportOn(RtpSession session, int ssrc) {
    byte[] report = new byte[64];
    RtcpWriter writer = new RtcpWriter();
    writer.wrap(report, 0, report.length);
    writer.receiverReport(1);
    writer.reportBlock(ssrc, 0, 0, 0, 0, 0, 0);
    session.onRtcp(report, 0, writer.length(), video.nowNanos());
  }

  @Benchmark
  public long forward() {
    long before = sent;
    publisher.onRtp(video.next(), 0, EndlessVideo.PACKET_LENGTH, video.nowNanos());
    if (sent - before != viewers) {
      throw new IllegalStateException("%d of %d were sent".formatted(sent - before, viewers));
    }
    return sent;
  }

  /** One viewer's way out, with nothing behind it. */
  private final class Viewer implements RtpTransport {

    private final SrtpSession srtp;

    Viewer(SrtpSession srtp) {
      this.srtp = srtp;
    }

    @Override
    public void sendRtp(byte[] packet, int offset, int length) {
      if (srtp == null || srtp.protectRtp(packet, offset, length, secret, 0) > length) {
        sent++;
      }
    }

    @Override
    public void sendRtcp(byte[] packet, int offset, int length) {
      // Keyframe requests and reports are none of what is measured.
    }
  }
}

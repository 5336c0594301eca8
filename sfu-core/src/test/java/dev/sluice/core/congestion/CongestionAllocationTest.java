package dev.sluice.core.congestion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.AllocationMeter;
import dev.sluice.core.rtcp.RtcpReader;
import dev.sluice.core.rtcp.RtcpWriter;
import dev.sluice.core.rtcp.TransportFeedbackBuilder;
import org.junit.jupiter.api.Test;

/** Neither a packet, nor feedback, nor a probe, nor a packet that waits allocates anything. */
class CongestionAllocationTest {

  private static final int PACKET_BYTES = 1000;

  private final BandwidthEstimator estimator = new BandwidthEstimator();
  private final Pacer pacer = new Pacer(estimator, this::leave);
  private final PaddingSource padding = this::pad;
  private final byte[] packet = new byte[PACKET_BYTES];
  private final byte[] rtcp = new byte[1200];
  private final RtcpWriter writer = new RtcpWriter();
  private final RtcpReader reader = new RtcpReader();
  private final TransportFeedbackBuilder builder = new TransportFeedbackBuilder();
  private long nowNanos = 1_000_000_000L;
  private long linkFreeNanos;
  private int next = 1;
  private int held;
  private int feedbacks;

  private void leave(
      byte[] bytes, int length, int absAt, int ccAt, int ssrc, long number, long atNanos) {
    pacer.onSent(length, atNanos);
    estimator.onSent(next & 0xFFFF, length, 0, SentHistory.NO_MEDIA, atNanos);
    // One megabit per second, without an end of its queue.
    linkFreeNanos = Math.max(linkFreeNanos, atNanos) + length * 8_000L;
    if (!builder.add(next & 0xFFFF, linkFreeNanos)) {
      report();
      builder.begin(next & 0xFFFF, feedbacks++);
      builder.add(next & 0xFFFF, linkFreeNanos);
    }
    next++;
  }

  private int pad(int length, long atNanos) {
    leave(packet, length, -1, -1, 0, 0, atNanos);
    return length;
  }

  private void report() {
    if (!builder.isEmpty()) {
      writer.wrap(rtcp, 0, rtcp.length);
      writer.transportFeedback(1, 2, builder);
      reader.wrap(rtcp, 0, writer.length());
      reader.next();
      estimator.onTransportFeedback(reader.transportFeedback(), nowNanos);
      pacer.onFeedback(false, nowNanos);
    }
    builder.begin(next & 0xFFFF, feedbacks++);
  }

  /** Ten seconds of frames, some of which are key frames. */
  private void run() {
    for (int i = 0; i < 1000; i++) {
      nowNanos += 10_000_000;
      pacer.onTick(nowNanos, padding);
      if (i % 3 == 0) {
        long frame = estimator.estimateBps() * (i % 99 == 0 ? 20 : 1) / 8 / 33;
        for (long sent = 0; sent < frame; sent += PACKET_BYTES) {
          if (pacer.passes(PACKET_BYTES, nowNanos)) {
            leave(packet, PACKET_BYTES, -1, -1, 0, 0, nowNanos);
          } else {
            pacer.hold(i % 2 == 0, packet, PACKET_BYTES, -1, -1, 0, 0, nowNanos);
            held++;
          }
        }
      }
      if (i % 6 == 0) {
        report();
      }
    }
  }

  @Test
  void aCongestedViewerAllocatesNothing() {
    estimator.setDesiredBps(5_000_000);

    assertThat(AllocationMeter.bytesOf(this::run)).isZero();

    // That something was measured.
    assertThat(estimator.probes()).isPositive();
    assertThat(held).isPositive();
  }
}

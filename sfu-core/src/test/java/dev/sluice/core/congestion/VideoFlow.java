package dev.sluice.core.congestion;

import dev.sluice.core.rtcp.RtcpReader;
import dev.sluice.core.rtcp.RtcpWriter;
import dev.sluice.core.rtcp.TransportFeedbackBuilder;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;

/**
 * A sender that sends what it has as fast as the estimate allows, in frames, through the pacer; and
 * its receiver, which reports arrivals as libwebrtc does.
 */
final class VideoFlow implements Bottleneck.Flow, Pacer.Output, PaddingSource {

  private static final long FRAME_NANOS = 33_333_333;
  private static final long TICK_NANOS = 10_000_000;
  private static final int PACKET_BYTES = 1200;
  private static final double FRAME_VARIATION = 0.2;
  private static final long REPORT_NANOS = 60_000_000;

  /** The receiver's clock is another. */
  private static final long CLOCK_OFFSET_NANOS = 987_654_321_000L;

  private final Bottleneck link;
  private final Random random;
  private final BandwidthEstimator estimator = new BandwidthEstimator();
  private final Pacer pacer = new Pacer(estimator, this);
  private final byte[] packet = new byte[PACKET_BYTES];
  private final TreeMap<Long, Long> arrived = new TreeMap<>();
  private final Queue<byte[]> reports = new ArrayDeque<>();
  private final Queue<Long> reportsComeNanos = new ArrayDeque<>();
  private final TransportFeedbackBuilder builder = new TransportFeedbackBuilder();
  private final RtcpReader reader = new RtcpReader();

  private long availableBps;
  private long nextFrameNanos;
  private long nextTickNanos;
  private long nextReportNanos;
  private long nextNumber = 1;
  private long nextToReport = 1;
  private int feedbackCount;

  private long receivedBytes;
  private long receivedPackets;
  private long lostPackets;
  private long paddingBytes;
  private double nextFrameFactor = 1;
  private boolean obedient = true;
  private boolean muted;

  VideoFlow(Bottleneck link, long availableBps, long startNanos, int seed) {
    this.link = link;
    this.random = new Random(seed);
    this.nextFrameNanos = startNanos + seed % 30 * 1_000_000L;
    this.nextTickNanos = startNanos + seed % 10 * 1_000_000L;
    this.nextReportNanos = startNanos;
    available(availableBps);
  }

  void available(long bps) {
    availableBps = bps;
    estimator.setDesiredBps(bps);
  }

  /** The next frame is so many times larger than others. */
  void keyFrame(double times) {
    nextFrameFactor = times;
  }

  /** It sends all that it has, whatever the estimate. */
  void disobey() {
    obedient = false;
  }

  /** Nothing is sent. */
  void mute(boolean silent) {
    muted = silent;
  }

  long receivedBytes() {
    return receivedBytes;
  }

  long mediaBytes() {
    return receivedBytes - paddingBytes;
  }

  long receivedPackets() {
    return receivedPackets;
  }

  long lostPackets() {
    return lostPackets;
  }

  long paddingBytes() {
    return paddingBytes;
  }

  long estimateBps() {
    return estimator.estimateBps();
  }

  BandwidthEstimator estimator() {
    return estimator;
  }

  Pacer pacer() {
    return pacer;
  }

  void advance(long nowNanos) {
    while (!reports.isEmpty() && reportsComeNanos.peek() <= nowNanos) {
      reportsComeNanos.remove();
      takeReport(reports.remove(), nowNanos);
    }
    if (nowNanos >= nextTickNanos) {
      nextTickNanos += TICK_NANOS;
      pacer.onTick(nowNanos, this);
    }
    if (nowNanos >= nextFrameNanos) {
      nextFrameNanos += FRAME_NANOS;
      if (!muted) {
        sendFrame(nowNanos);
      }
    }
    if (nowNanos >= nextReportNanos) {
      nextReportNanos += REPORT_NANOS;
      report(nowNanos);
    }
  }

  private void sendFrame(long nowNanos) {
    double rate = obedient ? Math.min(availableBps, estimator.estimateBps()) : availableBps;
    double share = 1 + FRAME_VARIATION * (2 * random.nextDouble() - 1);
    share *= nextFrameFactor;
    nextFrameFactor = 1;
    int bytes = (int) (rate / 8 / 30 * share);
    int packets = Math.max(1, (bytes + PACKET_BYTES - 1) / PACKET_BYTES);
    for (int i = 0; i < packets; i++) {
      int length = Math.max(60, bytes / packets);
      if (pacer.passes(length, nowNanos)) {
        leave(packet, length, -1, -1, 0, 0, nowNanos);
      } else {
        pacer.hold(false, packet, length, -1, -1, 0, 0, nowNanos);
      }
    }
  }

  @Override
  public void leave(
      byte[] bytes, int length, int absAt, int ccAt, int ssrc, long number, long nowNanos) {
    pacer.onSent(length, nowNanos);
    estimator.onSent((int) nextNumber & 0xFFFF, length, 0, SentHistory.NO_MEDIA, nowNanos);
    link.send(this, nextNumber, length, nowNanos);
    nextNumber++;
  }

  @Override
  public int sendPadding(int bytes, long nowNanos) {
    int length = Math.clamp(bytes, 60, PACKET_BYTES);
    paddingBytes += length;
    leave(packet, length, -1, -1, 0, 0, nowNanos);
    return length;
  }

  @Override
  public void onDelivered(long number, int bytes, long arrivalNanos) {
    receivedBytes += bytes;
    receivedPackets++;
    arrived.put(number, arrivalNanos + CLOCK_OFFSET_NANOS);
  }

  @Override
  public void onDropped(long number, long nowNanos) {
    lostPackets++;
  }

  private void report(long nowNanos) {
    // What has been delivered but has not come to the end of the wire yet isn't known there.
    while (!arrived.isEmpty() && arrived.firstEntry().getValue() <= nowNanos + CLOCK_OFFSET_NANOS) {
      builder.begin((int) nextToReport & 0xFFFF, feedbackCount++);
      boolean room = true;
      while (room && !arrived.isEmpty()) {
        long number = arrived.firstKey();
        long at = arrived.firstEntry().getValue();
        if (at > nowNanos + CLOCK_OFFSET_NANOS) {
          break;
        }
        room = builder.add((int) number & 0xFFFF, at);
        if (room) {
          arrived.pollFirstEntry();
          nextToReport = number + 1;
        }
      }
      byte[] bytes = new byte[1400];
      RtcpWriter writer = new RtcpWriter();
      writer.wrap(bytes, 0, bytes.length);
      writer.transportFeedback(1, 2, builder);
      reports.add(Arrays.copyOf(bytes, writer.length()));
      reportsComeNanos.add(nowNanos + link.delayNanos());
    }
  }

  private void takeReport(byte[] bytes, long nowNanos) {
    reader.wrap(bytes, 0, bytes.length);
    while (reader.next()) {
      estimator.onTransportFeedback(reader.transportFeedback(), nowNanos);
      pacer.onFeedback(false, nowNanos);
    }
  }
}

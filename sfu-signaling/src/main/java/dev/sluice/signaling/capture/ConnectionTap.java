package dev.sluice.signaling.capture;

import dev.sluice.core.capture.CaptureStage;
import dev.sluice.core.capture.CaptureTap;
import java.net.InetSocketAddress;
import java.util.Set;

/** Passes the packets of one connection to the writer, from one negotiation to the next. */
final class ConnectionTap implements CaptureTap {

  private final CaptureWriter writer;
  private final Set<CaptureStage> stages;
  private final CaptureEvent.Terms terms;

  ConnectionTap(CaptureWriter writer, Set<CaptureStage> stages, CaptureEvent.Terms terms) {
    this.writer = writer;
    this.stages = stages;
    this.terms = terms;
  }

  @Override
  public void onAttached(long nowNanos) {
    writer.note(terms, nowNanos);
  }

  @Override
  public void onPacket(
      CaptureStage stage,
      InetSocketAddress remote,
      byte[] packet,
      int offset,
      int length,
      long nowNanos) {
    if (stages.contains(stage)) {
      writer.ring().offer(this, stage, remote, packet, offset, length, nowNanos);
    }
  }

  /** What was negotiated. */
  CaptureEvent.Terms terms() {
    return terms;
  }
}

package dev.sluice.core.simulation;

import dev.sluice.core.rtcp.RtcpWriter;
import dev.sluice.core.rtcp.SenderReport;
import dev.sluice.core.rtp.NtpTime;
import dev.sluice.core.rtp.SequenceUnwrapper;

/** One report block about one SSRC, as RFC 3550 appendix A.3 counts; retransmissions don't. */
final class ReceptionReport {

  private final int ssrc;
  private final SequenceUnwrapper sequences = new SequenceUnwrapper();
  private long first = -1;
  private long received;
  private long expectedBefore;
  private long receivedBefore;
  private int lastSenderReport;
  private long senderReportNanos;

  ReceptionReport(int ssrc) {
    this.ssrc = ssrc;
  }

  void onPacket(int sequenceNumber) {
    long sequence = sequences.unwrap(sequenceNumber);
    if (first < 0) {
      first = sequence;
    }
    received++;
  }

  void onSenderReport(SenderReport report, long nowNanos) {
    lastSenderReport = NtpTime.compact(report.ntpTimestamp());
    senderReportNanos = nowNanos;
  }

  /** Adds the block to the report written last, where anything was received. */
  void write(RtcpWriter writer, long nowNanos) {
    if (first < 0) {
      return;
    }
    long expected = sequences.highest() - first + 1;
    long expectedNow = expected - expectedBefore;
    long lostNow = Math.max(0, expectedNow - (received - receivedBefore));
    int fraction = expectedNow == 0 ? 0 : (int) Math.min(255, lostNow * 256 / expectedNow);
    expectedBefore = expected;
    receivedBefore = received;
    writer.reportBlock(
        ssrc,
        fraction,
        (int) (expected - received),
        (int) sequences.highest(),
        0,
        lastSenderReport,
        lastSenderReport == 0 ? 0 : NtpTime.compactOfNanos(nowNanos - senderReportNanos));
  }
}

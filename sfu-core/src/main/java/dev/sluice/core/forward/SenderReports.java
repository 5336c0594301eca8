package dev.sluice.core.forward;

import dev.sluice.core.rtcp.RtcpWriter;
import dev.sluice.core.rtp.NtpTime;
import java.nio.charset.StandardCharsets;

/**
 * The sender reports of one subscription (RFC 3550 section 6.4.1): each second, and soon after
 * every start, since the stream's time stands in another relation to ours from then on.
 */
final class SenderReports {

  private static final long INTERVAL_NANOS = 1_000_000_000;

  /** A sender report, and the source description around a CNAME. */
  private static final int FIXED_LENGTH = 28 + 4 + 4 + 2 + 4;

  private byte[] cname = new byte[0];
  private boolean reported;
  private long reportedNanos;

  void setCname(String text) {
    cname = text.getBytes(StandardCharsets.UTF_8);
  }

  void onStart() {
    reported = false;
  }

  boolean isDue(long nowNanos) {
    return !reported || nowNanos - reportedNanos >= INTERVAL_NANOS;
  }

  /**
   * Writes the report and the CNAME.
   *
   * @param rtpTimestamp the viewer's, of now
   * @param unixNanos the wall clock's, of now
   */
  boolean write(
      RtcpWriter writer,
      int ssrc,
      int rtpTimestamp,
      SubscriptionMeter meter,
      long nowNanos,
      long unixNanos) {
    reported = true;
    reportedNanos = nowNanos;
    return writer.senderReport(
            ssrc,
            NtpTime.ofUnixNanos(unixNanos),
            rtpTimestamp,
            meter.packets(),
            meter.payloadBytes())
        && writer.sourceDescription(ssrc, cname);
  }

  /** The most bytes that {@link #write} takes. */
  int length() {
    return FIXED_LENGTH + cname.length;
  }
}

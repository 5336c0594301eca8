package dev.sluice.core.receive;

import dev.sluice.core.rtcp.RtcpWriter;
import dev.sluice.core.rtp.NtpTime;

/**
 * The peer's latest receiver reference time, which wants an answer so that a peer that doesn't send
 * learns its round trip (RFC 3611 sections 4.4 and 4.5).
 */
public final class ReferenceTime {

  private boolean unanswered;
  private int ssrc;
  private int compactNtp;
  private long arrivalNanos;

  /** The peer told its time; an earlier one needs no answer any more. */
  public void onReport(int reporterSsrc, long ntpTimestamp, long nowNanos) {
    unanswered = true;
    ssrc = reporterSsrc;
    compactNtp = NtpTime.compact(ntpTimestamp);
    arrivalNanos = nowNanos;
  }

  /** Adds the answer to a compound packet where one is owed; without room it stays owed. */
  public void answer(RtcpWriter writer, int senderSsrc, long nowNanos) {
    if (unanswered) {
      unanswered =
          !writer.delaySinceReferenceTime(
              senderSsrc, ssrc, compactNtp, NtpTime.compactOfNanos(nowNanos - arrivalNanos));
    }
  }
}

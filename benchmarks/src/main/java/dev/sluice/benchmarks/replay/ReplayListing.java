package dev.sluice.benchmarks.replay;

import dev.sluice.core.rtcp.RtcpReader;
import dev.sluice.core.rtp.RtpPacket;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.zip.CRC32C;

/**
 * Prints a line for each packet: when, to whom, what, and a checksum (CRC-32C) of all of it. Times
 * are seconds since the recording's beginning.
 */
final class ReplayListing implements ReplayListener {

  private final PrintWriter out;
  private final long beginNanos;
  private final RtpPacket rtp = new RtpPacket();
  private final RtcpReader rtcpReader = new RtcpReader();
  private final CRC32C checksum = new CRC32C();

  ReplayListing(PrintWriter out, long beginNanos) {
    this.out = out;
    this.beginNanos = beginNanos;
  }

  @Override
  public void onSent(long nanos, String to, boolean rtcp, byte[] packet, int offset, int length) {
    checksum.reset();
    checksum.update(packet, offset, length);
    String what = rtcp ? rtcp(packet, offset, length) : rtp(packet, offset, length);
    out.printf(
        Locale.ROOT,
        "%s  %s  %s  length=%d crc=%08x\n",
        seconds(nanos - beginNanos),
        to,
        what,
        length,
        checksum.getValue());
  }

  private static String seconds(long nanos) {
    return "%d.%06d".formatted(nanos / 1_000_000_000, nanos % 1_000_000_000 / 1_000);
  }

  private String rtp(byte[] packet, int offset, int length) {
    if (!rtp.wrap(packet, offset, length)) {
      return "rtp malformed";
    }
    return "rtp  ssrc=%08x pt=%d seq=%d ts=%d%s"
        .formatted(
            rtp.ssrc(),
            rtp.payloadType(),
            rtp.sequenceNumber(),
            Integer.toUnsignedLong(rtp.timestamp()),
            rtp.marker() ? " marker" : "");
  }

  private String rtcp(byte[] packet, int offset, int length) {
    StringJoiner kinds = new StringJoiner("+", "rtcp ", "");
    if (rtcpReader.wrap(packet, offset, length)) {
      while (rtcpReader.next()) {
        kinds.add(rtcpReader.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'));
      }
    }
    return kinds.toString();
  }
}

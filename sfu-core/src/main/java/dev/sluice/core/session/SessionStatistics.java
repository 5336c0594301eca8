package dev.sluice.core.session;

import dev.sluice.core.congestion.BandwidthEstimator;
import dev.sluice.core.congestion.EstimateLimit;
import dev.sluice.core.forward.DropReason;
import java.util.Map;

/**
 * What passed through one session, taken on its loop at one instant.
 *
 * @param rtpPacketsReceived every decrypted RTP packet, whatever became of it
 * @param rtpBytesReceived of those, headers included
 * @param rtpPacketsSent retransmissions included
 * @param rtpBytesSent of those, headers included
 * @param rtcpPacketsReceived datagrams, each possibly compound
 * @param rtcpPacketsSent datagrams, each possibly compound
 * @param receiveBitrateBps over about the last second
 * @param sendBitrateBps over about the last second
 * @param roundTripMillis to the peer; 0 while unknown
 * @param transportCcPacketsLost packets that the peer's transport-wide feedback reported missing
 * @param transportCcPacketsReceived packets that it reported received
 * @param estimateBps what may be sent to the peer, of RTP with its headers
 * @param estimateLimit why that isn't more
 * @param desiredBps what could be sent with use
 * @param pacedBytes what waits, so that the peer's link isn't flooded
 * @param pacedMillis how long that will take to leave
 * @param probes how often it was tried whether more could be sent
 * @param paddingBytesSent of the bytes sent, those for such trials only
 * @param drops packets that belonged to no publication or subscription, by reason
 */
public record SessionStatistics(
    long rtpPacketsReceived,
    long rtpBytesReceived,
    long rtpPacketsSent,
    long rtpBytesSent,
    long rtcpPacketsReceived,
    long rtcpPacketsSent,
    long receiveBitrateBps,
    long sendBitrateBps,
    double roundTripMillis,
    long transportCcPacketsLost,
    long transportCcPacketsReceived,
    long estimateBps,
    EstimateLimit estimateLimit,
    long desiredBps,
    int pacedBytes,
    double pacedMillis,
    long probes,
    long paddingBytesSent,
    Map<DropReason, Long> drops) {

  /** Of a session through which nothing has passed. */
  public static final SessionStatistics NONE =
      new SessionStatistics(
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          BandwidthEstimator.START_BPS,
          EstimateLimit.START,
          0,
          0,
          0,
          0,
          0,
          Map.of());
}

package dev.sluice.core.forward;

import dev.sluice.core.rtp.Codec;
import dev.sluice.core.rtp.MediaKind;
import java.util.Map;

/**
 * What one viewer was sent of one publication, taken on the viewer's loop at one instant.
 *
 * @param codec of the packet sent last; null before the first
 * @param ssrc of the stream sent
 * @param state what the subscription is doing just now
 * @param packets media packets sent, without retransmissions
 * @param bytes of those packets, headers included
 * @param bitrateBps over about the last second
 * @param lost cumulative loss in the viewer's last receiver report
 * @param fractionLost in the viewer's last receiver report, 0 to 1
 * @param jitterMillis in the viewer's last receiver report
 * @param roundTripMillis to the viewer; 0 while unknown
 * @param nacks sequence numbers that the viewer asked for again
 * @param retransmitted packets sent again
 * @param parity packets sent by which the viewer restores others
 * @param keyframeRequests PLI and FIR received from the viewer
 * @param keyframes sent; 0 for audio
 * @param frames sent, as far as the payload tells
 * @param switches times that the source or its encoding changed or came back
 * @param layer which quality of the source is sent, and why
 * @param drops packets by reason, without the reasons that never occurred
 */
public record SubscriptionStatistics(
    MediaKind kind,
    Codec codec,
    long ssrc,
    SubscriptionState state,
    long packets,
    long bytes,
    long bitrateBps,
    long lost,
    double fractionLost,
    double jitterMillis,
    double roundTripMillis,
    long nacks,
    long retransmitted,
    long parity,
    long keyframeRequests,
    long keyframes,
    long frames,
    long switches,
    LayerReport layer,
    Map<DropReason, Long> drops) {

  /** Of a subscription to which nothing has been sent yet. */
  static SubscriptionStatistics none(MediaKind kind, int ssrc) {
    return new SubscriptionStatistics(
        kind,
        null,
        Integer.toUnsignedLong(ssrc),
        SubscriptionState.IDLE,
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
        0,
        0,
        0,
        LayerReport.NONE,
        Map.of());
  }
}

package dev.sluice.core.forward;

import dev.sluice.core.rtp.Codec;
import dev.sluice.core.rtp.MediaKind;
import java.util.List;
import java.util.Map;

/**
 * What has been received of one publication, taken on its loop at one instant.
 *
 * @param codec of the packet received last; null before the first
 * @param ssrc of the stream received last, 0 before the first packet
 * @param packets media packets received, retransmissions that filled a gap included
 * @param bytes of those packets, headers included
 * @param bitrateBps over about the last second
 * @param lost packets of all encodings lost on the way (RFC 3550 appendix A.3), whether a
 *     retransmission came for them or not; may be negative where packets come twice
 * @param fractionLost over the last report interval, 0 to 1, of the worst encoding
 * @param jitterMillis interarrival jitter (RFC 3550 appendix A.8), of the worst encoding
 * @param roundTripMillis to the publisher; 0 while unknown
 * @param nacks sequence numbers asked for again
 * @param retransmitted packets that came as a retransmission
 * @param keyframeRequests PLI and FIR sent to the publisher
 * @param keyframes received; 0 for audio
 * @param frames received of all encodings, as far as the payload tells
 * @param encodings each by itself; without simulcast one
 * @param drops packets by reason, without the reasons that never occurred
 */
public record PublicationStatistics(
    MediaKind kind,
    Codec codec,
    long ssrc,
    long packets,
    long bytes,
    long bitrateBps,
    long lost,
    double fractionLost,
    double jitterMillis,
    double roundTripMillis,
    long nacks,
    long retransmitted,
    long keyframeRequests,
    long keyframes,
    long frames,
    List<EncodingStatistics> encodings,
    Map<DropReason, Long> drops) {

  /** Of a publication from which nothing has come yet. */
  static PublicationStatistics none(MediaKind kind) {
    return new PublicationStatistics(
        kind, null, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, List.of(), Map.of());
  }
}

package dev.sluice.core.forward;

/**
 * Why a packet that arrived, or that a viewer could have had, went no further. The list is closed:
 * every packet that disappears inside Sluice is counted under exactly one of these.
 */
public enum DropReason {
  /** Not RTP or RTCP as RFC 3550 has it, or longer than a datagram of ours may be. */
  MALFORMED,
  /** An SSRC that no media section claims by MID, RID, announcement or payload type. */
  UNKNOWN_SSRC,
  /** A new SSRC after the session has learnt as many as it may. */
  TOO_MANY_SSRCS,
  /** A payload type that the media section has not negotiated. */
  UNKNOWN_PAYLOAD_TYPE,
  /** More than the publisher may send. */
  OVER_BITRATE_LIMIT,
  /** Already received. */
  DUPLICATE,
  /** Older than everything that is still remembered of its stream. */
  TOO_OLD,
  /** Sequence number far from all before it, and nothing followed it (RFC 3550 appendix A.1). */
  SEQUENCE_JUMP,
  /** Padding that only probes the path; its sequence number is closed up for viewers. */
  PADDING_ONLY,
  /** A retransmission without the two bytes of RFC 4588, or of a stream not yet known. */
  RTX_WITHOUT_ORIGINAL,
  /** Its layer isn't forwarded. */
  LAYER_NOT_SELECTED,
  /** The subscription is paused. */
  PAUSED,
  /** The room shows only the last N who spoke, and its publisher isn't among them. */
  LAST_N,
  /** A viewer's stream starts on a keyframe, and none has come yet. */
  WAITING_FOR_KEYFRAME,
  /** Sent before the point at which the viewer's stream began. */
  BEFORE_START,
  /** The viewer negotiated no codec that can carry it. */
  CODEC_NOT_NEGOTIATED,
  /** Too long once rewritten for this viewer. */
  TOO_LONG,
  /** The loop didn't keep up: its ring is full, or nothing is sent again until it has caught up. */
  LOOP_OVERLOADED,
  /** Asked for again by NACK, but gone from the cache or never sent to this viewer. */
  RETRANSMISSION_NOT_FOUND,
  /** Asked for again by NACK, but of no use before a keyframe, for want of another packet. */
  RETRANSMISSION_USELESS,
  /** Asked for again by NACK less than a round trip after it was sent last. */
  RETRANSMITTED_RECENTLY,
  /** More waited already than the viewer's link lets through in time. */
  LINK_CONGESTED,
  /** RTCP about a stream that isn't ours. */
  UNKNOWN_RTCP_TARGET
}

package dev.sluice.core.rtcp;

/** What {@link RtcpReader} found; each has its accessor there. */
public enum RtcpKind {
  SENDER_REPORT,
  RECEIVER_REPORT,
  SOURCE_DESCRIPTION,
  GOODBYE,
  NACK,
  PICTURE_LOSS,
  FULL_INTRA_REQUEST,
  BITRATE_ESTIMATE,
  TRANSPORT_FEEDBACK,
  EXTENDED_REPORT,
  /** A well-formed packet of a type that Sluice doesn't read: to be skipped. */
  OTHER,
  /** Its length or content contradicts its type: to be counted and skipped. */
  MALFORMED
}

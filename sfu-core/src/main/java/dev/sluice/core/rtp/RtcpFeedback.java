package dev.sluice.core.rtp;

/** The {@code a=rtcp-fb} values (RFC 4585 section 4.2, RFC 5104) that Sluice understands. */
public enum RtcpFeedback {
  NACK("nack"),
  NACK_PLI("nack pli"),
  CCM_FIR("ccm fir"),
  GOOG_REMB("goog-remb"),
  TRANSPORT_CC("transport-cc"),
  /**
   * Receiver reference times (RFC 3611 section 4.4), by which who only receives learns the round
   * trip, in libwebrtc's words for them.
   */
  RRTR("rrtr"),
  /** RFC 8888 section 6. */
  CCFB("ack ccfb");

  private final String value;

  RtcpFeedback(String value) {
    this.value = value;
  }

  /** The text behind the payload type in an {@code a=rtcp-fb} line. */
  public String value() {
    return value;
  }
}

package dev.sluice.core.capture;

/** Where on its way through one connection a packet was seen. */
public enum CaptureStage {
  /** From the peer, as it came: SRTP and SRTCP, also what turns out to be forged or repeated. */
  RECEIVED,
  /** From the peer, verified and decrypted: RTP and RTCP, as the media logic is given them. */
  DECRYPTED,
  /** To the peer, as the media logic gave them, before they are encrypted: RTP and RTCP. */
  SENT
}

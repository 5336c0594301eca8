package dev.sluice.signaling.peer;

import dev.sluice.dtls.DtlsFailure;
import dev.sluice.signaling.peer.PeerConnection.CloseReason;
import java.util.Optional;

/**
 * How far a peer connection had come when it ended.
 *
 * @param checked whether an authentic check of the peer has come
 * @param pathProven whether the peer has answered one of this side's
 * @param pathChosen whether the peer has nominated a path
 * @param dtlsDatagrams that have come of the peer
 * @param dtlsFailure null where DTLS did not fail by itself
 * @param keyed whether media could flow
 * @param publishes whether the peer was to send media
 * @param rtpPackets that have come of the peer
 * @param ageNanos since it was made
 */
record ConnectionProgress(
    boolean checked,
    boolean pathProven,
    boolean pathChosen,
    long dtlsDatagrams,
    DtlsFailure dtlsFailure,
    boolean keyed,
    boolean publishes,
    long rtpPackets,
    long ageNanos) {

  /** Who has waited so long for something to happen, leaves because it didn't. */
  private static final long PATIENCE_NANOS = 5_000_000_000L;

  /** The step that failed; empty where all went well, or was given up too soon to tell. */
  Optional<ConnectionFailure> failure(CloseReason reason) {
    return switch (reason) {
      case CONSENT_EXPIRED -> Optional.of(ConnectionFailure.CONSENT_EXPIRED);
      case NEVER_CONNECTED, DTLS_FAILED -> Optional.of(stepBeforeKeys());
      // Clients tend to lose patience, and leave, before this side does.
      case LOCAL, PEER_CLOSED -> ageNanos < PATIENCE_NANOS ? Optional.empty() : failureOfPatient();
    };
  }

  private Optional<ConnectionFailure> failureOfPatient() {
    if (!keyed) {
      return Optional.of(stepBeforeKeys());
    }
    return publishes && rtpPackets == 0
        ? Optional.of(ConnectionFailure.NO_MEDIA)
        : Optional.empty();
  }

  private ConnectionFailure stepBeforeKeys() {
    if (dtlsFailure != null) {
      return switch (dtlsFailure.reason()) {
        case TIMEOUT ->
            dtlsDatagrams == 0 ? ConnectionFailure.DTLS_SILENCE : ConnectionFailure.DTLS_TIMEOUT;
        case PROTOCOL_VERSION -> ConnectionFailure.DTLS_VERSION;
        case FINGERPRINT_MISMATCH -> ConnectionFailure.DTLS_FINGERPRINT;
        case NO_SRTP_PROFILE -> ConnectionFailure.DTLS_NO_SRTP_PROFILE;
        case PEER_REFUSED -> ConnectionFailure.DTLS_REFUSED;
        case PROTOCOL_ERROR -> ConnectionFailure.DTLS_PROTOCOL_ERROR;
      };
    }
    if (!checked) {
      return ConnectionFailure.ICE_NO_CHECKS;
    }
    if (!pathProven) {
      return ConnectionFailure.ICE_NO_ANSWER;
    }
    if (!pathChosen) {
      return ConnectionFailure.ICE_NOT_NOMINATED;
    }
    return dtlsDatagrams == 0 ? ConnectionFailure.DTLS_SILENCE : ConnectionFailure.DTLS_TIMEOUT;
  }
}

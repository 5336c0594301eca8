package dev.sluice.signaling.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dtls.DtlsFailure;
import dev.sluice.dtls.DtlsFailure.Reason;
import dev.sluice.signaling.peer.PeerConnection.CloseReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectionProgressTest {

  private static final long MINUTE_NANOS = 60_000_000_000L;

  @ParameterizedTest
  @CsvSource({
    "false, false, false, 0, ICE_NO_CHECKS",
    "true, false, false, 0, ICE_NO_ANSWER",
    "true, true, false, 0, ICE_NOT_NOMINATED",
    "true, true, true, 0, DTLS_SILENCE",
    "true, true, true, 3, DTLS_TIMEOUT"
  })
  void whatNeverConnectedFailedAtTheFirstStepNotDone(
      boolean checked, boolean proven, boolean chosen, long datagrams, ConnectionFailure step) {
    assertThat(
            new ConnectionProgress(
                    checked, proven, chosen, datagrams, null, false, true, 0, MINUTE_NANOS)
                .failure(CloseReason.NEVER_CONNECTED))
        .contains(step);
  }

  @ParameterizedTest
  @CsvSource({
    "TIMEOUT, DTLS_TIMEOUT",
    "PROTOCOL_VERSION, DTLS_VERSION",
    "FINGERPRINT_MISMATCH, DTLS_FINGERPRINT",
    "NO_SRTP_PROFILE, DTLS_NO_SRTP_PROFILE",
    "PEER_REFUSED, DTLS_REFUSED",
    "PROTOCOL_ERROR, DTLS_PROTOCOL_ERROR"
  })
  void dtlsNamesItsOwnReason(Reason reason, ConnectionFailure failure) {
    assertThat(
            new ConnectionProgress(
                    true, true, true, 3, new DtlsFailure(reason, ""), false, true, 0, MINUTE_NANOS)
                .failure(CloseReason.DTLS_FAILED))
        .contains(failure);
  }

  @Test
  void whoLeavesAtOnceHasNotFailed() {
    assertThat(leftAfter(1_000_000_000L, false, 0).failure(CloseReason.LOCAL)).isEmpty();
  }

  @Test
  void whoGivesUpBeforeTheServerDoesHasFailedToo() {
    assertThat(leftAfter(15_000_000_000L, false, 0).failure(CloseReason.LOCAL))
        .contains(ConnectionFailure.ICE_NO_CHECKS);
  }

  @Test
  void aPublisherOfWhomNothingCameHasFailed() {
    assertThat(leftAfter(MINUTE_NANOS, true, 0).failure(CloseReason.PEER_CLOSED))
        .contains(ConnectionFailure.NO_MEDIA);
    assertThat(leftAfter(MINUTE_NANOS, true, 1).failure(CloseReason.PEER_CLOSED)).isEmpty();
  }

  private static ConnectionProgress leftAfter(long ageNanos, boolean keyed, long packets) {
    return new ConnectionProgress(
        keyed, keyed, keyed, keyed ? 5 : 0, null, keyed, true, packets, ageNanos);
  }
}

package dev.sluice.dtls;

import java.time.Duration;

/**
 * How long a handshake may take.
 *
 * @param handshake from start to keys, whatever happens in between
 * @param firstResend wait before a flight is sent again; doubles each time
 */
record DtlsTimers(Duration handshake, Duration firstResend) {

  /** A WebRTC path answers within 200 ms or is long; the 1 s of RFC 6347 is felt by a person. */
  static final DtlsTimers DEFAULT = new DtlsTimers(Duration.ofSeconds(20), Duration.ofMillis(200));
}

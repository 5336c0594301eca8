package dev.sluice.signaling.peer;

import dev.sluice.core.session.SessionTotals;
import dev.sluice.dtls.srtp.SrtpDrop;
import java.util.Map;

/**
 * What has passed through one peer connection, in few numbers.
 *
 * @param srtpDrops packets that failed protection in either direction, without the reasons that
 *     never occurred
 * @param receivedBeforeKeys packets of the peer that came too early; most are read later
 * @param unsentBeforeKeys packets that were to be sent too early, and never left
 */
public record ConnectionTotals(
    SessionTotals media,
    Map<SrtpDrop, Long> srtpDrops,
    long receivedBeforeKeys,
    long unsentBeforeKeys) {

  public ConnectionTotals {
    srtpDrops = Map.copyOf(srtpDrops);
  }

  /** Of a connection through which nothing has passed. */
  public static ConnectionTotals none() {
    return new ConnectionTotals(SessionTotals.none(), Map.of(), 0, 0);
  }
}

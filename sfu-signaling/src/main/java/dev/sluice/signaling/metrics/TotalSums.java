package dev.sluice.signaling.metrics;

import dev.sluice.core.forward.TrafficTotals;
import dev.sluice.dtls.srtp.SrtpDrop;
import dev.sluice.signaling.peer.ConnectionTotals;
import java.util.EnumMap;
import java.util.Map;

/** Connections' totals, added up. */
final class TotalSums {

  private final TrafficTotals traffic = new TrafficTotals();
  private final Map<SrtpDrop, Long> srtpDrops = new EnumMap<>(SrtpDrop.class);
  private long receivedBeforeKeys;
  private long unsentBeforeKeys;

  void add(ConnectionTotals totals) {
    traffic.add(totals.media().traffic());
    totals.srtpDrops().forEach((reason, count) -> srtpDrops.merge(reason, count, Long::sum));
    receivedBeforeKeys += totals.receivedBeforeKeys();
    unsentBeforeKeys += totals.unsentBeforeKeys();
  }

  void add(TotalSums others) {
    traffic.add(others.traffic);
    others.srtpDrops.forEach((reason, count) -> srtpDrops.merge(reason, count, Long::sum));
    receivedBeforeKeys += others.receivedBeforeKeys;
    unsentBeforeKeys += others.unsentBeforeKeys;
  }

  TrafficTotals traffic() {
    return traffic;
  }

  long srtpDrops(SrtpDrop reason) {
    return srtpDrops.getOrDefault(reason, 0L);
  }

  long receivedBeforeKeys() {
    return receivedBeforeKeys;
  }

  long unsentBeforeKeys() {
    return unsentBeforeKeys;
  }
}

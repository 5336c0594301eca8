package dev.sluice.core.room;

import dev.sluice.core.session.SessionStatistics;
import java.util.Map;

/**
 * How somebody's connection is doing, whatever protocol made it.
 *
 * @param path null before the peer has been heard
 * @param media what has passed, and the round trip
 */
public record ConnectionReport(State state, Path path, Security security, SessionStatistics media) {

  /** How far it has come. */
  public enum State {
    /** The peer has shown no working path yet. */
    CONNECTING,
    /** There is a path, and keys are being agreed. */
    SECURING,
    /** Media flows. */
    CONNECTED
  }

  /** What carries the packets. */
  public enum Protocol {
    UDP,
    TCP
  }

  /**
   * Where packets go.
   *
   * @param ipVersion 4 or 6
   * @param remoteAddress of the peer, as seen from here
   */
  public record Path(Protocol protocol, int ipVersion, String remoteAddress, int remotePort) {}

  /**
   * How packets are protected.
   *
   * @param srtpProfile null before there are keys
   * @param dtlsRole this side's
   * @param drops packets that failed protection in either direction, by reason, without the reasons
   *     that never occurred
   * @param receivedBeforeKeys packets of the peer that came too early; most are read later
   * @param unsentBeforeKeys packets that were to be sent too early, and never left
   */
  public record Security(
      String srtpProfile,
      String dtlsRole,
      Map<String, Long> drops,
      long receivedBeforeKeys,
      long unsentBeforeKeys) {}
}

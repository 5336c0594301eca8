package dev.sluice.benchmarks.load.signaling;

/**
 * The client's half of an offer and its answer. Whether the client or the server offers is the
 * protocol's affair: {@link #offer}, which may be made again while nothing has come of it, and then
 * {@link #accept}; or {@link #answer}, also where an offer was met by the server's own.
 */
public interface Negotiation {

  /** This side's offer. */
  String offer();

  /**
   * Takes the server's answer, and begins to connect. Once.
   *
   * @throws SignalingException if it can't be used
   */
  void accept(String answer);

  /**
   * Answers the server's offer, and begins to connect. Once.
   *
   * @throws SignalingException if it can't be used
   */
  String answer(String offer);
}

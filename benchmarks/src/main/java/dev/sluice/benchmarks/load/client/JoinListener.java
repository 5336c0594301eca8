package dev.sluice.benchmarks.load.client;

/** Hears how a client gets in: durations in nanoseconds since its offer. Any thread. */
public interface JoinListener {

  /** The server's description is here. */
  void onAnswered(long nanos);

  /** DTLS is done, so media may flow. */
  void onConnected(long nanos);

  /** A viewer's first packet of media. */
  void onFirstMedia(long nanos);

  /**
   * It did not get in, or was put out.
   *
   * @param sentence why, without a full stop
   */
  void onFailed(String sentence);
}

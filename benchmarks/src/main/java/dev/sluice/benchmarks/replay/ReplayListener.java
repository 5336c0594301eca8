package dev.sluice.benchmarks.replay;

/** Hears what the server sends in a replay, in the order of sending. */
@FunctionalInterface
public interface ReplayListener {

  /**
   * One packet leaves, not yet protected.
   *
   * @param nanos since 1970, in the recording's time
   * @param to the peer's name in the replay
   * @param rtcp RTCP rather than RTP
   * @param packet good until this returns
   */
  void onSent(long nanos, String to, boolean rtcp, byte[] packet, int offset, int length);
}

package dev.sluice.core.receive;

/**
 * The bitrate that a publisher without transport-wide feedback is told by REMB
 * (draft-alvestrand-rmcat-remb-03).
 *
 * <p>It knows losses only, no delays: each second it grows by a quarter while less than 2 % is
 * lost, stays up to 10 %, and beyond that falls to what arrived less half of the fraction lost, as
 * the loss-based controller of draft-ietf-rmcat-gcc-02 section 6 does. Growth ends at twice of what
 * arrives, and at a cap.
 */
public final class RembEstimate {

  private static final long MIN_BPS = 100_000;
  private static final long MAX_BPS = 20_000_000;
  private static final long INITIAL_BPS = 3_000_000;

  private long bitrateBps = INITIAL_BPS;

  /**
   * Takes in what one second brought.
   *
   * @param fractionLost the worst of the publisher's streams, in 1/256
   */
  public void update(long receivedBps, int fractionLost) {
    if (fractionLost > 25) {
      bitrateBps = receivedBps - receivedBps * fractionLost / 512;
    } else if (fractionLost <= 5) {
      bitrateBps = Math.max(bitrateBps, Math.min(bitrateBps * 5 / 4, 2 * receivedBps));
    }
    bitrateBps = Math.clamp(bitrateBps, MIN_BPS, MAX_BPS);
  }

  public long bitrateBps() {
    return bitrateBps;
  }
}

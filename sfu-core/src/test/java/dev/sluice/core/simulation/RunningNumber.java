package dev.sluice.core.simulation;

/** Extends a running number of some bits by the nearest way from the last, as libwebrtc does. */
final class RunningNumber {

  private final int modulus;
  private boolean started;
  private long last;

  RunningNumber(int bits) {
    this.modulus = 1 << bits;
  }

  /** -1, for none, stays. The first number's extension is itself and one modulus. */
  long unwrap(int number) {
    if (number < 0) {
      return number;
    }
    if (!started) {
      started = true;
      last = (long) modulus + number;
      return last;
    }
    long ahead = Math.floorMod(number - last, modulus);
    last += ahead <= modulus / 2 ? ahead : ahead - modulus;
    return last;
  }
}

package dev.sluice.core.capture;

import java.math.BigInteger;

/**
 * What the time stamps of an interface count.
 *
 * @param perSecond units in a second, as an unsigned number
 * @param offsetSeconds to be added
 */
record TimeUnits(BigInteger perSecond, long offsetSeconds) {

  private static final BigInteger NANOS = BigInteger.valueOf(1_000_000_000);

  /**
   * @param resolution the exponent of if_tsresol: negative, of 10, or, with the highest bit set, of
   *     2
   */
  static TimeUnits ofOption(int resolution, long offsetSeconds) {
    int exponent = resolution & 0x7F;
    BigInteger base = (resolution & 0x80) == 0 ? BigInteger.TEN : BigInteger.TWO;
    return new TimeUnits(base.pow(exponent), offsetSeconds);
  }

  /** Nanoseconds since 1970 of an unsigned stamp. */
  long nanosOf(long stamp) {
    if (perSecond.equals(NANOS)) {
      return stamp + offsetSeconds * 1_000_000_000;
    }
    BigInteger units = new BigInteger(Long.toUnsignedString(stamp));
    return units.multiply(NANOS).divide(perSecond).longValue() + offsetSeconds * 1_000_000_000;
  }

  /** Nanoseconds since 1970 of whole seconds and units. */
  long nanos(long seconds, long units) {
    return seconds * 1_000_000_000 + units * (1_000_000_000 / perSecond.longValue());
  }
}

package dev.sluice.signaling.doctor;

/**
 * One thing that is well or isn't.
 *
 * @param subject the address, server or setting that it is about
 * @param message one sentence for the operator
 * @param remedy the setting that mends it, as it is written on the command line; null where there
 *     is nothing to mend
 */
public record Finding(Severity severity, String subject, String message, String remedy) {

  /** How bad it is. */
  public enum Severity {
    OK,
    /** True, and right for some. */
    NOTE,
    /** Some clients will hardly connect. */
    WARNING,
    /** Nobody can connect this way. */
    ERROR
  }

  static Finding ok(String subject, String message) {
    return new Finding(Severity.OK, subject, message, null);
  }

  /** On one line. */
  @Override
  public String toString() {
    return subject + ": " + message + (remedy == null ? "" : " Mend it by " + remedy + ".");
  }
}

package dev.sluice.signaling.access;

/** A token that opens nothing, or not what was asked for. The message says what would be right. */
public final class AccessException extends Exception {

  /** Whose fault it is. */
  public enum Reason {
    /** There is no token, or none that can be trusted. */
    UNAUTHORIZED,
    /** The token is good, and does not allow this. */
    NOT_ALLOWED
  }

  private final Reason reason;

  private AccessException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  static AccessException unauthorized(String message) {
    return new AccessException(Reason.UNAUTHORIZED, message);
  }

  static AccessException notAllowed(String message) {
    return new AccessException(Reason.NOT_ALLOWED, message);
  }

  public Reason reason() {
    return reason;
  }
}

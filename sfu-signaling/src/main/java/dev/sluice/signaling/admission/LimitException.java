package dev.sluice.signaling.admission;

/** Refused because of a limit; nothing has changed. The message says which, and how much it is. */
public final class LimitException extends Exception {

  private final Limit limit;

  LimitException(Limit limit, String message) {
    super(message);
    this.limit = limit;
  }

  public Limit limit() {
    return limit;
  }
}

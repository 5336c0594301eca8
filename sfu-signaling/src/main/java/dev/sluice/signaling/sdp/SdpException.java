package dev.sluice.signaling.sdp;

/** A description that breaks the rules; the message names the line and says what would be right. */
public final class SdpException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int line;

  SdpException(int line, String message) {
    super("line " + line + ": " + message);
    this.line = line;
  }

  /** The offending line, counted from 1. */
  public int line() {
    return line;
  }
}

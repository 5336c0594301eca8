package dev.sluice.ice;

/** The media port could not be opened; the message is one sentence for the operator. */
public final class MediaPortException extends Exception {

  MediaPortException(String message, Throwable cause) {
    super(message, cause);
  }
}

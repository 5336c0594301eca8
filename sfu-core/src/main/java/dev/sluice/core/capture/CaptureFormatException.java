package dev.sluice.core.capture;

/** A file isn't a capture, or is a broken one; the message says where and how, in one sentence. */
public final class CaptureFormatException extends Exception {

  private static final long serialVersionUID = 1;

  CaptureFormatException(String message) {
    super(message);
  }
}

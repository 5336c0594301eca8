package dev.sluice.signaling.websocket;

/** A message that can't be carried out; becomes an error message, and the socket stays open. */
final class ProtocolException extends Exception {

  private final ErrorCode code;

  ProtocolException(ErrorCode code, String message) {
    super(message);
    this.code = code;
  }

  ErrorCode code() {
    return code;
  }
}

package dev.sluice.benchmarks.load.signaling;

/** A server that lets a client not in; the message is one sentence. */
public final class SignalingException extends RuntimeException {

  public SignalingException(String message) {
    super(message);
  }

  public SignalingException(String message, Throwable cause) {
    super(message, cause);
  }
}

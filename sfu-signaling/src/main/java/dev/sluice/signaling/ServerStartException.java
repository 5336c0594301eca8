package dev.sluice.signaling;

/** The server can't start; the message is one sentence for the operator. */
public final class ServerStartException extends Exception {

  public ServerStartException(String message, Throwable cause) {
    super(message, cause);
  }
}

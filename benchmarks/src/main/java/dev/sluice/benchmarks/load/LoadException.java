package dev.sluice.benchmarks.load;

/** A test that can't be done; the message is one sentence for the tester. */
public final class LoadException extends Exception {
  private static final long serialVersionUID = 1L;

  public LoadException(String message) {
    super(message);
  }

  public LoadException(String message, Throwable cause) {
    super(message, cause);
  }
}

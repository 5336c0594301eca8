package dev.sluice.benchmarks.report;

/** Something that keeps a run from being made; the message is one sentence. */
public final class BenchException extends Exception {

  public BenchException(String message) {
    super(message);
  }

  public BenchException(String message, Throwable cause) {
    super(message, cause);
  }
}

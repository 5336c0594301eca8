package dev.sluice.benchmarks.replay.live;

/** A replay into a server that can't go on; the message is a sentence for whoever asked. */
public final class LiveReplayException extends Exception {

  LiveReplayException(String message) {
    super(message);
  }

  LiveReplayException(String message, Throwable cause) {
    super(message, cause);
  }
}

package dev.sluice.benchmarks.load.signaling;

import java.util.concurrent.CompletableFuture;

/**
 * One server's way of letting clients in. Any thread.
 *
 * <p>Both ways in complete when the descriptions are exchanged, or with a {@link
 * SignalingException} that says in one sentence what the server refused.
 */
public interface Signaling extends AutoCloseable {

  /** A client that the server knows. */
  @FunctionalInterface
  interface Session {

    /** Leaves; completes when the server has heard of it. */
    CompletableFuture<Void> leave();
  }

  /** Lets a client publish into a room, as a participant. */
  CompletableFuture<Session> publish(String room, String participant, Negotiation negotiation);

  /** Lets a client play what a participant of a room publishes. */
  CompletableFuture<Session> play(String room, String participant, Negotiation negotiation);

  @Override
  void close();
}

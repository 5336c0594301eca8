package dev.sluice.benchmarks.replay.live;

import dev.sluice.benchmarks.load.client.ClientLoop;
import dev.sluice.benchmarks.load.client.ClientPeer;
import dev.sluice.benchmarks.load.client.ClientTerms;
import dev.sluice.benchmarks.load.client.JoinListener;
import dev.sluice.benchmarks.load.client.PacketPublisher;
import dev.sluice.benchmarks.load.signaling.Signaling;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** One sender of a recording as a publisher of a server. Any thread. */
final class LivePublisher implements JoinListener {

  final String room;
  final String participant;
  final PacketPublisher packets;
  private final ClientLoop loop;
  private volatile ClientPeer peer;
  private volatile Signaling.Session session;
  private volatile String failure;

  LivePublisher(String room, String participant, PacketPublisher packets, ClientLoop loop) {
    this.room = room;
    this.participant = participant;
    this.packets = packets;
    this.loop = loop;
  }

  /** Completes when media may flow; exceptionally where it never will. */
  CompletableFuture<Void> enter(Signaling signaling, ClientTerms terms) {
    return ClientPeer.publisher(loop, terms, this, packets)
        .thenCompose(
            opened -> {
              peer = opened;
              return signaling.publish(room, participant, opened);
            })
        .thenCompose(
            opened -> {
              session = opened;
              return peer.connected();
            });
  }

  /** Completes when the server has heard of it, or can't. */
  CompletableFuture<Void> leave() {
    ClientPeer leaving = peer;
    if (leaving == null) {
      return CompletableFuture.completedFuture(null);
    }
    leaving.leaveSoon();
    CompletableFuture<Void> heard =
        session == null ? CompletableFuture.completedFuture(null) : session.leave();
    return heard.handle(
        (done, lost) -> {
          leaving.close();
          return null;
        });
  }

  /** Why it isn't in the server any more; a sentence without a full stop. */
  Optional<String> failure() {
    return Optional.ofNullable(failure);
  }

  @Override
  public void onFailed(String sentence) {
    failure = sentence;
  }

  @Override
  public void onAnswered(long nanos) {
    // How long it takes is the load generator's question.
  }

  @Override
  public void onConnected(long nanos) {
    // Likewise.
  }

  @Override
  public void onFirstMedia(long nanos) {
    // Nothing is received.
  }
}

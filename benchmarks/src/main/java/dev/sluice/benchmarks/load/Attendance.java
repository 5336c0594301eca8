package dev.sluice.benchmarks.load;

import dev.sluice.benchmarks.load.LoadPlan.Crowd;
import dev.sluice.benchmarks.load.LoadPlan.Shape;
import dev.sluice.benchmarks.load.client.ClientLoop;
import dev.sluice.benchmarks.load.client.ClientPeer;
import dev.sluice.benchmarks.load.client.ClientTerms;
import dev.sluice.benchmarks.load.client.Publisher;
import dev.sluice.benchmarks.load.signaling.Signaling;
import dev.sluice.benchmarks.load.signaling.Signaling.Session;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Who is in the rooms: lets clients come and go at the plan's pace. One thread. */
final class Attendance {

  private static final int PATIENCE_SECONDS = 40;
  private static final int FAREWELL_SECONDS = 10;

  /** Joins under way at once: what a server that falls behind is spared. */
  private static final int MAX_PENDING = 256;

  private record Present(ClientPeer peer, Session session) {}

  private record Publishing(String room, String participant, Publisher publisher) {}

  private final LoadPlan plan;
  private final Signaling signaling;
  private final ClientTerms terms;
  private final ClientLoop viewerLoop;
  private final ClientLoop publisherLoop;
  private final MediaSources sources;
  private final JoinStatistics joins;
  private final Consumer<String> progress;
  private final String roomPrefix =
      "load-" + Integer.toHexString(ThreadLocalRandom.current().nextInt(1 << 20)) + "-";
  private int crowds;
  private final List<Publishing> publishing = new ArrayList<>();
  private final List<Present> publishers = new ArrayList<>();
  private final List<Present> viewers = new ArrayList<>();

  Attendance(
      LoadPlan plan,
      Signaling signaling,
      ClientTerms terms,
      ClientLoop viewerLoop,
      ClientLoop publisherLoop,
      MediaSources sources,
      JoinStatistics joins,
      Consumer<String> progress) {
    this.plan = plan;
    this.signaling = signaling;
    this.terms = terms;
    this.viewerLoop = viewerLoop;
    this.publisherLoop = publisherLoop;
    this.sources = sources;
    this.joins = joins;
    this.progress = progress;
  }

  /** Lets all publishers in, into rooms where nobody has been before. */
  void publish() throws LoadException, InterruptedException {
    publishing.clear();
    crowds++;
    Crowd crowd = plan.crowd();
    int all = crowd.rooms() * crowd.publishers();
    List<CompletableFuture<Present>> joining = new ArrayList<>();
    for (int room = 0; room < crowd.rooms(); room++) {
      for (int participant = 0; participant < crowd.publishers(); participant++) {
        int number = room * crowd.publishers() + participant;
        Publisher publisher =
            new Publisher(
                publisherLoop, sources.video(number), sources.audio(number), (double) number / all);
        Publishing place =
            new Publishing(roomPrefix + crowds + "-" + room, "p" + participant, publisher);
        publishing.add(place);
        joins.onAsked();
        joining.add(
            join(
                ClientPeer.publisher(publisherLoop, terms, joins, publisher),
                peer -> signaling.publish(place.room(), place.participant(), peer)));
      }
    }
    publishers.addAll(await(joining));
    if (publishers.size() < all) {
      throw new LoadException("Not all publishers got in: " + String.join("; ", joins.failures()));
    }
  }

  /** Lets viewers in, or out, until there are so many; returns when they are connected or not. */
  void resize(int wanted) throws InterruptedException {
    while (viewers.size() > wanted) {
      var _ = leave(viewers.removeLast());
    }
    List<CompletableFuture<Present>> joining = new ArrayList<>();
    long interval = (long) (TimeUnit.SECONDS.toNanos(1) / plan.pace().joinsPerSecond());
    long due = System.nanoTime();
    for (int index = viewers.size(); index < wanted; index++) {
      sleepUntil(due);
      due += interval;
      awaitRoom(joining);
      joining.add(view(index));
      if (index % 10 == 0) {
        progress.accept("joining: %d of %d viewers".formatted(index, wanted));
      }
    }
    viewers.addAll(await(joining));
  }

  /** Lets one viewer in. */
  private CompletableFuture<Present> view(int index) {
    Publishing watched = watchedBy(index);
    joins.onAsked();
    return join(
        ClientPeer.viewer(viewerLoop, terms, joins, Optional.of(watched.publisher())),
        peer -> signaling.play(watched.room(), watched.participant(), peer));
  }

  /** Lets viewers in and at once out again, until that time; returns when the last has left. */
  void storm(long untilNanos) throws InterruptedException {
    List<CompletableFuture<Void>> visits = new ArrayList<>();
    long interval = (long) (TimeUnit.SECONDS.toNanos(1) / plan.pace().joinsPerSecond());
    long due = System.nanoTime();
    for (int index = 0; due < untilNanos && System.nanoTime() < untilNanos; index++) {
      sleepUntil(due);
      due += interval;
      while (visits.size() >= MAX_PENDING) {
        visits.removeIf(CompletableFuture::isDone);
        Thread.sleep(1);
      }
      visits.add(visit(index));
      if (index % 100 == 0) {
        progress.accept("%d joins, %d failed".formatted(joins.connected(), joins.failed()));
      }
    }
    await(visits);
  }

  /** Lets one viewer in and, as soon as it is connected, out again. */
  private CompletableFuture<Void> visit(int index) {
    return view(index).thenCompose(this::leave);
  }

  /** Rooms take turns, and in a room its publishers do. */
  private Publishing watchedBy(int viewer) {
    Crowd crowd = plan.crowd();
    int room = viewer % crowd.rooms();
    int place = viewer / crowd.rooms();
    int watched = place % crowd.publishers();
    if (crowd.shape() == Shape.MESH) {
      // Participant p views those behind it in the circle: all but itself.
      int watcher = place / (crowd.publishers() - 1);
      watched = (watcher + 1 + place % (crowd.publishers() - 1)) % crowd.publishers();
    }
    return publishing.get(room * crowd.publishers() + watched);
  }

  private CompletableFuture<Present> join(CompletableFuture<ClientPeer> opening, Way way) {
    return opening.thenCompose(
        peer ->
            way.in(peer)
                .whenComplete(
                    (session, failure) -> {
                      if (failure != null) {
                        joins.onFailed(sentence(failure));
                        peer.close();
                      }
                    })
                .thenCompose(session -> present(peer, session)));
  }

  private static CompletableFuture<Present> present(ClientPeer peer, Session session) {
    return peer.connected()
        .whenComplete(
            (done, failure) -> {
              if (failure != null) {
                var _ = session.leave();
              }
            })
        .thenApply(done -> new Present(peer, session));
  }

  /** How a client's offer gets to the server. */
  @FunctionalInterface
  private interface Way {
    CompletableFuture<Session> in(ClientPeer peer);
  }

  private static String sentence(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null
        && cause.getMessage() != null
        && cause.getMessage().startsWith(cause.getCause().getClass().getName())) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage());
  }

  private static void awaitRoom(List<CompletableFuture<Present>> joining)
      throws InterruptedException {
    while (joining.stream().filter(join -> !join.isDone()).count() >= MAX_PENDING) {
      Thread.sleep(1);
    }
  }

  /** Those who got in. */
  private <T> List<T> await(List<CompletableFuture<T>> joining) throws InterruptedException {
    try {
      CompletableFuture.allOf(joining.toArray(CompletableFuture[]::new))
          .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      // Some did not get in; why, the statistics have counted.
      progress.accept("some did not get in: " + sentence(e));
    } catch (TimeoutException e) {
      joins.onFailed("no answer and no failure within " + PATIENCE_SECONDS + " s");
    }
    return joining.stream()
        .filter(join -> join.isDone() && !join.isCompletedExceptionally())
        .map(CompletableFuture::join)
        .toList();
  }

  private CompletableFuture<Void> leave(Present present) {
    present.peer().leaveSoon();
    return present
        .session()
        .leave()
        .handle(
            (done, failure) -> {
              present.peer().close();
              return null;
            });
  }

  /** All go. */
  void leave() throws InterruptedException {
    List<CompletableFuture<Void>> leaving = new ArrayList<>();
    viewers.forEach(viewer -> leaving.add(leave(viewer)));
    publishers.forEach(publisher -> leaving.add(leave(publisher)));
    viewers.clear();
    publishers.clear();
    try {
      CompletableFuture.allOf(leaving.toArray(CompletableFuture[]::new))
          .get(FAREWELL_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      progress.accept("the server did not hear every goodbye");
    }
  }

  /** Whose connection broke, as on a server that was asked too much, is a viewer no more. */
  void forgetEnded() {
    viewers.removeIf(viewer -> viewer.peer().hasEnded());
  }

  int viewers() {
    return viewers.size();
  }

  /** Of all sockets. */
  Set<Integer> ports() {
    Set<Integer> ports = new HashSet<>();
    viewers.forEach(viewer -> ports.add(viewer.peer().localPort()));
    publishers.forEach(publisher -> ports.add(publisher.peer().localPort()));
    return ports;
  }

  /** Of the server's sockets. */
  Set<Integer> serverPorts() {
    Set<Integer> ports = new HashSet<>();
    viewers.forEach(viewer -> ports.add(viewer.peer().serverPort()));
    publishers.forEach(publisher -> ports.add(publisher.peer().serverPort()));
    return ports;
  }

  static void sleepUntil(long nanos) throws InterruptedException {
    long left;
    while ((left = nanos - System.nanoTime()) > 0) {
      LockSupport.parkNanos(left);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }
}

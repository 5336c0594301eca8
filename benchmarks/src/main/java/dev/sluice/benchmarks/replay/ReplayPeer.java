package dev.sluice.benchmarks.replay;

import dev.sluice.core.forward.Publication;
import dev.sluice.core.forward.Subscription;
import dev.sluice.core.forward.SubscriptionStatistics;
import dev.sluice.core.rtp.RtpPacket;
import dev.sluice.core.rtp.RtpParameters;
import dev.sluice.core.session.RtpSession;
import dev.sluice.core.transport.RtpTransport;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/** The server's side of one connection, and what it sends. */
final class ReplayPeer implements RtpTransport {

  private final String name;
  private final VirtualLoop loop;
  private final long wallClockOffsetNanos;
  private final ReplayListener listener;
  private final RtpSession session;
  private final Map<String, Publication> publications = new LinkedHashMap<>();
  private final Map<String, Subscription> subscriptions = new LinkedHashMap<>();
  private final Map<String, Publication> playing = new HashMap<>();
  private Map<String, RtpParameters> received = Map.of();
  private Map<String, RtpParameters> sent = Map.of();
  private final Map<Long, SequenceGaps> gapsBySsrc = new HashMap<>();
  private final List<ReplayReport.Publication> endedPublications = new ArrayList<>();
  private final List<ReplayReport.Subscription> endedSubscriptions = new ArrayList<>();
  private final RtpPacket packet = new RtpPacket();

  /**
   * @param wallClockOffsetNanos from the loop's clock to nanoseconds since 1970
   */
  ReplayPeer(String name, VirtualLoop loop, long wallClockOffsetNanos, ReplayListener listener) {
    this.name = name;
    this.loop = loop;
    this.listener = listener;
    this.wallClockOffsetNanos = wallClockOffsetNanos;
    this.session = new RtpSession(this, wallClockOffsetNanos);
    session.assignLoop(loop);
    session.onConnected();
  }

  RtpSession session() {
    return session;
  }

  /** Null where there is none. */
  Publication publication(String mid) {
    return publications.get(mid);
  }

  // What the server sends.

  @Override
  public void sendRtp(byte[] bytes, int offset, int length) {
    if (packet.wrap(bytes, offset, length)) {
      gapsBySsrc
          .computeIfAbsent(Integer.toUnsignedLong(packet.ssrc()), ssrc -> new SequenceGaps())
          .add(packet.sequenceNumber());
    }
    listener.onSent(loop.nowNanos() + wallClockOffsetNanos, name, false, bytes, offset, length);
  }

  @Override
  public void sendRtcp(byte[] bytes, int offset, int length) {
    listener.onSent(loop.nowNanos() + wallClockOffsetNanos, name, true, bytes, offset, length);
  }

  // What was negotiated.

  /** Publishes exactly what is given, by its mids. */
  void publish(List<RtpParameters> wanted) {
    Map<String, RtpParameters> byMid = byMid(wanted);
    for (String mid : List.copyOf(publications.keySet())) {
      if (!byMid.containsKey(mid)) {
        Publication ending = publications.remove(mid);
        endedPublications.add(report(mid, ending));
        ending.close();
      }
    }
    byMid.forEach(
        (mid, parameters) -> {
          Publication known = publications.get(mid);
          if (known == null) {
            publications.put(mid, session.publish(parameters));
          } else if (!parameters.equals(received.get(mid))) {
            known.update(parameters);
          }
        });
    received = byMid;
  }

  /**
   * Subscribes to exactly what is given, by its mids; what plays there is said by {@link #play}.
   */
  void subscribe(List<RtpParameters> wanted) {
    Map<String, RtpParameters> byMid = byMid(wanted);
    for (String mid : List.copyOf(subscriptions.keySet())) {
      if (!byMid.containsKey(mid)) {
        Subscription ending = subscriptions.remove(mid);
        endedSubscriptions.add(report(mid, ending));
        ending.close();
        playing.remove(mid);
      }
    }
    byMid.forEach(
        (mid, parameters) -> {
          Subscription known = subscriptions.get(mid);
          if (known == null) {
            subscriptions.put(mid, session.subscribe(parameters));
          } else if (!parameters.equals(sent.get(mid))) {
            known.update(parameters);
          }
        });
    sent = byMid;
  }

  /**
   * Plays a publication.
   *
   * @param publication null for none
   */
  void play(String mid, Publication publication, boolean paused) {
    Subscription subscription = subscriptions.get(mid);
    if (!Objects.equals(playing.get(mid), publication)) {
      subscription.play(publication);
      playing.put(mid, publication);
    }
    if (paused) {
      subscription.pause();
    } else {
      subscription.resume();
    }
  }

  private static Map<String, RtpParameters> byMid(List<RtpParameters> all) {
    Map<String, RtpParameters> byMid = new LinkedHashMap<>();
    all.forEach(parameters -> byMid.put(parameters.mid(), parameters));
    return byMid;
  }

  /** What has come of it so far, what has ended included. */
  ReplayReport.Peer report() {
    ReplayReport.Peer report =
        new ReplayReport.Peer(
            name,
            answer(session.statistics()),
            new ArrayList<>(endedPublications),
            new ArrayList<>(endedSubscriptions));
    publications.forEach((mid, publication) -> report.publications().add(report(mid, publication)));
    subscriptions.forEach(
        (mid, subscription) -> report.subscriptions().add(report(mid, subscription)));
    return report;
  }

  private ReplayReport.Publication report(String mid, Publication publication) {
    return new ReplayReport.Publication(mid, answer(publication.statistics()));
  }

  private ReplayReport.Subscription report(String mid, Subscription subscription) {
    SubscriptionStatistics statistics = answer(subscription.statistics());
    SequenceGaps gaps = gapsBySsrc.get(statistics.ssrc());
    return new ReplayReport.Subscription(mid, statistics, gaps == null ? 0 : gaps.count());
  }

  private <T> T answer(CompletableFuture<T> question) {
    loop.settle();
    return question.join();
  }
}

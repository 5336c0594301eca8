package dev.sluice.benchmarks.replay;

import dev.sluice.core.forward.DropReason;
import dev.sluice.core.forward.PublicationStatistics;
import dev.sluice.core.forward.SubscriptionStatistics;
import dev.sluice.core.rtp.Codec;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Prints what has come of a replay, a line for each publication and subscription. */
final class ReplaySummary {

  private ReplaySummary() {}

  static void print(ReplayReport report, PrintWriter out) {
    for (ReplayReport.Peer peer : report.peers()) {
      for (ReplayReport.Publication publication : peer.publications()) {
        out.printf(
            "%s publishes %s: %s\n",
            peer.name(), publication.mid(), published(publication.statistics()));
      }
      for (ReplayReport.Subscription subscription : peer.subscriptions()) {
        out.printf(
            "%s receives %s: %s\n",
            peer.name(),
            subscription.mid(),
            received(subscription.statistics(), subscription.gaps()));
      }
      if (!peer.session().drops().isEmpty()) {
        out.printf("%s: nobody's%s\n", peer.name(), drops(peer.session().drops()));
      }
    }
  }

  private static String published(PublicationStatistics it) {
    return "%s %s, %d packets, %d bytes, %d frames, %d key frames, %d lost, %d asked for again, %d came again, %d key frame requests%s"
        .formatted(
            lower(it.kind().name()),
            name(it.codec()),
            it.packets(),
            it.bytes(),
            it.frames(),
            it.keyframes(),
            it.lost(),
            it.nacks(),
            it.retransmitted(),
            it.keyframeRequests(),
            drops(it.drops()));
  }

  private static String received(SubscriptionStatistics it, long gaps) {
    return "%s %s, %s, %d packets, %d bytes, %d frames, %d key frames, %d gaps, %d lost on the way, %d asked for again, %d sent again%s"
        .formatted(
            lower(it.kind().name()),
            name(it.codec()),
            lower(it.state().name()),
            it.packets(),
            it.bytes(),
            it.frames(),
            it.keyframes(),
            gaps,
            it.lost(),
            it.nacks(),
            it.retransmitted(),
            drops(it.drops()));
  }

  private static String drops(Map<DropReason, Long> drops) {
    return drops.isEmpty()
        ? ""
        : drops.entrySet().stream()
            .map(entry -> lower(entry.getKey().name()) + " " + entry.getValue())
            .collect(Collectors.joining(", ", "; dropped: ", ""));
  }

  private static String name(Codec codec) {
    return codec == null ? "(nothing)" : codec.encodingName();
  }

  private static String lower(String constant) {
    return constant.toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

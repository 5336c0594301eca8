package dev.sluice.benchmarks.replay;

import dev.sluice.benchmarks.replay.Recording.Entry;
import dev.sluice.benchmarks.replay.Recording.Packet;
import dev.sluice.benchmarks.replay.Recording.Told;
import dev.sluice.core.forward.Publication;
import dev.sluice.core.rtp.RtpParameters;
import dev.sluice.signaling.capture.CaptureEvent;
import dev.sluice.signaling.capture.CaptureEvent.Sending;
import dev.sluice.signaling.capture.CaptureEvent.Source;
import dev.sluice.signaling.capture.CaptureEvent.Terms;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Gives a recording to the forwarding code as it came to the server, and tells what that sends.
 * Time is the recording's: a replay takes as long as it takes to compute.
 */
public final class Replay {

  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  /** Time after the last packet for answers and reports. */
  private static final long END_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final long wallClockOffsetNanos;
  private final ReplayListener listener;
  private final VirtualLoop loop;
  private final Map<Integer, ReplayPeer> peers = new LinkedHashMap<>();
  private final Map<Integer, Terms> terms = new LinkedHashMap<>();
  private final List<SimulatedSubscriber> subscribers = new ArrayList<>();
  private final List<ReplayReport.Peer> gone = new ArrayList<>();

  private Replay(
      long beginNanos, long wallClockOffsetNanos, ReplayOptions options, ReplayListener listener) {
    this.wallClockOffsetNanos = wallClockOffsetNanos;
    this.listener = listener;
    this.loop = new VirtualLoop(beginNanos - wallClockOffsetNanos);
    for (int number = 1; number <= options.subscribers(); number++) {
      subscribers.add(
          new SimulatedSubscriber(number, loop, wallClockOffsetNanos, options, listener));
    }
    loop.after(TICK_NANOS, this::tick);
  }

  /** Plays all of it. */
  public static ReplayReport run(
      Recording recording, ReplayOptions options, ReplayListener listener) {
    List<Entry> entries = recording.entries();
    if (entries.isEmpty()) {
      return new ReplayReport(List.of());
    }
    Replay replay =
        new Replay(entries.getFirst().nanos(), recording.wallClockOffsetNanos(), options, listener);
    for (Entry entry : entries) {
      replay.loop.advanceTo(entry.nanos() - replay.wallClockOffsetNanos);
      replay.apply(entry);
      replay.loop.settle();
    }
    replay.loop.advanceTo(replay.loop.nowNanos() + END_NANOS);
    return replay.report();
  }

  private void tick() {
    long now = loop.nowNanos();
    peers.values().forEach(peer -> peer.session().onTick(now));
    subscribers.forEach(subscriber -> subscriber.onTick(now));
    loop.after(TICK_NANOS, this::tick);
  }

  private void apply(Entry entry) {
    switch (entry) {
      case Packet packet -> {
        ReplayPeer from = peers.get(packet.connection());
        if (from != null) {
          receive(from, packet);
        }
      }
      case Told told -> {
        switch (told.event()) {
          case Terms changed -> negotiate(changed);
          case CaptureEvent.Ended ended -> end(ended.connection());
        }
      }
    }
  }

  private void receive(ReplayPeer from, Packet packet) {
    if (packet.isRtcp()) {
      from.session().onRtcp(packet.bytes(), packet.offset(), packet.length(), loop.nowNanos());
    } else {
      from.session().onRtp(packet.bytes(), packet.offset(), packet.length(), loop.nowNanos());
    }
  }

  private void negotiate(Terms changed) {
    Terms former = terms.put(changed.connection(), changed);
    if (changed.equals(former)) {
      // Each file of a capture tells everything again.
      return;
    }
    ReplayPeer peer =
        peers.computeIfAbsent(
            changed.connection(),
            number -> new ReplayPeer(nameOf(changed), loop, wallClockOffsetNanos, listener));
    peer.publish(changed.receives());
    peer.subscribe(changed.sends().stream().map(Sending::parameters).toList());
    playAll();
  }

  private static String nameOf(Terms terms) {
    String who = terms.participant() != null ? terms.participant() : terms.viewer();
    return who + "#" + terms.connection();
  }

  private void end(int connection) {
    terms.remove(connection);
    ReplayPeer peer = peers.remove(connection);
    if (peer != null) {
      gone.add(peer.report());
      peer.session().close();
    }
    playAll();
  }

  /** What plays may have been told before what is played. */
  private void playAll() {
    Map<Publication, RtpParameters> published = new LinkedHashMap<>();
    terms.forEach(
        (connection, told) -> {
          ReplayPeer peer = peers.get(connection);
          for (RtpParameters parameters : told.receives()) {
            published.put(peer.publication(parameters.mid()), parameters);
          }
          for (Sending sending : told.sends()) {
            peer.play(sending.parameters().mid(), find(sending.plays()), sending.paused());
          }
        });
    subscribers.forEach(subscriber -> subscriber.play(published));
  }

  private Publication find(Source source) {
    ReplayPeer publisher = source == null ? null : peers.get(source.connection());
    return publisher == null ? null : publisher.publication(source.mid());
  }

  private ReplayReport report() {
    List<ReplayReport.Peer> all = new ArrayList<>(gone);
    peers.values().forEach(peer -> all.add(peer.report()));
    subscribers.forEach(subscriber -> all.add(subscriber.server().report()));
    return new ReplayReport(all);
  }
}

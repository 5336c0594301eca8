package dev.sluice.benchmarks.replay;

import dev.sluice.core.forward.Publication;
import dev.sluice.core.rtp.CodecParameters;
import dev.sluice.core.rtp.Encoding;
import dev.sluice.core.rtp.RtpParameters;
import dev.sluice.core.session.RtpSession;
import dev.sluice.core.transport.RtpTransport;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Somebody who plays everything, over a network that loses packets and takes its time. Its end of
 * the connection is a session as well, which asks again and reports as a receiver does.
 */
final class SimulatedSubscriber {

  private static final int FIRST_SSRC = 0x5100_0000;
  private static final int SSRCS_EACH = 0x1_0000;

  private final VirtualLoop loop;
  private final ReplayOptions options;
  private final SplittableRandom random;
  private final RtpSession viewer;
  private final ReplayPeer server;
  private final Map<Publication, RtpParameters> sections = new HashMap<>();
  private final List<Publication> played = new ArrayList<>();
  private final Set<String> expected = new HashSet<>();
  private int nextMid;
  private int nextSsrc;

  /**
   * @param number from 1
   */
  SimulatedSubscriber(
      int number,
      VirtualLoop loop,
      long wallClockOffsetNanos,
      ReplayOptions options,
      ReplayListener listener) {
    this.loop = loop;
    this.options = options;
    this.random = new SplittableRandom(options.seed() + number);
    this.nextSsrc = FIRST_SSRC + number * SSRCS_EACH;
    this.viewer = new RtpSession(new Uplink(), wallClockOffsetNanos);
    viewer.assignLoop(loop);
    viewer.onConnected();
    this.server =
        new ReplayPeer(
            "subscriber-" + number,
            loop,
            wallClockOffsetNanos,
            (nanos, to, rtcp, packet, offset, length) -> {
              listener.onSent(nanos, to, rtcp, packet, offset, length);
              deliver(rtcp, packet, offset, length);
            });
  }

  ReplayPeer server() {
    return server;
  }

  void onTick(long nowNanos) {
    server.session().onTick(nowNanos);
    viewer.onTick(nowNanos);
  }

  /**
   * Plays exactly these.
   *
   * @param publications with what their publishers negotiated
   */
  void play(Map<Publication, RtpParameters> publications) {
    played.removeIf(publication -> !publications.containsKey(publication));
    publications.forEach(
        (publication, published) -> {
          if (!played.contains(publication)) {
            played.add(publication);
            sections.put(publication, receivable(published));
          }
        });
    List<RtpParameters> wanted = played.stream().map(sections::get).toList();
    server.subscribe(wanted);
    for (Publication publication : played) {
      RtpParameters section = sections.get(publication);
      server.play(section.mid(), publication, false);
    }
    for (RtpParameters section : wanted) {
      if (expected.add(section.mid())) {
        viewer.publish(section);
      }
    }
  }

  /** As what is published, but with a section and SSRCs of its own. */
  private RtpParameters receivable(RtpParameters published) {
    boolean rtx = published.codecs().stream().anyMatch(this::hasRtx);
    OptionalInt ssrc = OptionalInt.of(nextSsrc++);
    OptionalInt rtxSsrc = rtx ? OptionalInt.of(nextSsrc++) : OptionalInt.empty();
    return new RtpParameters(
        Integer.toString(nextMid++),
        published.kind(),
        published.codecs(),
        published.headerExtensions(),
        published.extmapAllowMixed(),
        List.of(new Encoding("", ssrc, rtxSsrc)),
        "replay");
  }

  private boolean hasRtx(CodecParameters codec) {
    return codec.rtxPayloadType().isPresent();
  }

  private void deliver(boolean rtcp, byte[] packet, int offset, int length) {
    if (options.loss() > 0 && random.nextDouble() < options.loss()) {
      return;
    }
    byte[] copy = Arrays.copyOfRange(packet, offset, offset + length);
    loop.after(
        options.roundTripNanos() / 2,
        () -> {
          if (rtcp) {
            viewer.onRtcp(copy, 0, copy.length, loop.nowNanos());
          } else {
            viewer.onRtp(copy, 0, copy.length, loop.nowNanos());
          }
        });
  }

  /** What the subscriber sends: reports, and requests for what is missing. */
  private final class Uplink implements RtpTransport {

    @Override
    public void sendRtp(byte[] packet, int offset, int length) {
      throw new IllegalStateException("a subscriber publishes nothing");
    }

    @Override
    public void sendRtcp(byte[] packet, int offset, int length) {
      byte[] copy = Arrays.copyOfRange(packet, offset, offset + length);
      loop.after(
          options.roundTripNanos() / 2,
          () -> server.session().onRtcp(copy, 0, copy.length, loop.nowNanos()));
    }
  }
}

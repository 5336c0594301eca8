package dev.sluice.core.forward;

import dev.sluice.core.codec.FrameInfo;
import dev.sluice.core.codec.PayloadDescriptor;
import dev.sluice.core.receive.RoundTrip;
import dev.sluice.core.rtcp.Nack;
import dev.sluice.core.rtp.MediaKind;
import dev.sluice.core.rtp.RtpPacket;
import dev.sluice.core.rtp.Rtx;
import java.util.Arrays;

/**
 * Sends a viewer again what it asks for (RFC 4585 section 6.2.1): from the branch's cache, as RTX
 * where negotiated (RFC 4588), else as the same packet once more; and no packet more often than
 * once a round trip. Probes' padding comes from here too, as it goes out on the RTX stream.
 */
final class NackResponder {

  /** Packets of which the last retransmission is remembered. */
  private static final int REMEMBERED = 256;

  /** As many packets as the cache holds. */
  private static final int REMEMBERED_MARKS = 1024;

  private static final long DEFAULT_ROUND_TRIP_NANOS = 50_000_000;

  /** A viewer asks again no earlier than this; what comes sooner is the same request doubled. */
  private static final long MIN_INTERVAL_NANOS = 5_000_000;

  private final OutgoingPath path;
  private final SequenceRewriter sequences;
  private final TimestampRewriter timestamps;
  private final RunningNumbers numbers;
  private final SubscriptionMeter meter;
  private final LostForGood lostForGood;
  private final RtpPacket cached = new RtpPacket();

  /** Made with the first packet whose numbers aren't the source's. */
  private FrameInfo frame;

  private int rtxSequence;

  /** Made with the first request. */
  private long[] askedSequences;

  private long[] answeredNanos;

  /** Made with the first packet that has no RTX. */
  private SentStamps stamps;

  /** Packets that were sent with a marker of our own; made with the first. */
  private long[] marked;

  NackResponder(
      OutgoingPath path,
      MediaKind kind,
      SequenceRewriter sequences,
      TimestampRewriter timestamps,
      RunningNumbers numbers,
      SubscriptionMeter meter,
      int firstRtxSequence) {
    this.path = path;
    this.lostForGood = new LostForGood(kind, sequences);
    this.sequences = sequences;
    this.timestamps = timestamps;
    this.numbers = numbers;
    this.meter = meter;
    this.rtxSequence = firstRtxSequence;
  }

  /** A packet without RTX has just been sent from the path's scratch. */
  void rememberSent(long out, RtpRewriter rewriter, boolean withMid) {
    if (stamps == null) {
      stamps = new SentStamps();
    }
    stamps.remember(out, rewriter.headers(), withMid, path.scratch());
  }

  /** The packet just sent ends the viewer's picture, but not the publisher's. */
  void rememberMarked(long out) {
    if (marked == null) {
      marked = new long[REMEMBERED_MARKS];
    }
    marked[(int) out & (REMEMBERED_MARKS - 1)] = out;
  }

  /** A keyframe begins with this packet. */
  void onKeyFrame(long out) {
    lostForGood.onKeyFrame(out);
  }

  /** The viewer's or the publisher's parameters changed: old packets can't be made again. */
  void forgetSent() {
    if (stamps != null) {
      stamps.forget();
    }
  }

  /**
   * Answers one NACK.
   *
   * @param branch null while nothing plays
   * @param copies how often each packet goes out, as answers get lost too
   * @return whether only a keyframe helps
   */
  boolean answer(Nack nack, Branch branch, RtpRewriter rewriter, int copies, long nowNanos) {
    boolean hopeless = false;
    int lost = nack.nextLost();
    while (lost >= 0) {
      meter.nacked++;
      long out = sequences.extend(lost);
      hopeless |= lostForGood.add(out, false, branch);
      if (lostForGood.isUseless(out)) {
        meter.drop(DropReason.RETRANSMISSION_USELESS);
      } else if (answer(out, branch, rewriter, nowNanos)) {
        repeat(out, branch, rewriter, copies - 1, nowNanos);
      }
      lost = nack.nextLost();
    }
    return hopeless;
  }

  /**
   * Leaves a NACK unanswered; what is still missing when the loop has caught up is asked for anew.
   */
  void refuse(Nack nack) {
    while (nack.nextLost() >= 0) {
      meter.nacked++;
      meter.drop(DropReason.LOOP_OVERLOADED);
    }
  }

  /**
   * Sends a packet again that feedback reports missing, unless it was asked for a moment ago.
   *
   * @param tooOld whether it would come too late to be of use
   * @param copies as for {@link #answer}
   * @return likewise
   */
  boolean repair(
      long out, boolean tooOld, Branch branch, RtpRewriter rewriter, int copies, long nowNanos) {
    if (lostForGood.add(out, tooOld, branch)) {
      return true;
    }
    if (!tooOld && !lostForGood.isUseless(out) && mayAnswer(out, nowNanos)) {
      repeat(out, branch, rewriter, copies, nowNanos);
    }
    return false;
  }

  private void repeat(long out, Branch branch, RtpRewriter rewriter, int copies, long nowNanos) {
    for (int i = 0; i < copies; i++) {
      repeat(out, branch, rewriter, nowNanos);
    }
  }

  /** Sends a packet again that nobody asked for; only as RTX, and only what is still there. */
  void repeat(long out, Branch branch, RtpRewriter rewriter, long nowNanos) {
    long source = sequences.sourceOf(out);
    if (source < 0
        || branch == null
        || path.holds(rewriter.ssrc(), out)
        || !branch.findCached(source, cached)) {
      return;
    }
    CodecRoutes.Route route = rewriter.route(cached.payloadType());
    if (route != null
        && rewriter.retransmitsAsRtx(route)
        && sendAsRtx(out, timestamps.map(cached.timestamp()), route, rewriter, nowNanos)) {
      meter.retransmitted++;
    }
  }

  /**
   * Sends padding on the RTX stream, where nothing minds it: a receiver takes a retransmission
   * without an original for what it is.
   *
   * @param bytes the length wanted; at most 255 go into one packet
   * @return the packet's length; 0 where there is no RTX, or nothing has been sent yet
   */
  int pad(int bytes, RtpRewriter rewriter, long nowNanos) {
    CodecRoutes.Route route = meter.lastRoute();
    if (route == null || !rewriter.retransmitsAsRtx(route)) {
      return 0;
    }
    int timestamp = timestamps.extrapolate(route.clockRateHz(), nowNanos);
    int length =
        rewriter.writePadding(route, rtxSequence & 0xFFFF, timestamp, bytes, path.scratch());
    rtxSequence++;
    path.sendPadding(rewriter.headers(), length, nowNanos);
    return length;
  }

  private boolean answer(long out, Branch branch, RtpRewriter rewriter, long nowNanos) {
    long source = sequences.sourceOf(out);
    if (source < 0 || branch == null || !branch.findCached(source, cached)) {
      meter.drop(DropReason.RETRANSMISSION_NOT_FOUND);
      return false;
    }
    if (!mayAnswer(out, nowNanos)) {
      meter.drop(DropReason.RETRANSMITTED_RECENTLY);
      return false;
    }
    CodecRoutes.Route route = rewriter.route(cached.payloadType());
    if (route == null) {
      meter.drop(DropReason.CODEC_NOT_NEGOTIATED);
      return false;
    }
    int timestamp = timestamps.map(cached.timestamp());
    boolean sent =
        rewriter.retransmitsAsRtx(route)
            ? sendAsRtx(out, timestamp, route, rewriter, nowNanos)
            : sendAgain(out, timestamp, route, rewriter, nowNanos);
    if (sent) {
      meter.retransmitted++;
    }
    return sent;
  }

  private boolean sendAsRtx(
      long out, int timestamp, CodecRoutes.Route route, RtpRewriter rewriter, long nowNanos) {
    int length =
        rewriter.writeRetransmission(
            cached, route, rtxSequence & 0xFFFF, timestamp, (int) out & 0xFFFF, path.scratch());
    if (length < 0) {
      meter.drop(DropReason.TOO_LONG);
      return false;
    }
    int payloadOffset = rewriter.headers().payloadOffset() + Rtx.ORIGINAL_SEQUENCE_NUMBER_LENGTH;
    if (!renumber(out, route, rewriter, payloadOffset)) {
      return false;
    }
    rtxSequence++;
    path.sendPaced(rewriter.headers(), length, rewriter.ssrc(), out, true, nowNanos);
    return true;
  }

  private boolean sendAgain(
      long out, int timestamp, CodecRoutes.Route route, RtpRewriter rewriter, long nowNanos) {
    if (stamps == null || !stamps.knows(out)) {
      meter.drop(DropReason.RETRANSMISSION_NOT_FOUND);
      return false;
    }
    int length =
        rewriter.write(
            cached, route, (int) out & 0xFFFF, timestamp, stamps.withMid(out), path.scratch());
    if (length < 0) {
      meter.drop(DropReason.TOO_LONG);
      return false;
    }
    if (!renumber(out, route, rewriter, rewriter.headers().payloadOffset())) {
      return false;
    }
    stamps.restore(out, rewriter.headers(), path.scratch());
    path.sendAgain(rewriter.headers(), length, nowNanos);
    return true;
  }

  /** Gives the packet just written from {@link #cached} what it had when it was sent first. */
  private boolean renumber(
      long out, CodecRoutes.Route route, RtpRewriter rewriter, int payloadOffset) {
    if (marked != null && marked[(int) out & (REMEMBERED_MARKS - 1)] == out) {
      RtpRewriter.mark(path.scratch());
    }
    int descriptorOffset = rewriter.headers().dependencyDescriptorOffset();
    if (numbers.isIdentical() && descriptorOffset < 0) {
      return true;
    }
    if (frame == null) {
      frame = new FrameInfo();
    }
    boolean readable =
        PayloadDescriptor.of(route.codec())
            .read(
                cached.buffer(),
                cached.payloadOffset(),
                cached.payloadLength(),
                cached.marker(),
                frame);
    if (!readable) {
      // End-to-end encrypted: it has no numbers but those of the dependency descriptor.
      frame.clear();
    }
    return numbers.apply(route.codec(), frame, path.scratch(), payloadOffset, descriptorOffset);
  }

  private boolean mayAnswer(long out, long nowNanos) {
    if (askedSequences == null) {
      askedSequences = new long[REMEMBERED];
      Arrays.fill(askedSequences, -1);
      answeredNanos = new long[REMEMBERED];
    }
    int slot = (int) out & (REMEMBERED - 1);
    if (askedSequences[slot] == out && nowNanos - answeredNanos[slot] < intervalNanos()) {
      return false;
    }
    askedSequences[slot] = out;
    answeredNanos[slot] = nowNanos;
    return true;
  }

  private long intervalNanos() {
    RoundTrip roundTrip = path.roundTrip();
    return roundTrip.nanos() == 0
        ? DEFAULT_ROUND_TRIP_NANOS
        : Math.max(MIN_INTERVAL_NANOS, roundTrip.nanos());
  }
}

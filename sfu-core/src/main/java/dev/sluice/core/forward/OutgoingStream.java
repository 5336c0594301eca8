package dev.sluice.core.forward;

import dev.sluice.core.codec.FrameInfo;
import dev.sluice.core.congestion.PaddingSource;
import dev.sluice.core.rtcp.Nack;
import dev.sluice.core.rtcp.ReportBlocks;
import dev.sluice.core.rtcp.RtcpWriter;
import dev.sluice.core.rtp.Codec;
import dev.sluice.core.rtp.CodecParameters;
import dev.sluice.core.rtp.MediaKind;
import dev.sluice.core.rtp.RtcpFeedback;
import dev.sluice.core.rtp.RtpPadding;
import dev.sluice.core.rtp.RtpParameters;
import dev.sluice.core.rtp.SequenceNumber;

/**
 * The one stream without breaks that a viewer receives, whatever feeds it: its numbers, its
 * timeline, its retransmissions and its reports.
 *
 * <p>Belongs to the viewer's loop.
 */
public final class OutgoingStream implements PaddingSource {

  /** From this share of packets on, two repairs get lost too often together. */
  private static final double HEAVY_LOSS = 0.1;

  private final OutgoingPath path;
  private final MediaKind kind;
  private final SequenceRewriter sequences;
  private final TimestampRewriter timestamps;
  private final RunningNumbers numbers = new RunningNumbers();
  private final LayerFilter layers = new LayerFilter();
  private final SubscriptionMeter meter;
  private final NackResponder retransmissions;
  private final RepairAhead repairs = new RepairAhead();

  /** Made with the first packet to a viewer who knows RED and loses packets. */
  private RedundantAudio redundancy;

  /** Made with the first packet to a viewer who restores packets, loses them, and is far away. */
  private ForwardErrorCorrection parity;

  private final SenderReports reports = new SenderReports();

  private RtpRewriter rewriter;
  private boolean mayAskAgain;

  /** What feeds it; null while nothing does. */
  private Branch branch;

  /** The line of that branch's packets which it follows. */
  private long generation = -1;

  /** On which line of which encoding {@link #timestamps} stand. */
  private PublishedEncoding timedEncoding;

  private long timedGeneration;

  OutgoingStream(OutgoingPath path, RtpParameters parameters, SubscriptionMeter meter) {
    this.path = path;
    this.kind = parameters.kind();
    this.meter = meter;
    this.rewriter = new RtpRewriter(parameters);
    take(parameters);
    // RFC 3550 section 5.1 wants starting points that can't be guessed; the SSRC was drawn at
    // random, and so a replay starts the same way.
    int seed = rewriter.ssrc() * 0x9E3779B1;
    this.sequences = new SequenceRewriter(0x1_0000L + SequenceNumber.first(seed));
    this.timestamps = new TimestampRewriter(Integer.rotateLeft(seed, 16) * 0x85EBCA6B);
    this.retransmissions =
        new NackResponder(
            path,
            kind,
            sequences,
            timestamps,
            numbers,
            meter,
            SequenceNumber.first(seed * 0xC2B2AE35));
  }

  private void take(RtpParameters parameters) {
    reports.setCname(parameters.cname());
    mayAskAgain = false;
    for (CodecParameters codec : parameters.codecs()) {
      mayAskAgain |= codec.feedback().contains(RtcpFeedback.NACK);
    }
  }

  /** The viewer renegotiated: numbers and timeline go on. */
  void update(RtpRewriter changed) {
    if (changed.ssrc() == rewriter.ssrc() && rewriter.ssrcKnown()) {
      changed.onReported(changed.ssrc());
    }
    rewriter = changed;
    take(changed.parameters());
  }

  /** The publication has these parameters from now on. */
  void onSourceParameters(RtpParameters parameters) {
    rewriter.setSource(parameters);
    retransmissions.forgetSent();
  }

  // The packet's way.

  /** How the publisher's payload type reaches the viewer; null where it can't. */
  CodecRoutes.Route route(int payloadType) {
    return rewriter.route(payloadType);
  }

  /** Whether it goes on with this packet. */
  boolean follows(Branch from, MediaPacket packet) {
    return from == branch && MediaPacket.generation(packet.sequence) == generation;
  }

  /** Whether a packet of this line may begin it anew: lines never come back. */
  boolean isNewLine(Branch from, MediaPacket packet) {
    return from != branch || MediaPacket.generation(packet.sequence) >= generation;
  }

  /** Whether it has never begun. */
  boolean isNew() {
    return timedEncoding == null;
  }

  /** Begins, or goes on after a break, with this packet. */
  void start(Branch from, MediaPacket packet, CodecRoutes.Route route) {
    long line = MediaPacket.generation(packet.sequence);
    if (timedEncoding != from.encoding() || timedGeneration != line) {
      startTime(from, packet, route);
      timedEncoding = from.encoding();
      timedGeneration = line;
    }
    branch = from;
    generation = line;
    sequences.start(packet.sequence);
    numbers.start(packet.frame);
    // Without descriptors, receivers (libwebrtc) take the packets of a picture's last layer for the
    // whole picture.
    layers.baseOnly(route.codec() == Codec.AV1 && !rewriter.passesDescriptors());
    layers.start();
    if (redundancy != null) {
      redundancy.clear();
    }
    if (parity != null) {
      parity.clear();
    }
    reports.onStart();
  }

  private void startTime(Branch from, MediaPacket packet, CodecRoutes.Route route) {
    int timestamp = packet.rtp.timestamp();
    SourceClock clock = clock(from, MediaPacket.generation(packet.sequence));
    SourceClock former = branch == null ? null : clock(branch, generation);
    if (clock != null
        && former != null
        && branch.encoding().publication() == from.encoding().publication()) {
      int continued = former.rtpTimestampAt(timestamp, clock);
      timestamps.startAligned(timestamp, timestamps.map(continued));
    } else {
      timestamps.start(timestamp, route.clockRateHz(), packet.arrivalNanos);
    }
  }

  private static SourceClock clock(Branch of, long generation) {
    SourceClock clock = of.sourceClock();
    return clock != null && clock.generation() == generation ? clock : null;
  }

  /** Sends a packet of the line that it follows, or counts why not. */
  void send(MediaPacket packet, CodecRoutes.Route route, long nowNanos) {
    FrameInfo frame = packet.frame;
    if (layers.resumesWith(frame) && sequences.isNew(packet.sequence)) {
      // TL0PICIDX, frame numbers and VP9's picture ids don't close up while nothing is sent.
      start(branch, packet, route);
    }
    if (!layers.passes(frame, packet.sequence, sequences.isNew(packet.sequence))) {
      leaveOut(packet, DropReason.LAYER_NOT_SELECTED);
      if (layers.leavesPictureOut(frame)) {
        numbers.skip(route.codec(), frame);
      }
      return;
    }
    long out = sequences.rewrite(packet.sequence);
    if (out < 0) {
      meter.drop(
          out == SequenceRewriter.BEFORE_START ? DropReason.BEFORE_START : DropReason.TOO_OLD);
      return;
    }
    int timestamp = timestamps.rewrite(packet.rtp.timestamp(), packet.arrivalNanos);
    boolean withMid = !rewriter.ssrcKnown();
    byte[] scratch = path.scratch();
    int length = rewriter.write(packet.rtp, route, (int) out & 0xFFFF, timestamp, scratch);
    if (length < 0) {
      meter.drop(DropReason.TOO_LONG);
      return;
    }
    int payloadOffset = rewriter.headers().payloadOffset();
    if (!numbers.apply(
        route.codec(),
        frame,
        scratch,
        payloadOffset,
        rewriter.headers().dependencyDescriptorOffset())) {
      meter.drop(DropReason.TOO_OLD);
      return;
    }
    if (frame.keyFrame) {
      retransmissions.onKeyFrame(out);
    }
    boolean endsPicture = frame.endOfPicture;
    if (layers.endsPicture(frame)) {
      RtpRewriter.mark(scratch);
      retransmissions.rememberMarked(out);
      endsPicture = true;
    }
    if (route.redPayloadType() >= 0 && sequences.isNewest(out)) {
      length = addRedundancy(scratch, payloadOffset, length, timestamp, route);
    }
    int payloadLength = length - payloadOffset;
    length = RtpPadding.append(scratch, length, paddingBytes(packet, route));
    boolean protects = protectsByParity(out);
    if (protects) {
      parity.add(out, length);
    }
    if (kind == MediaKind.VIDEO && rewriter.retransmitsAsRtx(route)) {
      path.sendPaced(rewriter.headers(), length, rewriter.ssrc(), out, false, nowNanos);
    } else {
      path.send(rewriter.headers(), length, rewriter.ssrc(), out, nowNanos);
    }
    meter.count(timestamp, frame, route, length, payloadLength);
    if (mayAskAgain && !rewriter.retransmitsAsRtx(route)) {
      retransmissions.rememberSent(out, rewriter, withMid);
    }
    if (protects) {
      boolean sent =
          parity.flush(repairs.packetsPerParity(), endsPicture, timestamp, rewriter, nowNanos);
      meter.parity += sent ? 1 : 0;
    }
    if (sequences.isNewest(out)) {
      repairs.onSent(out, kind == MediaKind.VIDEO && endsPicture, nowNanos);
    } else if (repairsAhead()) {
      retransmissions.repeat(out, branch, rewriter, nowNanos);
    }
  }

  /**
   * While the viewer loses packets, sound takes what went before along; not where it loses them
   * because there are too many.
   */
  private int addRedundancy(
      byte[] packet, int payloadOffset, int length, int timestamp, CodecRoutes.Route route) {
    if (repairs.isLossy() && !path.isNarrow()) {
      if (redundancy == null) {
        redundancy = new RedundantAudio();
      }
      return redundancy.add(packet, payloadOffset, length, timestamp, route);
    }
    if (redundancy != null) {
      redundancy.clear();
    }
    return length;
  }

  /**
   * None where a retransmission would have to repeat it bit by bit; nor where packets get lost, so
   * that a viewer has nothing to puzzle over, or where there is no room for what is of no use.
   */
  private int paddingBytes(MediaPacket packet, CodecRoutes.Route route) {
    boolean repeated = mayAskAgain && !rewriter.retransmitsAsRtx(route);
    return packet.paddingBytes == 0
            || kind != MediaKind.VIDEO
            || repeated
            || repairs.isLossy()
            || path.isNarrow()
        ? 0
        : packet.paddingBytes;
  }

  private boolean protectsByParity(long out) {
    if (!rewriter.takesParity() || !repairs.isLossy() || !sequences.isNewest(out)) {
      return false;
    }
    if (!ForwardErrorCorrection.pays(path)) {
      if (parity != null) {
        parity.clear();
      }
      return false;
    }
    if (parity == null) {
      parity = new ForwardErrorCorrection(path, SequenceNumber.first(rewriter.ssrc() * 0x27D4EB2F));
    }
    return true;
  }

  /** A packet of the line that it follows isn't sent: its number closes up. */
  void leaveOut(MediaPacket packet, DropReason reason) {
    meter.drop(reason);
    sequences.skip(packet.sequence);
  }

  /** As {@link #leaveOut}, of a packet in which there is nothing. */
  void skip(MediaPacket packet) {
    sequences.skip(packet.sequence);
  }

  /** Nothing is taken in before the next {@link #start}. */
  void stop() {
    sequences.stop();
  }

  /** Its source is gone, or plays no more. */
  void forgetSource() {
    sequences.stop();
    branch = null;
    generation = -1;
  }

  // What the viewer says.

  /**
   * The viewer asks for packets that it misses.
   *
   * @return whether only a keyframe helps
   */
  public boolean onNack(Nack nack, long nowNanos) {
    if (path.isBehind()) {
      retransmissions.refuse(nack);
      return false;
    }
    return retransmissions.answer(nack, branch, rewriter, copies(), nowNanos);
  }

  /**
   * Feedback says that packet {@code number} hasn't arrived.
   *
   * @param tooOld whether it would come too late, sent again now
   * @return whether only a keyframe helps
   */
  public boolean onLost(long number, boolean tooOld, long nowNanos) {
    if (path.isBehind()) {
      return false;
    }
    repairs.onLost(nowNanos);
    return retransmissions.repair(number, tooOld, branch, rewriter, copies(), nowNanos);
  }

  /** One block of the viewer's reports, about the stream or its retransmissions. */
  public void onReportBlock(ReportBlocks blocks, int index, long nowNanos) {
    rewriter.onReported(blocks.ssrc(index));
    if (blocks.ssrc(index) == rewriter.ssrc()) {
      meter.onReportBlock(blocks, index);
      repairs.onReport(blocks.fractionLost(index), nowNanos);
      path.roundTrip()
          .onAnswer(
              blocks.lastSenderReport(index),
              blocks.delaySinceLastSenderReport(index),
              path.unixNanos(nowNanos));
    }
  }

  /**
   * How often what was lost is sent again at once. A repair that gets lost too is a visible stop,
   * the first one above all, as the playout delay is short then: of a hundred packets lost hardly
   * one is to be so.
   */
  private int copies() {
    return path.isNarrow() ? 1 : path.lossShare() < HEAVY_LOSS ? 2 : 3;
  }

  /** Repairs that nobody has asked for yet help against loss by chance, and feed a congestion. */
  private boolean repairsAhead() {
    return repairs.isLossy() && !path.isNarrow() && !path.isBehind();
  }

  // What is due from time to time.

  /**
   * About every 10 ms: sends again what a viewer that loses packets would miss too late.
   *
   * @return whether the viewer loses packets
   */
  public boolean repairAhead(long nowNanos) {
    long tail = repairs.takeTail(nowNanos);
    if (tail >= 0 && repairsAhead()) {
      retransmissions.repeat(tail, branch, rewriter, nowNanos);
    }
    return repairs.isLossy();
  }

  /**
   * For probes, also while the network is taken to be too narrow for anything else. Sends nothing
   * where there is no RTX to carry it.
   */
  @Override
  public int sendPadding(int bytes, long nowNanos) {
    return retransmissions.pad(bytes, rewriter, nowNanos);
  }

  boolean reportDue(long nowNanos) {
    return meter.packets() > 0 && reports.isDue(nowNanos);
  }

  /**
   * Writes the sender report and the CNAME (RFC 3550 sections 6.4.1 and 6.5).
   *
   * @return false where there was no room for both; some of it may have been written then
   */
  public boolean writeReport(RtcpWriter writer, long nowNanos) {
    SourceClock clock = branch == null ? null : clock(branch, generation);
    int rtpTimestamp =
        clock != null
            ? timestamps.map(clock.rtpTimestampAt(nowNanos))
            : timestamps.extrapolate(meter.lastRoute().clockRateHz(), nowNanos);
    return reports.write(
        writer, rewriter.ssrc(), rtpTimestamp, meter, nowNanos, path.unixNanos(nowNanos));
  }

  /** The most bytes that {@link #writeReport} takes. */
  public int reportLength() {
    return reports.length();
  }

  // What is known of it.

  /** Which layers of the encoding pass. */
  LayerFilter layers() {
    return layers;
  }

  /** Whether the viewer negotiated to ask for lost packets. */
  boolean mayAskAgain() {
    return mayAskAgain;
  }

  public int ssrc() {
    return rewriter.ssrc();
  }

  /** Of the retransmissions; 0 where there are none. */
  public int rtxSsrc() {
    return rewriter.rtxSsrc();
  }
}

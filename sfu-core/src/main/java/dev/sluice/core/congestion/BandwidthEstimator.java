package dev.sluice.core.congestion;

import dev.sluice.core.rtcp.TransportFeedback;

/**
 * How much may be sent to one viewer, from what it says about arrivals: by transport-wide feedback
 * ({@link DelayBasedRate}, {@link LossBasedRate}, {@link Probe}), or else by receiver reports and
 * REMB ({@link ReportBasedRate}).
 *
 * <p>Loop: belongs to the loop of the viewer's session. What is told per packet or per feedback
 * allocates nothing.
 */
public final class BandwidthEstimator {

  /** The estimate before anything is known: a small camera layer and sound pass with it. */
  public static final long START_BPS = 600_000;

  private static final long MAX_BPS = 100_000_000;

  /** A peer that has sent transport-wide feedback within this is not judged by its reports. */
  private static final long FEEDBACK_LIFE_NANOS = 5_000_000_000L;

  /** What feedback's own interval adds to the round trip, before it is known. */
  private static final long START_RESPONSE_NANOS = 200_000_000;

  private static final long MAX_RESPONSE_NANOS = 1_000_000_000;
  private static final long MIN_RESPONSE_NANOS = 50_000_000;

  /** The reference time of feedback wraps after 2^24 times 64 ms. */
  private static final long ARRIVAL_WRAP_NANOS =
      (1L << 24) * TransportFeedback.REFERENCE_TIME_NANOS;

  /** After the first feedback, what has been measured is little for so long. */
  private static final long MIN_START_NANOS = 300_000_000;

  private static final long MAX_START_NANOS = 1_000_000_000;

  private static final long SILENCE_NANOS = 1_000_000_000;

  /** Several times as long as feedback takes: nothing came through meanwhile. */
  private static final long OUTAGE_NANOS = 500_000_000;

  /** How much more is tried with media where no padding can be sent, and while nothing is sent. */
  private static final double MEDIA_STEP = 1.25;

  private static final double SILENT_STEP = 1.5;

  /** Closer to the last congestion than this, bursts may still find the bottleneck narrow. */
  private static final long CONGESTION_MEMORY_NANOS = 30_000_000_000L;

  /** Besides the response time, the queue's trend goes on for so long after a probe's begin. */
  private static final long PROBE_MEMORY_NANOS = 500_000_000;

  private final SentHistory sent = new SentHistory();
  private final QueueDelay queue = new QueueDelay();
  private final OveruseDetector detector = new OveruseDetector(queue);
  private final AcknowledgedRate acknowledged = new AcknowledgedRate();
  private final DelayBasedRate delayBased =
      new DelayBasedRate(START_BPS, queue, detector, acknowledged);
  private final LossBasedRate lossBased = new LossBasedRate();
  private final ReportBasedRate reportBased = new ReportBasedRate(START_BPS);
  private final Probe probe = new Probe();
  private final ProbePlan plan = new ProbePlan();

  private int unnumberedBytes;
  private boolean heard;
  private boolean updated;
  private long heardNanos;

  /** When the last outage was over: losses of what was sent before are none for being too many. */
  private long restoredNanos;

  private boolean restored;
  private long arrivalNanos;
  private long newestReported = -1;
  private long responseNanos = START_RESPONSE_NANOS;
  private double desiredBps;
  private boolean congested;
  private long congestedNanos;
  private boolean probeLimited;

  /** Until the first probes have come to their end, or the queue grows. */
  private boolean starting = true;

  private long firstHeardNanos;
  private long probes;
  private long reportedArrived;
  private long reportedLost;

  /**
   * A packet goes out.
   *
   * @param transportSequence its transport-wide number, 0 to 65535, one more than the one before
   * @param bytes on the wire
   * @param ssrc of the stream that it belongs to, also where it goes out as RTX
   * @param number its extended sequence number in that stream, or {@link SentHistory#NO_MEDIA}
   */
  public void onSent(int transportSequence, int bytes, int ssrc, long number, long nowNanos) {
    int all = bytes + unnumberedBytes;
    unnumberedBytes = 0;
    probe.onSent(sent.onSent(transportSequence, all, ssrc, number, nowNanos), all);
  }

  /**
   * A packet without a transport-wide number goes out: it takes its part of the path all the same.
   */
  public void onSentUnnumbered(int bytes) {
    unnumberedBytes = Math.min(1 << 20, unnumberedBytes + bytes);
  }

  /** A packet that went out before goes out again, the same to the last bit. */
  public void onSentAgain(int transportSequence, int bytes) {
    sent.onSentAgain(transportSequence);
    onSentUnnumbered(bytes);
  }

  /** What the layers worth sending need in all, also beyond the estimate; 0 or more. */
  public void setDesiredBps(long bps) {
    desiredBps = (double) bps;
  }

  /** Transport-wide feedback, with the cursor before its first packet. */
  public void onTransportFeedback(TransportFeedback feedback, long nowNanos) {
    if (updated && nowNanos - heardNanos > OUTAGE_NANOS) {
      restored = true;
      restoredNanos = nowNanos;
    }
    long newestSentNanos = 0;
    boolean any = false;
    int lost = 0;
    while (feedback.next()) {
      if (feedback.received()) {
        reportedArrived++;
      } else {
        reportedLost++;
      }
      long number = sent.find(feedback.sequenceNumber());
      if (number < 0) {
        continue;
      }
      newestReported = Math.max(newestReported, number);
      if (!feedback.received()) {
        boolean inOutage = restored && sent.sentNanos(number) - restoredNanos < 0;
        if (sent.lose(number) && !inOutage) {
          lossBased.onLost();
          lost++;
        }
        continue;
      }
      boolean wasLost = sent.isLost(number);
      if (sent.arrive(number)) {
        lossBased.onArrived(wasLost);
        onArrived(number, feedback.arrivalNanos());
        newestSentNanos = sent.sentNanos(number);
        any = true;
      }
    }
    if (any) {
      noteResponse(nowNanos - newestSentNanos);
      update(lost, nowNanos);
    }
  }

  private void onArrived(long number, long reportedNanos) {
    if (!heard) {
      heard = true;
      arrivalNanos = reportedNanos;
    }
    long ahead = Math.floorMod(reportedNanos - arrivalNanos, ARRIVAL_WRAP_NANOS);
    long arrival =
        arrivalNanos + (ahead > ARRIVAL_WRAP_NANOS / 2 ? ahead - ARRIVAL_WRAP_NANOS : ahead);
    arrivalNanos = arrival;
    int bytes = sent.bytes(number);
    acknowledged.onArrived(arrival, bytes);
    queue.onArrived(sent.sentNanos(number), arrival);
    probe.onArrived(number, bytes, sent.sentNanos(number), arrival);
  }

  private void noteResponse(long nanos) {
    long sane = Math.clamp(nanos, MIN_RESPONSE_NANOS, MAX_RESPONSE_NANOS);
    responseNanos += (sane - responseNanos) / 8;
  }

  private void update(int lost, long nowNanos) {
    if (!updated) {
      updated = true;
      firstHeardNanos = nowNanos;
    }
    heardNanos = nowNanos;
    boolean rising = delayBased.state() == DelayBasedRate.State.RISING;
    boolean probedLately = plan.hasProbedWithin(PROBE_MEMORY_NANOS + responseNanos, nowNanos);
    delayBased.update(nowNanos, responseNanos, lost, probedLately);
    if (rising && delayBased.state() == DelayBasedRate.State.DRAINING) {
      plan.onOverused(delayBased.capacityBps());
    }
    if (!detector.isCalm()) {
      probe.endEarly();
    }
    queue.keepLeast(delayBased.state() == DelayBasedRate.State.COMPETING);
    double arrives = acknowledged.bitrateBps();
    lossBased.update(arrives, delayBased.bps(), detector.isEmpty(), responseNanos, nowNanos);
    takeProbeResult(nowNanos);
    plan.onAcknowledged(arrives, delayBased.bps(), nowNanos);
    if (delayBased.state() != DelayBasedRate.State.RISING
        || lossBased.limitBps() < delayBased.bps()) {
      congested = true;
      congestedNanos = nowNanos;
    } else if (congested && nowNanos - congestedNanos > CONGESTION_MEMORY_NANOS) {
      congested = false;
    }
    noteStart(nowNanos);
  }

  private void noteStart(long nowNanos) {
    long elapsed = nowNanos - firstHeardNanos;
    boolean probing = plan.goesOn() || probe.isAlive(nowNanos);
    if (congested || elapsed > MAX_START_NANOS || (elapsed > MIN_START_NANOS && !probing)) {
      starting = false;
    }
  }

  private void takeProbeResult(long nowNanos) {
    double found = probe.takeResult(newestReported, nowNanos);
    if (found == 0) {
      return;
    }
    boolean counts =
        plan.onResult(
            found,
            (double) probe.targetBps(),
            (double) estimateBps(),
            delayBased.isWary(),
            nowNanos);
    if (counts && found > estimateBps()) {
      delayBased.onProbed(found);
      lossBased.onProbed(found);
      probeLimited = true;
    }
  }

  /**
   * One stream's receiver report.
   *
   * @param fractionLost in 1/256
   * @param sentBytes in all, since the beginning
   */
  public void onReceiverReport(int fractionLost, long sentBytes, long nowNanos) {
    if (!hearsFeedback(nowNanos)) {
      reportBased.onReport(fractionLost, sentBytes, desiredBps, nowNanos);
    }
  }

  /** The peer's REMB. */
  public void onRemb(long bitrateBps) {
    reportBased.onRemb((double) bitrateBps);
  }

  private boolean hearsFeedback(long nowNanos) {
    return heard && nowNanos - heardNanos < FEEDBACK_LIFE_NANOS;
  }

  /** How much may be sent, in bit/s. */
  public long estimateBps() {
    double bps = heard ? Math.min(delayBased.bps(), lossBased.limitBps()) : reportBased.bps();
    return (long) Math.min(MAX_BPS, bps);
  }

  /** Why it isn't more. */
  public EstimateLimit limit() {
    if (!heard && reportBased.hasBegun()) {
      return reportBased.limit();
    }
    if (starting) {
      return EstimateLimit.START;
    }
    if (lossBased.limitBps() < delayBased.bps()) {
      return EstimateLimit.LOSS;
    }
    if (delayBased.state() == DelayBasedRate.State.COMPETING) {
      return EstimateLimit.COMPETITION;
    }
    if (delayBased.state() == DelayBasedRate.State.DRAINING || delayBased.isLimited()) {
      return EstimateLimit.DELAY;
    }
    return probeLimited ? EstimateLimit.PROBE : EstimateLimit.APPLICATION_LIMITED;
  }

  /**
   * Whether the bottleneck's queue has grown of late, or packets are lost for being too many: then
   * bursts are to be kept from it.
   */
  public boolean isCongested() {
    return congested;
  }

  /** The share of packets lost just now, 0 to 1. */
  public double lossShare() {
    return lossBased.recentShare();
  }

  /** What waits before the bottleneck, in nanoseconds, as last heard. */
  public long queueNanos() {
    return heard ? Math.max(0, queue.standingNanos()) : 0;
  }

  // Probes: begun, filled and ended by the pacer.

  /** How fast a probe is to be sent now, in bit/s; 0 where none is of use. */
  long wantedProbeBps(long nowNanos) {
    if (isSilent(nowNanos)) {
      queue.onSilence();
      delayBased.onSilence();
    }
    boolean free =
        heard
            && probe.phase() == Probe.Phase.NONE
            && delayBased.state() == DelayBasedRate.State.RISING
            && detector.isCalm();
    return free
        ? plan.wantedBps(
            (double) estimateBps(), desiredBps, acknowledged.bitrateBps(), delayBased, nowNanos)
        : 0;
  }

  /** Whether nothing is under way, and has not been for a while. */
  private boolean isSilent(long nowNanos) {
    return heard && newestReported == sent.newest() && nowNanos - heardNanos > SILENCE_NANOS;
  }

  /** Whether a probe is being sent, or its result may come any moment. */
  boolean isProbing(long nowNanos) {
    return probe.isAlive(nowNanos);
  }

  void beginProbe(long bps, long nowNanos) {
    probes++;
    probe.begin(bps, plan.lengthNanos(bps), sent.newest() + 1, nowNanos);
    plan.onBegun(nowNanos);
  }

  /** How many bytes of padding the probe wants now; 0 where none is being sent. */
  int probeBytesDue(long nowNanos) {
    return probe.phase() == Probe.Phase.SENDING ? probe.bytesDue(nowNanos) : 0;
  }

  /** The pace of the probe that is being sent; without one beyond any. */
  double probeNanosPerByte() {
    return probe.phase() == Probe.Phase.SENDING ? 8e9 / probe.targetBps() : Double.MAX_VALUE;
  }

  void endProbeTick(long nowNanos) {
    if (probe.phase() == Probe.Phase.SENDING) {
      probe.endTick(nowNanos);
    }
  }

  /**
   * There is nothing to fill it up with, as to viewers without RTX: whether more passes can be seen
   * by media alone, so they may be tried now and then.
   */
  void abandonProbe(long nowNanos) {
    double step = isSilent(nowNanos) ? SILENT_STEP : MEDIA_STEP;
    double tried = Math.min(MEDIA_STEP * desiredBps, step * estimateBps());
    delayBased.onUnprobed(tried);
    lossBased.onProbed(tried);
    probes--;
    probe.abandon();
  }

  /** What went out under which transport-wide number. */
  public SentHistory sent() {
    return sent;
  }

  /** Packets that the peer's feedback said to have arrived. */
  public long reportedArrived() {
    return reportedArrived;
  }

  /** Packets that the peer's feedback said to be missing. */
  public long reportedLost() {
    return reportedLost;
  }

  /** Probes begun so far. */
  public long probes() {
    return probes;
  }
}

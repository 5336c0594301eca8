package dev.sluice.core.simulation;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.SplittableRandom;

/**
 * One direction of a network path: a drop-tail queue before a bottleneck of some rate, then delay,
 * jitter and random loss. Whoever sends through the same link shares its queue. Everything may be
 * changed while it carries packets.
 */
final class Link {

  /** IPv4 and UDP headers and SRTP's tag, which the bottleneck carries with each packet. */
  static final int OVERHEAD_BYTES = 20 + 8 + 16;

  static final long UNLIMITED_BPS = Long.MAX_VALUE;

  private record Packet(int bytes, Runnable arrival) {}

  private final Simulation simulation;
  private final SplittableRandom random;
  private final Queue<Packet> queue = new ArrayDeque<>();

  private long rateBps = UNLIMITED_BPS;
  private long delayNanos;
  private long jitterNanos;
  private boolean reorders;
  private double loss;
  private double meanLossRun = 1;
  private boolean losing;
  private boolean down;
  private long queueMillis = 250;
  private long queueBytes;

  private long queuedBytes;
  private long lastLimitBytes;

  /** Of the queue's first packet; while the rate is 0, the bits that it still has to go. */
  private long headDoneNanos;

  private long headBits;
  private long service;
  private long lastArrivalNanos = Long.MIN_VALUE;

  private long carriedBytes;
  private long overflows;
  private long losses;

  Link(Simulation simulation, long seed) {
    this.simulation = simulation;
    this.random = new SplittableRandom(seed);
  }

  /** The bottleneck's rate from now on; 0 holds everything back, within the queue's limit. */
  Link rateBps(long bps) {
    if (!queue.isEmpty()) {
      headBits = remainingBits();
      rateBps = bps;
      serve();
    } else {
      rateBps = bps;
    }
    return this;
  }

  Link delayMillis(long millis) {
    delayNanos = millis * Simulation.MILLI;
    return this;
  }

  /** Up to so much is added to the delay of each packet; packets stay in order. */
  Link jitterMillis(long millis) {
    jitterNanos = millis * Simulation.MILLI;
    return this;
  }

  /** Lets jitter change the packets' order. */
  Link reordering(boolean allowed) {
    reorders = allowed;
    return this;
  }

  /** Loses each packet with this probability. */
  Link loss(double probability) {
    return lossInRuns(probability, 1);
  }

  /** Loses this share of the packets in runs of so many at the mean (Gilbert's model). */
  Link lossInRuns(double share, double meanPackets) {
    loss = share;
    meanLossRun = meanPackets;
    return this;
  }

  /** Loses everything while it is down; what is in the queue too. */
  Link down(boolean isDown) {
    down = isDown;
    return this;
  }

  /** Drop-tail: what would wait longer than this, at the rate of the moment, doesn't get in. */
  Link queueMillis(long millis) {
    queueMillis = millis;
    queueBytes = 0;
    return this;
  }

  Link queueBytes(long bytes) {
    queueBytes = bytes;
    return this;
  }

  /** Sends one RTP or RTCP packet of this length; {@code arrival} runs when it has got through. */
  void send(int length, Runnable arrival) {
    sendOnWire(length + OVERHEAD_BYTES, arrival);
  }

  void sendOnWire(int bytes, Runnable arrival) {
    if (rateBps == UNLIMITED_BPS && queue.isEmpty()) {
      depart(bytes, arrival);
    } else if (!queue.isEmpty() && queuedBytes + bytes > limitBytes()) {
      overflows++;
    } else {
      queue.add(new Packet(bytes, arrival));
      queuedBytes += bytes;
      if (queue.size() == 1) {
        headBits = 8L * bytes;
        serve();
      }
    }
  }

  private long limitBytes() {
    if (queueBytes > 0) {
      return queueBytes;
    }
    // While nothing flows the queue keeps the size that it has.
    return rateBps == 0 ? Math.max(queuedBytes, lastLimitBytes) : rememberLimit();
  }

  private long rememberLimit() {
    lastLimitBytes = rateBps == UNLIMITED_BPS ? Long.MAX_VALUE : rateBps / 8 * queueMillis / 1000;
    return lastLimitBytes;
  }

  private long remainingBits() {
    return rateBps == 0
        ? headBits
        : Math.round((headDoneNanos - simulation.nowNanos()) / 1e9 * rateBps);
  }

  private void serve() {
    long serving = ++service;
    if (rateBps == 0) {
      return;
    }
    long duration = Math.round(headBits * 1e9 / rateBps);
    headDoneNanos = simulation.nowNanos() + duration;
    simulation.after(
        duration,
        () -> {
          if (serving == service) {
            onHeadDone();
          }
        });
  }

  private void onHeadDone() {
    Packet head = queue.remove();
    queuedBytes -= head.bytes();
    if (!queue.isEmpty()) {
      headBits = 8L * queue.element().bytes();
      serve();
    }
    depart(head.bytes(), head.arrival());
  }

  private void depart(int bytes, Runnable arrival) {
    if (down || isLost()) {
      losses++;
      return;
    }
    carriedBytes += bytes;
    long jitter = jitterNanos == 0 ? 0 : random.nextLong(jitterNanos + 1);
    long arrivalNanos = simulation.nowNanos() + delayNanos + jitter;
    if (!reorders) {
      arrivalNanos = Math.max(arrivalNanos, lastArrivalNanos);
    }
    lastArrivalNanos = arrivalNanos;
    if (arrivalNanos == simulation.nowNanos()) {
      arrival.run();
    } else {
      simulation.after(arrivalNanos - simulation.nowNanos(), arrival);
    }
  }

  private boolean isLost() {
    if (loss <= 0) {
      losing = false;
      return false;
    }
    double end = 1 / meanLossRun;
    // So that in the long run the share lost is `loss`: for single losses, independent ones.
    double begin = meanLossRun <= 1 ? loss : Math.min(1, end * loss / (1 - loss));
    boolean inRun = losing && meanLossRun > 1;
    losing = inRun ? random.nextDouble() >= end : random.nextDouble() < begin;
    return losing;
  }

  long rateBps() {
    return rateBps;
  }

  /** How long a packet sent now would wait; 0 where nothing moves. */
  double queueDelayMillis() {
    if (queue.isEmpty() || rateBps == 0 || rateBps == UNLIMITED_BPS) {
      return 0;
    }
    long bits = 8 * (queuedBytes - queue.element().bytes()) + remainingBits();
    return bits * 1e3 / rateBps;
  }

  /** That left for the far end, with all headers. */
  long carriedBytes() {
    return carriedBytes;
  }

  /** Packets that found the queue full. */
  long overflows() {
    return overflows;
  }

  /** Packets lost at random or while down. */
  long losses() {
    return losses;
  }
}

package dev.sluice.core.forward;

import dev.sluice.core.rtp.RtpPacket;
import dev.sluice.core.rtp.RtpParameters;
import dev.sluice.core.transport.MediaLoop;

/**
 * An encoding of a publication on one loop where it has viewers: the subscriptions there, and the
 * one retransmission cache that they share. It lives as long as somebody on that loop plays the
 * encoding.
 *
 * <p>The publisher's loop calls {@link #offer}; everything else belongs to the viewers' loop.
 */
final class Branch {

  private final PublishedEncoding encoding;
  private final MediaLoop loop;

  private final FanOut fanOut;

  /** Null where publisher and viewers share a loop. */
  private final BranchRing ring;

  /** How many play it; owned by the publisher's loop. */
  private int viewers;

  private volatile SourceClock sourceClock;

  private RtpParameters parameters;

  /** Made with the first packet that somebody may ask for again. */
  private RetransmissionCache cache;

  private boolean cached;

  /** The encoding's own where publisher and viewers share a loop. */
  private final FreshStart freshStart;

  Branch(
      PublishedEncoding encoding,
      MediaLoop loop,
      boolean sameLoop,
      RtpParameters parameters,
      SourceClock sourceClock) {
    this.encoding = encoding;
    this.loop = loop;
    this.parameters = parameters;
    this.sourceClock = sourceClock;
    this.fanOut = new FanOut(this);
    this.freshStart = sameLoop ? encoding.freshStart() : new FreshStart();
    this.ring = sameLoop ? null : new BranchRing(loop, this, encoding.publication().kind());
  }

  /**
   * Publisher's loop: one packet for everybody on this branch.
   *
   * @return false where the other loop doesn't keep up
   */
  boolean offer(MediaPacket packet) {
    if (ring != null) {
      return ring.offer(packet);
    }
    take(packet);
    return true;
  }

  /** Viewers' loop: one packet for every subscription. */
  void take(MediaPacket packet) {
    if (cached && !packet.skipped) {
      cache.store(packet.sequence, packet.rtp, packet.arrivalNanos);
    }
    if (ring != null) {
      freshStart.take(packet);
    }
    fanOut.add(packet);
  }

  /** Whether who comes now can begin at once, by {@link #start}. */
  boolean startsAtOnce(long nowNanos) {
    return freshStart.isThere(nowNanos);
  }

  /** As {@link #startsAtOnce}, for who has got what came until then. */
  boolean startsAtOnceAfter(long nanos, long nowNanos) {
    return freshStart.isThere(nowNanos) && freshStart.isAfter(nanos);
  }

  /** Lets a subscription that is here begin at once, which has got nothing of that yet. */
  void start(Subscription subscription, long nowNanos) {
    // What waits for its turn in the fan-out is in there too, and isn't to come twice.
    fanOut.remove(subscription);
    fanOut.add(subscription);
    freshStart.giveTo(subscription, this, nowNanos);
  }

  /** A packet as it was received, where it is still there. */
  boolean findCached(long sequence, RtpPacket out) {
    return cached && cache.find(sequence, out);
  }

  /** Whether a packet can't be had any more. */
  boolean hasForgotten(long sequence) {
    return cached && cache.hasForgotten(sequence);
  }

  void add(Subscription subscription) {
    fanOut.add(subscription);
    updateCaching();
  }

  void remove(Subscription subscription) {
    if (fanOut.remove(subscription)) {
      updateCaching();
    }
  }

  /** A subscription's parameters have changed, and with them perhaps whether it asks again. */
  void updateCaching() {
    boolean wanted = false;
    for (int i = 0; i < fanOut.size(); i++) {
      wanted |= fanOut.get(i).stream().mayAskAgain();
    }
    cached = wanted;
    if (!wanted) {
      cache = null;
    } else if (cache == null) {
      cache = new RetransmissionCache(encoding.publication().kind());
      freshStart.storeIn(cache);
    }
  }

  /** The publication was renegotiated. */
  void onParameters(RtpParameters changed) {
    parameters = changed;
    for (int i = 0; i < fanOut.size(); i++) {
      fanOut.get(i).onSourceParameters(changed);
    }
  }

  /** The publication has ended. */
  void end() {
    fanOut.deliverAll();
    while (fanOut.size() > 0) {
      Subscription last = fanOut.get(fanOut.size() - 1);
      fanOut.remove(last);
      last.onBranchEnded(this);
    }
    updateCaching();
  }

  PublishedEncoding encoding() {
    return encoding;
  }

  MediaLoop loop() {
    return loop;
  }

  RtpParameters parameters() {
    return parameters;
  }

  /** Null until the publisher has reported on its stream. */
  SourceClock sourceClock() {
    return sourceClock;
  }

  /** Publisher's loop. */
  void setSourceClock(SourceClock clock) {
    sourceClock = clock;
  }

  /** Publisher's loop: one more plays this branch. */
  void acquire() {
    viewers++;
  }

  /**
   * Publisher's loop: one less plays this branch.
   *
   * @return whether nobody does any more
   */
  boolean release() {
    viewers--;
    return viewers == 0;
  }
}

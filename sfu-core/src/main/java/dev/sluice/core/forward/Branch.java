package dev.sluice.core.forward;

import dev.sluice.core.rtp.RtpPacket;
import dev.sluice.core.rtp.RtpParameters;
import dev.sluice.core.transport.MediaLoop;
import java.util.Arrays;

/**
 * A publication on one loop where it has viewers: the subscriptions there, and the one
 * retransmission cache that they share. It lives as long as somebody on that loop plays the
 * publication.
 *
 * <p>The publisher's loop calls {@link #offer}; everything else belongs to the viewers' loop.
 */
final class Branch {

  private final Publication publication;
  private final MediaLoop loop;

  /** For a publisher on the same loop; otherwise null. */
  private final PacketBatch batch;

  /** For a publisher on another loop; otherwise null. */
  private final BranchRing ring;

  /** How many play it; owned by the publisher's loop. */
  private int viewers;

  private volatile SourceClock sourceClock;

  private RtpParameters parameters;
  private Subscription[] subscriptions = new Subscription[4];
  private int count;

  /** Made with the first packet that somebody may ask for again. */
  private RetransmissionCache cache;

  private boolean cached;

  Branch(
      Publication publication,
      MediaLoop loop,
      boolean sameLoop,
      RtpParameters parameters,
      SourceClock sourceClock) {
    this.publication = publication;
    this.loop = loop;
    this.parameters = parameters;
    this.sourceClock = sourceClock;
    this.batch = sameLoop ? new PacketBatch(loop, this) : null;
    this.ring = sameLoop ? null : new BranchRing(loop, this, publication.kind());
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
    batch.add(packet);
    return true;
  }

  /**
   * Viewers' loop: packets {@code from} to before {@code to}, all of them to one subscription after
   * the other. A subscription whose handling fails costs the others nothing.
   */
  void deliver(MediaPacket[] packets, int from, int to, long nowNanos) {
    if (cached) {
      for (int i = from; i < to; i++) {
        MediaPacket packet = packets[i];
        if (!packet.skipped) {
          cache.store(packet.sequence, packet.rtp, packet.arrivalNanos);
        }
      }
    }
    RuntimeException failure = null;
    for (int s = 0; s < count; s++) {
      Subscription subscription = subscriptions[s];
      try {
        for (int i = from; i < to; i++) {
          subscription.forward(packets[i], nowNanos);
        }
      } catch (RuntimeException e) {
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** A packet as it was received, where it is still there. */
  boolean findCached(long sequence, RtpPacket out) {
    return cached && cache.find(sequence, out);
  }

  void add(Subscription subscription) {
    if (count == subscriptions.length) {
      subscriptions = Arrays.copyOf(subscriptions, count * 2);
    }
    subscriptions[count++] = subscription;
    updateCaching();
  }

  void remove(Subscription subscription) {
    for (int i = 0; i < count; i++) {
      if (subscriptions[i] == subscription) {
        count--;
        System.arraycopy(subscriptions, i + 1, subscriptions, i, count - i);
        subscriptions[count] = null;
        updateCaching();
        return;
      }
    }
  }

  /** A subscription's parameters have changed, and with them perhaps whether it asks again. */
  void updateCaching() {
    boolean wanted = false;
    for (int i = 0; i < count; i++) {
      wanted |= subscriptions[i].mayAskAgain();
    }
    cached = wanted;
    if (!wanted) {
      cache = null;
    } else if (cache == null) {
      cache = new RetransmissionCache(publication.kind());
    }
  }

  /** The publication was renegotiated. */
  void onParameters(RtpParameters changed) {
    parameters = changed;
    for (int i = 0; i < count; i++) {
      subscriptions[i].onSourceParameters(changed);
    }
  }

  /** The publication has ended. */
  void end() {
    while (count > 0) {
      subscriptions[count - 1].onBranchEnded();
      subscriptions[--count] = null;
    }
    updateCaching();
  }

  Publication publication() {
    return publication;
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

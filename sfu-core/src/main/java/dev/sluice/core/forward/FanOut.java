package dev.sluice.core.forward;

import dev.sluice.core.transport.MediaLoop;
import java.util.Arrays;

/**
 * The subscriptions of one branch, and the packets on their way to them.
 *
 * <p>What a wake-up of the loop brings is gathered, and then goes to one subscription after the
 * other: each viewer's state comes into the processor's cache once for many packets, and they leave
 * in one send. After every few sends the loop looks for further packets, so that who is still to
 * come gets those in the same send; nothing ever waits for them.
 *
 * <p>Belongs to the viewers' loop.
 */
final class FanOut {

  /** More than a wake-up reads from a socket. */
  private static final int MAX_PACKETS = 64;

  /** Packets sent before the loop looks for others: some ten microseconds' work. */
  private static final int SENT_PER_TURN = 32;

  /**
   * Packetizers cut a picture as evenly as they can (libwebrtc: into packets that differ by a
   * byte), but only equal packets leave in one send.
   */
  private static final int MAX_PADDING_BYTES = 4;

  private final Branch branch;
  private final MediaLoop loop;
  private final Runnable turn = this::turn;

  private final MediaPacket[] packets = new MediaPacket[MAX_PACKETS];
  private int packetCount;

  /** Of {@link #packets}, how many have been looked at for {@link MediaPacket#paddingBytes}. */
  private int evened;

  private Subscription[] subscriptions = new Subscription[4];

  /** Of {@link #packets}, how many each subscription has been given. */
  private int[] given = new int[4];

  private int count;

  /** How many subscriptions have not been given all packets. */
  private int behind;

  /** Whose turn it is. */
  private int cursor;

  private boolean scheduled;

  FanOut(Branch branch) {
    this.branch = branch;
    this.loop = branch.loop();
  }

  /** Takes a copy of a packet for everybody. */
  void add(MediaPacket packet) {
    if (count == 0) {
      return;
    }
    if (packetCount == MAX_PACKETS) {
      deliverAll();
    }
    if (packets[packetCount] == null) {
      packets[packetCount] = new MediaPacket();
    }
    packets[packetCount++].copy(packet);
    behind = count;
    if (!scheduled) {
      scheduled = true;
      loop.execute(turn);
    }
  }

  private void turn() {
    scheduled = false;
    try {
      deliver(SENT_PER_TURN);
    } finally {
      if (behind > 0) {
        scheduled = true;
        loop.executeNextTurn(turn);
      }
    }
  }

  /** Gives everybody what is there. */
  void deliverAll() {
    deliver(Integer.MAX_VALUE);
  }

  /** A subscription whose handling fails costs the others nothing. */
  private void deliver(int maxSent) {
    long nowNanos = loop.nowNanos();
    if (evened < packetCount) {
      even();
    }
    int sent = 0;
    while (behind > 0 && sent < maxSent) {
      if (cursor >= count) {
        cursor = 0;
      }
      int at = cursor++;
      int from = given[at];
      if (from < packetCount) {
        // First, so that a packet whose handling fails doesn't come again.
        given[at] = packetCount;
        behind--;
        sent += packetCount - from;
        try {
          forward(subscriptions[at], from, nowNanos);
        } catch (RuntimeException e) {
          loop.onFailure(e);
        }
      }
    }
    if (behind == 0) {
      packetCount = 0;
      evened = 0;
      Arrays.fill(given, 0, count, 0);
    }
  }

  /** Gives each packet the padding that makes it as long as the longest here of its picture. */
  private void even() {
    evened = packetCount;
    int first = 0;
    while (first < packetCount) {
      int timestamp = packets[first].rtp.timestamp();
      int longest = 0;
      int end = first;
      while (end < packetCount && packets[end].rtp.timestamp() == timestamp) {
        longest = Math.max(longest, packets[end++].lengthBytes());
      }
      for (; first < end; first++) {
        int shorter = longest - packets[first].lengthBytes();
        packets[first].paddingBytes = shorter <= MAX_PADDING_BYTES ? shorter : 0;
      }
    }
  }

  private void forward(Subscription subscription, int from, long nowNanos) {
    for (int i = from; i < packetCount; i++) {
      subscription.forward(branch, packets[i], nowNanos);
    }
  }

  /** Gets what comes from now on. */
  void add(Subscription subscription) {
    if (count == subscriptions.length) {
      subscriptions = Arrays.copyOf(subscriptions, count * 2);
      given = Arrays.copyOf(given, count * 2);
    }
    subscriptions[count] = subscription;
    given[count] = packetCount;
    count++;
  }

  /** Gets nothing any more; false where it is not here. */
  boolean remove(Subscription subscription) {
    for (int i = 0; i < count; i++) {
      if (subscriptions[i] == subscription) {
        if (given[i] < packetCount) {
          behind--;
        }
        count--;
        System.arraycopy(subscriptions, i + 1, subscriptions, i, count - i);
        System.arraycopy(given, i + 1, given, i, count - i);
        subscriptions[count] = null;
        if (cursor > i) {
          cursor--;
        }
        return true;
      }
    }
    return false;
  }

  int size() {
    return count;
  }

  Subscription get(int index) {
    return subscriptions[index];
  }
}

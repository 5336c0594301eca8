package dev.sluice.benchmarks.load.measure;

/**
 * From one viewer's sequence numbers to its publisher's. A server numbers a viewer's packets anew,
 * but in the publisher's order, so the two differ by a constant: it is learned from packets that
 * were decrypted, serves for all those whose header alone was read, and is checked again with every
 * packet decrypted.
 *
 * <p>A viewer's packets may close up behind what the server leaves out: the constant then changes,
 * and what came between the change and the next decrypted packet is put down to a packet close by.
 */
public final class LatencyMapping {

  /** What {@link #latencyNanos} says where it can't tell. */
  public static final long UNKNOWN = -1;

  /**
   * One reading of the clock serves all packets read at once, and the last of them may have been
   * sent since.
   */
  private static final long READ_NANOS = 20_000_000;

  private static final int NO_OFFSET = -1;

  private final SentPackets sent;
  private int offset = NO_OFFSET;
  private long changes;

  public LatencyMapping(SentPackets sent) {
    this.sent = sent;
  }

  /**
   * Learns from a decrypted packet.
   *
   * @param content its {@link PayloadContent}
   * @return whether the publisher has sent just that
   */
  public boolean learn(int sequenceNumber, long content) {
    if (offset != NO_OFFSET && sent.holds(publishersNumber(sequenceNumber), content)) {
      return true;
    }
    int found = sent.find(content);
    if (found < 0) {
      return false;
    }
    changes += offset == NO_OFFSET ? 0 : 1;
    offset = (found - sequenceNumber) & 0xFFFF;
    return true;
  }

  /** From the sending of a packet to now, or {@link #UNKNOWN}. */
  public long latencyNanos(int sequenceNumber, long nowNanos) {
    if (offset == NO_OFFSET) {
      return UNKNOWN;
    }
    long sentNanos = sent.sentNanos(publishersNumber(sequenceNumber));
    if (sentNanos == Long.MIN_VALUE || nowNanos < sentNanos - READ_NANOS) {
      return UNKNOWN;
    }
    return Math.max(0, nowNanos - sentNanos);
  }

  /** How often the constant turned out to be another one. */
  public long changes() {
    return changes;
  }

  private int publishersNumber(int sequenceNumber) {
    return (sequenceNumber + offset) & 0xFFFF;
  }
}

package dev.sluice.core.simulation;

import java.util.TreeMap;

/**
 * A download over TCP with CUBIC (RFC 9438) that never ends: a window, acknowledgements that clock
 * it, one reduction a window on loss, slow start anew after a timeout. Segments aren't sent again,
 * as nobody reads them: the flow only competes.
 */
final class TcpFlow {

  private static final int SEGMENT_BYTES = 1500;
  private static final int PAYLOAD_BYTES = 1448;
  private static final double INITIAL_WINDOW = 10;

  /** RFC 9438 section 4.6 and section 5.2. */
  private static final double BETA = 0.7;

  private static final double C = 0.4;

  /** RFC 9438 section 4.3: grows as Reno would, where that is faster. */
  private static final double RENO_ALPHA = 3 * (1 - BETA) / (1 + BETA);

  private static final int DUPLICATES = 3;
  private static final long TIMEOUT_NANOS = 400 * Simulation.MILLI;

  private final Simulation simulation;
  private final Link link;
  private final long ackDelayNanos;
  private final TreeMap<Long, Long> inFlight = new TreeMap<>();

  private double window = INITIAL_WINDOW;
  private double threshold = Double.MAX_VALUE;
  private double windowBeforeLoss;
  private double renoWindow;
  private long epochNanos;
  private double roundTripSeconds = 0.1;
  private long next;
  private long highestAcked = -1;
  private long recoveryEnd = -1;
  private long lastProgressNanos;
  private long receivedBytes;

  /**
   * @param ackDelayMillis from the receiver back to the sender
   */
  TcpFlow(Simulation simulation, Link link, long ackDelayMillis) {
    this.simulation = simulation;
    this.link = link;
    this.ackDelayNanos = ackDelayMillis * Simulation.MILLI;
  }

  void start() {
    lastProgressNanos = simulation.nowNanos();
    simulation.every(50 * Simulation.MILLI, this::checkTimeout);
    fill();
  }

  private void fill() {
    while (inFlight.size() < (int) window) {
      long segment = next++;
      inFlight.put(segment, simulation.nowNanos());
      link.sendOnWire(SEGMENT_BYTES, () -> onSegment(segment));
    }
  }

  private void onSegment(long segment) {
    receivedBytes += PAYLOAD_BYTES;
    simulation.after(ackDelayNanos, () -> onAck(segment));
  }

  private void onAck(long segment) {
    Long sentNanos = inFlight.remove(segment);
    if (sentNanos == null) {
      return;
    }
    roundTripSeconds += ((simulation.nowNanos() - sentNanos) / 1e9 - roundTripSeconds) / 8;
    lastProgressNanos = simulation.nowNanos();
    highestAcked = Math.max(highestAcked, segment);
    boolean lost = false;
    while (!inFlight.isEmpty() && inFlight.firstKey() <= highestAcked - DUPLICATES) {
      lost |= inFlight.pollFirstEntry().getKey() > recoveryEnd;
    }
    if (lost) {
      reduce();
    } else if (highestAcked > recoveryEnd) {
      grow();
    }
    fill();
  }

  private void grow() {
    if (window < threshold) {
      window++;
      return;
    }
    double seconds = (simulation.nowNanos() - epochNanos) / 1e9 + roundTripSeconds;
    double k = Math.cbrt(windowBeforeLoss * (1 - BETA) / C);
    double cubic = C * Math.pow(seconds - k, 3) + windowBeforeLoss;
    renoWindow += RENO_ALPHA / window;
    double target = Math.max(cubic, renoWindow);
    if (target > window) {
      window += Math.min(0.5, (target - window) / window);
    }
  }

  private void reduce() {
    recoveryEnd = next - 1;
    windowBeforeLoss = window;
    window = Math.max(2, window * BETA);
    threshold = window;
    renoWindow = window;
    epochNanos = simulation.nowNanos();
  }

  private void checkTimeout() {
    if (simulation.nowNanos() - lastProgressNanos < TIMEOUT_NANOS) {
      return;
    }
    inFlight.clear();
    reduce();
    window = 1;
    lastProgressNanos = simulation.nowNanos();
    fill();
  }

  /** Payload that reached the receiver. */
  long receivedBytes() {
    return receivedBytes;
  }
}

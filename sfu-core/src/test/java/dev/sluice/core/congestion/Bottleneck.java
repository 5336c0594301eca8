package dev.sluice.core.congestion;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Random;

/** A link with one drop-tail queue before it, which all flows share. */
final class Bottleneck {

  /** Who is told what became of a packet. */
  interface Flow {

    void onDelivered(long number, int bytes, long arrivalNanos);

    void onDropped(long number, long nowNanos);
  }

  private record Packet(Flow flow, long number, int bytes, long enteredNanos) {}

  private final Queue<Packet> queue = new ArrayDeque<>();
  private final Random random = new Random(7);
  private long queuedBytes;
  private long freeNanos;
  private long rateBps;
  private long queueLimitNanos = 250_000_000;
  private long delayNanos;
  private long jitterNanos;
  private double loss;
  private int bucketBytes;
  private long lastArrivalNanos;

  Bottleneck(long rateBps, long delayMillis) {
    this.rateBps = rateBps;
    this.delayNanos = delayMillis * 1_000_000;
  }

  void rate(long bps) {
    rateBps = bps;
  }

  long rateBps() {
    return rateBps;
  }

  void queueMillis(long millis) {
    queueLimitNanos = millis * 1_000_000;
  }

  void jitterMillis(long millis) {
    jitterNanos = millis * 1_000_000;
  }

  /** A shaper, which lets so many bytes through at once after a pause. */
  void bucketBytes(int bytes) {
    bucketBytes = bytes;
  }

  /** Lost at random, 0 to 1, whatever is sent. */
  void loss(double share) {
    loss = share;
  }

  long delayNanos() {
    return delayNanos;
  }

  /** How long a packet that comes now will wait. */
  long waitNanos() {
    return queuedBytes * 8_000_000_000L / rateBps;
  }

  void send(Flow flow, long number, int bytes, long nowNanos) {
    if (waitNanos() > queueLimitNanos || random.nextDouble() < loss) {
      flow.onDropped(number, nowNanos);
      return;
    }
    queue.add(new Packet(flow, number, bytes, nowNanos));
    queuedBytes += bytes;
  }

  /** What has passed by {@code nowNanos} is delivered. */
  void advance(long nowNanos) {
    for (Packet packet = queue.peek(); packet != null; packet = queue.peek()) {
      long bucketNanos = bucketBytes * 8_000_000_000L / rateBps;
      long paid =
          Math.max(freeNanos, packet.enteredNanos - bucketNanos)
              + packet.bytes * 8_000_000_000L / rateBps;
      long done = Math.max(paid, packet.enteredNanos);
      if (done > nowNanos) {
        return;
      }
      freeNanos = paid;
      queue.remove();
      queuedBytes -= packet.bytes;
      long jitter = jitterNanos == 0 ? 0 : Math.floorMod(random.nextLong(), jitterNanos);
      lastArrivalNanos = Math.max(lastArrivalNanos, done + delayNanos + jitter);
      packet.flow.onDelivered(packet.number, packet.bytes, lastArrivalNanos);
    }
  }
}

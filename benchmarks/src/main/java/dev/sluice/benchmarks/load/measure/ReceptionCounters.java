package dev.sluice.benchmarks.load.measure;

import org.HdrHistogram.Histogram;

/**
 * What the viewers of one loop got since the last {@link #reset}. Plain numbers, for that loop
 * alone; {@link #addTo} makes a sum of several.
 */
public final class ReceptionCounters {

  /** Latencies beyond are put down as this: a minute. */
  private static final long MAX_MICROS = 60_000_000;

  private static final int SIGNIFICANT_DIGITS = 3;

  /** RTP packets, retransmissions included. */
  public long packets;

  /** RTP bytes as they came, headers and tags included. */
  public long bytes;

  /** RTP packets that were decrypted. */
  public long decrypted;

  /** Decrypted packets whose tag was wrong. */
  public long forged;

  /** Authentic packets of made or packetized media that the publisher never sent. */
  public long foreign;

  /** Packets whose latency isn't known. */
  public long unmapped;

  /** Packets that came a second time. */
  public long duplicates;

  /** Packets that no stream could be found for, or that are malformed. */
  public long unusable;

  /** Packets missing at first that came as retransmissions. */
  public long repaired;

  /** Sequence numbers asked for again. */
  public long nacked;

  /** Whole video frames, in order. */
  public long frames;

  public long freezes;
  public long frozenNanos;

  private final Histogram latencyMicros = newHistogram();
  private final Histogram latenessMicros = newHistogram();

  /** A histogram as all of the load generator's are: microseconds up to a minute. */
  public static Histogram newHistogram() {
    return new Histogram(1, MAX_MICROS, SIGNIFICANT_DIGITS);
  }

  public static void record(Histogram micros, long nanos) {
    micros.recordValue(Math.clamp(nanos / 1000, 0, MAX_MICROS));
  }

  public void onLatency(long nanos) {
    record(latencyMicros, nanos);
  }

  /** How much later than wanted the loop came round to a timer of its own. */
  public void onLateness(long nanos) {
    record(latenessMicros, nanos);
  }

  /** One-way, of packets. */
  public Histogram latencyMicros() {
    return latencyMicros;
  }

  public Histogram latenessMicros() {
    return latenessMicros;
  }

  public void addTo(ReceptionCounters sum) {
    sum.packets += packets;
    sum.bytes += bytes;
    sum.decrypted += decrypted;
    sum.forged += forged;
    sum.foreign += foreign;
    sum.unmapped += unmapped;
    sum.duplicates += duplicates;
    sum.unusable += unusable;
    sum.repaired += repaired;
    sum.nacked += nacked;
    sum.frames += frames;
    sum.freezes += freezes;
    sum.frozenNanos += frozenNanos;
    sum.latencyMicros.add(latencyMicros);
    sum.latenessMicros.add(latenessMicros);
  }

  public void reset() {
    packets = 0;
    bytes = 0;
    decrypted = 0;
    forged = 0;
    foreign = 0;
    unmapped = 0;
    duplicates = 0;
    unusable = 0;
    repaired = 0;
    nacked = 0;
    frames = 0;
    freezes = 0;
    frozenNanos = 0;
    latencyMicros.reset();
    latenessMicros.reset();
  }
}

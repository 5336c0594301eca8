package dev.sluice.benchmarks.load;

import java.util.List;

/**
 * What came of a measurement. Plain numbers, so that it can be written as JSON and read again.
 *
 * @param startedAt when the measurement began, ISO 8601
 * @param seconds it took
 * @param packets RTP packets that the viewers got, retransmissions included: what the server
 *     forwarded and the network brought
 * @param bytes of those packets
 * @param server null without a pid
 * @param timeline one entry a second
 * @param warnings why these numbers may say more of the load generator or of the machine than of
 *     the server; one sentence each
 */
public record LoadResult(
    String startedAt,
    Load load,
    Joins joins,
    double seconds,
    long packets,
    long bytes,
    Percentiles latency,
    Loss loss,
    Picture picture,
    Proof proof,
    ServerUsage server,
    GeneratorUsage generator,
    List<Second> timeline,
    List<String> warnings) {

  public LoadResult {
    timeline = List.copyOf(timeline);
    warnings = List.copyOf(warnings);
  }

  /** What the server was put under. */
  public record Load(
      String server,
      String shape,
      int rooms,
      int publishers,
      int viewers,
      String video,
      String audio,
      boolean silent,
      String srtp,
      boolean gro,
      long transportCcMillis) {}

  /**
   * How clients got in, from all joins of the test.
   *
   * @param asked clients that tried
   * @param connected those that got through DTLS
   * @param failures why others didn't, or were put out later; one sentence each, with a count
   * @param perSecond connected, over the time it took
   * @param toAnswer from the offer to the server's description
   * @param toConnected from the offer to the end of DTLS
   * @param toFirstMedia from the offer to a viewer's first packet
   * @param serverCpuMicrosPerJoin 0 without a pid
   */
  public record Joins(
      int asked,
      int connected,
      List<String> failures,
      double perSecond,
      Percentiles toAnswer,
      Percentiles toConnected,
      Percentiles toFirstMedia,
      double serverCpuMicrosPerJoin) {
    public Joins {
      failures = List.copyOf(failures);
    }
  }

  /**
   * A distribution, in microseconds.
   *
   * @param curve its shape, for a chart
   */
  public record Percentiles(
      long count,
      double mean,
      long p50,
      long p90,
      long p99,
      long p999,
      long max,
      List<Point> curve) {
    public Percentiles {
      curve = List.copyOf(curve);
    }
  }

  /** So many percent of all are no greater. */
  public record Point(double percentile, long micros) {}

  /**
   * What viewers did not get.
   *
   * @param expected packets that the server numbered
   * @param lost of those never came, not as retransmissions either
   * @param ratio the one to the other
   * @param repaired packets that came as retransmissions
   * @param asked sequence numbers that viewers asked for again
   * @param starvedViewers viewers that got less than nine tenths of what was sent to them
   */
  public record Loss(
      long expected, long lost, double ratio, long repaired, long asked, int starvedViewers) {}

  /**
   * What viewers saw.
   *
   * @param framesPerSecond whole frames, in order, for each viewer
   * @param freezes as libwebrtc counts them
   * @param frozenRatio the part of the time that pictures stood still
   */
  public record Picture(double framesPerSecond, long freezes, double frozenRatio) {}

  /**
   * Whether what came out is what went in.
   *
   * @param decrypted packets that were decrypted
   * @param forged of those had a wrong tag
   * @param foreign of those were never sent by the publisher
   * @param unmapped packets whose latency isn't known
   * @param unusable packets that belong to no stream
   * @param duplicates packets that came more than once
   */
  public record Proof(
      long decrypted, long forged, long foreign, long unmapped, long unusable, long duplicates) {}

  /**
   * The server's process.
   *
   * @param cores used on average
   * @param cpuMicrosPerPacket CPU time over packets forwarded
   * @param residentBytes at the end
   * @param residentBytesPerViewer grown since before the first join, over all viewers
   * @param waitedRatio the part of the time that its threads waited for a processor, summed: what
   *     others took from it
   * @param socketDrops datagrams of the clients lost because its sockets weren't read in time
   */
  public record ServerUsage(
      long pid,
      double cpuSeconds,
      double cores,
      double cpuMicrosPerPacket,
      long residentBytes,
      long residentBytesPerViewer,
      int threads,
      double waitedRatio,
      long socketDrops) {}

  /**
   * The load generator itself.
   *
   * @param cores used on average
   * @param viewerLoopBusy the part of the time that the receiving thread was on a processor
   * @param waitedRatio the part of the time that the receiving thread waited for one
   * @param lateness how late its timers were
   * @param publisherLateness how late frames were sent
   * @param socketDrops datagrams lost because its sockets weren't read in time
   */
  public record GeneratorUsage(
      double cpuSeconds,
      double cores,
      double cpuMicrosPerPacket,
      double viewerLoopBusy,
      double waitedRatio,
      Percentiles lateness,
      Percentiles publisherLateness,
      long socketDrops) {}

  /**
   * One second of the measurement.
   *
   * @param serverCores 0 without a pid
   */
  public record Second(
      double atSeconds,
      long packets,
      long bytes,
      long latencyP50Micros,
      long latencyP99Micros,
      long latencyMaxMicros,
      long freezes,
      double serverCores,
      double generatorCores) {}
}

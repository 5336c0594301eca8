package dev.sluice.benchmarks.load;

import dev.sluice.benchmarks.load.client.JoinListener;
import dev.sluice.benchmarks.load.measure.ReceptionCounters;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** How clients got in, summed up. Any thread. */
final class JoinStatistics implements JoinListener {

  private final Histogram toAnswer = ReceptionCounters.newHistogram();
  private final Histogram toConnected = ReceptionCounters.newHistogram();
  private final Histogram toFirstMedia = ReceptionCounters.newHistogram();
  private final Map<String, Integer> failures = new TreeMap<>();
  private int asked;
  private int connected;
  private int ended;

  synchronized void onAsked() {
    asked++;
  }

  @Override
  public synchronized void onAnswered(long nanos) {
    ReceptionCounters.record(toAnswer, nanos);
  }

  @Override
  public synchronized void onConnected(long nanos) {
    connected++;
    ReceptionCounters.record(toConnected, nanos);
  }

  @Override
  public synchronized void onFirstMedia(long nanos) {
    ReceptionCounters.record(toFirstMedia, nanos);
  }

  @Override
  public synchronized void onFailed(String sentence) {
    ended++;
    failures.merge(sentence, 1, Integer::sum);
  }

  synchronized int asked() {
    return asked;
  }

  synchronized int connected() {
    return connected;
  }

  /** Clients that did not get in, or were put out. */
  synchronized int failed() {
    return ended;
  }

  synchronized List<String> failures() {
    return failures.entrySet().stream()
        .map(entry -> entry.getValue() + " × " + entry.getKey())
        .toList();
  }

  /**
   * The sum.
   *
   * @param seconds that joining took
   */
  synchronized LoadResult.Joins result(double seconds, double serverCpuMicrosPerJoin) {
    return new LoadResult.Joins(
        asked,
        connected,
        failures(),
        seconds > 0 ? connected / seconds : 0,
        Distributions.of(toAnswer),
        Distributions.of(toConnected),
        Distributions.of(toFirstMedia),
        serverCpuMicrosPerJoin);
  }
}

package dev.sluice.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.results.RunResult;

/**
 * One run of the benchmarks, to be compared with later ones.
 *
 * @param machine on which it was made, and when: figures of two machines don't compare
 */
record Baseline(String machine, List<Measurement> measurements) {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  Baseline {
    measurements = List.copyOf(measurements);
  }

  static Baseline of(String machine, Collection<RunResult> results) {
    return new Baseline(machine, results.stream().map(Measurement::of).toList());
  }

  /**
   * @throws IOException where there is no such file, or it is no baseline
   */
  static Baseline read(Path file) throws IOException {
    return JSON.readValue(Files.readAllBytes(file), Baseline.class);
  }

  void save(Path file) throws IOException {
    Files.write(file, JSON.writeValueAsBytes(this));
  }
}

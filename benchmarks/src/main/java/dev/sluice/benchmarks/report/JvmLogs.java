package dev.sluice.benchmarks.report;

import java.nio.file.Path;
import java.util.List;

/**
 * What a JVM is told to write down of itself.
 *
 * @param safepoints for {@link Pauses}
 * @param collections for {@link CollectedHeap}
 */
public record JvmLogs(Path safepoints, Path collections) {

  /** The files in a folder. */
  public static JvmLogs in(Path folder) {
    return new JvmLogs(folder.resolve("safepoints.log"), folder.resolve("collections.log"));
  }

  /** The options that make the JVM write them. */
  public List<String> options() {
    return List.of(Pauses.logging(safepoints), CollectedHeap.logging(collections));
  }
}

package dev.sluice.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CollectedHeapTest {

  private static final List<String> LOG =
      List.of(
          "[100ns] Using The Z Garbage Collector",
          "[200ns] GC(0) Minor Collection (Allocation Rate) 300M(5%)->40M(1%) 0.020s",
          "[300ns] GC(1) Minor Collection (Allocation Rate) 300M(5%)->36M(1%) 0.020s",
          "[900ns] GC(2) Pause Young (Normal) (G1 Evacuation Pause) 20M->3M(512M) 2.1ms");

  @TempDir private Path folder;

  private long leastMegabytes(long fromNanos, long toNanos) throws IOException {
    Path log = Files.write(folder.resolve("collections.log"), LOG);
    return CollectedHeap.leastBytes(log, fromNanos, toNanos).orElse(-1) >> 20;
  }

  @Test
  void theLeastAfterAnyCollectionCounts() throws IOException {
    assertThat(leastMegabytes(0, 500)).isEqualTo(36);
  }

  @Test
  void collectionsOfAnotherTimeDontCount() throws IOException {
    assertThat(leastMegabytes(150, 250)).isEqualTo(40);
  }

  @Test
  void otherCollectorsLinesAreReadAsWell() throws IOException {
    assertThat(leastMegabytes(800, 1000)).isEqualTo(3);
  }

  @Test
  void withoutACollectionNothingIsKnown() throws IOException {
    assertThat(leastMegabytes(400, 500)).isEqualTo(-1);
  }
}

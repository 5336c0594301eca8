package dev.sluice.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ChildProcessTest {

  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();

  @TempDir private Path parent;
  private Path folder;

  @BeforeEach
  void makeFolder() throws IOException {
    folder = Files.createDirectory(parent.resolve("server"));
  }

  @Test
  void aServerThatEndsAtOnceSaysWhy() {
    assertThatThrownBy(
            () ->
                ChildProcess.start("Some server", List.of(JAVA, "-nonsense"), folder, () -> false))
        .isInstanceOf(BenchException.class)
        .hasMessageStartingWith("Some server ended at once: ");
  }

  @Test
  void aServerThatIsNotThereIsSaidNotToBe() {
    assertThatThrownBy(
            () -> ChildProcess.start("Some server", List.of("/no/such"), folder, () -> true))
        .isInstanceOf(BenchException.class)
        .hasMessageStartingWith("Some server can't be started: ");
  }

  @Test
  void closingEndsTheProcessAndDeletesItsFiles() throws Exception {
    ChildProcess child =
        ChildProcess.start("Some server", List.of(JAVA, "-version"), folder, () -> true);

    child.close();

    assertThat(ProcessHandle.of(child.pid()).filter(ProcessHandle::isAlive)).isEmpty();
    assertThat(folder).doesNotExist();
  }
}

package dev.sluice.signaling.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every package says what lives there and what must not. */
final class PackageInfoTest {

  private static final List<String> MODULES =
      List.of("sfu-core", "sfu-ice", "sfu-dtls", "sfu-signaling", "benchmarks");

  @Test
  void everyPackageHasItsPackageInfo() throws IOException {
    // Tests run in the folder of their module.
    Path root = Path.of("").toAbsolutePath().getParent();
    for (String module : MODULES) {
      Path sources = root.resolve(module).resolve("src/main/java");
      if (Files.exists(sources)) {
        assertThat(packagesIn(sources))
            .as("packages of %s", module)
            .isNotEmpty()
            .allSatisfy(folder -> assertThat(folder.resolve("package-info.java")).isRegularFile());
      }
    }
  }

  private static List<Path> packagesIn(Path sources) throws IOException {
    try (Stream<Path> files = Files.walk(sources)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .map(Path::getParent)
          .distinct()
          .toList();
    }
  }
}

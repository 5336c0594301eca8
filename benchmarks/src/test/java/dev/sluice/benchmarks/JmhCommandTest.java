package dev.sluice.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What {@code ./sluice jmh} refuses before it measures anything. */
final class JmhCommandTest {

  private static final int USAGE = 2;

  private final StringWriter errors = new StringWriter();

  private int execute(String... arguments) {
    CommandLine commandLine = new CommandLine(new JmhCommand());
    commandLine.setErr(new PrintWriter(errors, true));
    return commandLine.execute(arguments);
  }

  @Test
  void aBaselineThatIsNotThereIsNamed() {
    assertThat(execute("--baseline", "nowhere.json")).isEqualTo(USAGE);
    assertThat(errors.toString()).contains("There is no baseline nowhere.json");
  }

  @Test
  void whatIsNoBaselineIsSaidToBeNone(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("some.json"), "{\"some\": \"thing\"}");

    assertThat(execute("--baseline", file.toString())).isEqualTo(USAGE);
    assertThat(errors.toString()).contains(file + " is no baseline");
  }

  @Test
  void failingOnSlowerNeedsABaseline() {
    assertThat(execute("--fail-on-slower")).isEqualTo(USAGE);
    assertThat(errors.toString()).contains("--fail-on-slower needs a --baseline");
  }

  @Test
  void resultsCannotBeSavedInAFolderThatIsNotThere() {
    assertThat(execute("--save", "no/such/folder/results.json")).isEqualTo(USAGE);
    assertThat(errors.toString()).contains("can't be saved as no/such/folder/results.json");
  }

  @Test
  void anOptionThatJmhDoesNotKnowIsRefused() {
    assertThat(execute("-nonsense")).isEqualTo(USAGE);
    assertThat(errors.toString()).contains("not a recognized option");
  }
}

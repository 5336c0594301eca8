package dev.sluice.benchmarks.replay;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** Runs {@code ./sluice replay} within the test. */
final class Commands {

  private Commands() {}

  /** What came of a run. */
  record Result(int exitCode, String out, String err) {}

  static Result replay(Object... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String[] texts = new String[arguments.length];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = arguments[i].toString();
    }
    int exitCode =
        new CommandLine(new ReplayCommand())
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(texts);
    return new Result(exitCode, out.toString(), err.toString());
  }
}

package dev.sluice.benchmarks.terminal;

import java.io.PrintStream;
import java.util.function.Consumer;

/** Shows how far something is: on a terminal one line that changes, elsewhere a line each. */
public final class ProgressLine implements Consumer<String> {

  private static final String CLEAR_LINE = "\r\u001b[2K";

  private final PrintStream out;
  private final boolean terminal;

  // It was never null in JDK 22 to 24, and is again where nobody sits at a terminal.
  @SuppressWarnings("SystemConsoleNull")
  public ProgressLine(PrintStream out) {
    this.out = out;
    this.terminal = System.console() != null;
  }

  @Override
  public synchronized void accept(String line) {
    if (terminal) {
      out.print(CLEAR_LINE + line);
      out.flush();
    } else {
      out.println(line);
    }
  }

  /** What follows is no progress. */
  public synchronized void end() {
    if (terminal) {
      out.print(CLEAR_LINE);
      out.flush();
    }
  }
}

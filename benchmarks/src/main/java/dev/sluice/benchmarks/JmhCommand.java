package dev.sluice.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** {@code ./sluice jmh}: everything behind it is for JMH. */
@Command(name = "jmh", description = "Measure the stages of a packet's way.")
final class JmhCommand implements Callable<Integer> {

  @Unmatched private List<String> arguments = new ArrayList<>();

  @Override
  public Integer call() throws Exception {
    Benchmarks.run(arguments.toArray(String[]::new));
    return 0;
  }
}

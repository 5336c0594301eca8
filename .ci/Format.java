import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/**
 * Holds every Java source of the modules to google-java-format, or puts it right.
 *
 * <p>The build runs this file with the JDK that compiles the product, since the formatter parses
 * with the javac of the JDK it runs in and Maven's own may be too old for the language level.
 */
final class Format {

  private Format() {}

  public static void main(String[] args) throws IOException {
    final boolean apply =
        switch (args[0]) {
          case "apply" -> true;
          case "check" -> false;
          default -> throw new IllegalArgumentException("check or apply, not " + args[0]);
        };
    final List<String> sources = sources(Path.of(args[1]));
    final List<String> arguments = new ArrayList<>();
    arguments.addAll(apply ? List.of("--replace") : List.of("--dry-run", "--set-exit-if-changed"));
    arguments.addAll(sources);

    final int status =
        ToolProvider.findFirst("google-java-format")
            .orElseThrow()
            .run(
                new PrintWriter(System.out, true),
                new PrintWriter(System.err, true),
                arguments.toArray(String[]::new));
    if (status != 0 && !apply) {
      System.err.println("Not in google-java-format style: the files above. Run ./sluice format");
    }
    System.exit(status);
  }

  private static List<String> sources(Path root) throws IOException {
    final List<String> sources = new ArrayList<>();
    for (Path module : children(root)) {
      final Path code = module.resolve("src");
      if (Files.isDirectory(code)) {
        try (Stream<Path> files = Files.walk(code)) {
          files.map(Path::toString).filter(name -> name.endsWith(".java")).forEach(sources::add);
        }
      }
    }
    for (Path script : children(root.resolve(".ci"))) {
      if (script.toString().endsWith(".java")) {
        sources.add(script.toString());
      }
    }
    sources.sort(null);
    return sources;
  }

  private static List<Path> children(Path folder) throws IOException {
    try (Stream<Path> children = Files.list(folder)) {
      return children.toList();
    }
  }
}

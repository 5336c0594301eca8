package dev.sluice.benchmarks.load.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.io.IOException;
import java.nio.file.Path;

/** Results as JSON. */
public final class JsonReport {

  private static final ObjectWriter WRITER = new ObjectMapper().writerWithDefaultPrettyPrinter();

  private JsonReport() {}

  /**
   * Writes a result, which is a record of numbers, texts and lists.
   *
   * @throws IOException if the file can't be written
   */
  public static void write(Object result, Path file) throws IOException {
    WRITER.writeValue(file.toFile(), result);
  }
}

package dev.sluice.benchmarks.load.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.benchmarks.load.LoadResult;
import dev.sluice.benchmarks.load.Results;
import dev.sluice.benchmarks.load.StairsResult;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReportTest {

  @TempDir private Path folder;

  @Test
  void theTextFitsOneScreen() throws IOException {
    assertThat(TextReport.of(Results.good()) + System.lineSeparator())
        .isEqualToNormalizingNewlines(expected("good.txt"));
  }

  @Test
  void theChartIsDrawnAsExpected() throws IOException {
    SvgChart chart =
        new SvgChart(
            "Latency <p99>",
            "s",
            "ms",
            List.of(
                new SvgChart.Series(
                    "p50", List.of(new SvgChart.Point(0, 1), new SvgChart.Point(10, 4.2))),
                new SvgChart.Series(
                    "p99", List.of(new SvgChart.Point(0, 9), new SvgChart.Point(10, 12)))));

    assertThat(chart.toSvg() + "\n").isEqualToNormalizingNewlines(expected("chart.svg"));
  }

  @Test
  void thePageNeedsNothingFromTheNetwork() {
    String page = HtmlReport.of(Results.good());

    assertThat(page)
        .contains("<svg", "Latency by percentile", "1.500 µs per forwarded packet")
        .doesNotContain("src=", "href=", "<script", "@import", "url(");
  }

  @Test
  void aStaircaseTellsItsStepsAndShowsTheLastOneCarried() {
    StairsResult stairs =
        new StairsResult(
            50,
            0,
            200,
            true,
            List.of(
                new StairsResult.Step(200, true, Results.good()),
                new StairsResult.Step(300, false, Results.good())));

    assertThat(HtmlReport.of(stairs))
        .contains("Carried: 200 viewers", "The last load carried: 200 viewers", "itself at its");
    assertThat(TextReport.of(stairs)).contains("carried   200 viewers", "too much  300 viewers");
  }

  @Test
  void whatIsWrittenAsJsonIsReadAgainAsTheSame() throws IOException {
    Path file = folder.resolve("result.json");

    JsonReport.write(Results.good(), file);

    assertThat(new ObjectMapper().readValue(file.toFile(), LoadResult.class))
        .isEqualTo(Results.good());
  }

  private static String expected(String name) throws IOException {
    try (InputStream file = ReportTest.class.getResourceAsStream(name)) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}

package dev.sluice.benchmarks.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real session on a bad network, replayed: whatever changes in what viewers are sent shows here.
 * The README beside the capture says how to renew what is expected.
 */
class ReplayGoldenTest {

  private static final Path SOURCES =
      Path.of("src/test/resources/dev/sluice/benchmarks/replay").toAbsolutePath();

  @TempDir private Path folder;

  @Test
  void aViewerOfARecordedSessionGetsWhatItGotBefore() throws Exception {
    assertGolden("chromium-vp8-lossy.txt");
  }

  @Test
  void subscribersOverABadNetworkGetWhatTheyGotBefore() throws Exception {
    assertGolden(
        "chromium-vp8-lossy-subscribers.txt",
        "--summary",
        "--subscribers",
        "2",
        "--loss",
        "10",
        "--round-trip",
        "50",
        "--seed",
        "7");
  }

  @Test
  void twoReplaysAreTheSameToTheByte() throws Exception {
    Path first = folder.resolve("first.pcapng");
    Path second = folder.resolve("second.pcapng");
    Object[] options = {"--subscribers", "3", "--loss", "5", "--round-trip", "30", capture()};

    Commands.Result one = Commands.replay(with(options, "--out", first));
    Commands.Result two = Commands.replay(with(options, "--out", second));

    assertThat(one.exitCode()).isZero();
    assertThat(two.out()).isEqualTo(one.out());
    assertThat(Files.readAllBytes(second)).isEqualTo(Files.readAllBytes(first));
  }

  @Test
  void anotherSeedLosesOtherPackets() throws Exception {
    Object[] options = {"--subscribers", "1", "--loss", "20", capture()};

    assertThat(Commands.replay(with(options, "--seed", "1")).out())
        .isNotEqualTo(Commands.replay(with(options, "--seed", "2")).out());
  }

  @Test
  void whatWasSentIsACaptureItself() throws Exception {
    Path out = folder.resolve("out.pcapng");
    Commands.replay("--summary", "--out", out, capture());

    Commands.Result again = Commands.replay("--summary", "--from", "127.0.0.1:10000", out);

    assertThat(again.exitCode()).as(again.err()).isZero();
    assertThat(again.out()).contains("publishes 0: audio opus", "publishes 1: video VP8");
  }

  private static void assertGolden(String name, Object... options) throws Exception {
    Commands.Result result = Commands.replay(with(options, capture()));
    assertThat(result.exitCode()).as(result.err()).isZero();
    if ("renew".equals(System.getProperty("sluice.golden"))) {
      Files.writeString(SOURCES.resolve(name), result.out());
    }
    assertThat(result.out()).isEqualTo(Files.readString(resource(name)));
  }

  private static Object[] with(Object[] options, Object... more) {
    List<Object> all = new ArrayList<>(List.of(options));
    all.addAll(List.of(more));
    return all.toArray();
  }

  private static Path capture() throws URISyntaxException {
    return resource("chromium-vp8-lossy.pcapng");
  }

  private static Path resource(String name) throws URISyntaxException {
    Path source = SOURCES.resolve(name);
    return Files.exists(source)
        ? source
        : Path.of(Objects.requireNonNull(ReplayGoldenTest.class.getResource(name), name).toURI());
  }
}

package dev.sluice.benchmarks.replay;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which options go with a running server. */
final class LiveArgumentsTest {

  @ParameterizedTest
  @CsvSource({
    "--subscribers 2",
    "--loss 5",
    "--round-trip 80",
    "--seed 3",
    "--summary",
    "--out sent.pcapng"
  })
  void whatIsOfAddedSubscribersIsRefusedWithAServer(String option) {
    Commands.Result result = replay("--to http://127.0.0.1:1 " + option);

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).contains(option.split(" ", -1)[0] + " doesn't go with --to");
  }

  @ParameterizedTest
  @CsvSource({"--room demo", "--token secret", "--speed 2", "--times 3"})
  void whatIsOfAServerIsRefusedWithoutOne(String option) {
    Commands.Result result = replay(option);

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).contains(option.split(" ", -1)[0] + " needs --to");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--speed 0   | --speed must be from 0.01 to 1000, not 0.0.",
        "--speed NaN | --speed must be from 0.01",
        "--times -1  | --times can't be -1."
      })
  void anOptionThatCantBeIsRefusedWithWhatWouldBeRight(String option, String reason) {
    Commands.Result result = replay("--to http://127.0.0.1:1 " + option);

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).contains(reason);
  }

  private static Commands.Result replay(String options) {
    return Commands.replay((Object[]) (options + " no.pcapng").split(" ", -1));
  }
}

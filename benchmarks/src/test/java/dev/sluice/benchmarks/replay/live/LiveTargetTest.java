package dev.sluice.benchmarks.replay.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LiveTargetTest {

  @ParameterizedTest
  @ValueSource(strings = {"http://192.0.2.1:8080", "http://192.0.2.1:8080/"})
  void aServerWithoutAPathIsASluice(String text) {
    LiveTarget target = LiveTarget.parse(text, Optional.empty());

    assertThat(target.whip()).isEqualTo("http://192.0.2.1:8080/whip/{room}/{participant}");
    assertThat(target.host()).isEqualTo("192.0.2.1");
    assertThat(target.tellsPublishersApart()).isTrue();
  }

  @Test
  void anotherServersEndpointIsTakenAsItIs() {
    LiveTarget target = LiveTarget.parse("https://example.org/{room}/whip", Optional.of("t"));

    assertThat(target.whip()).isEqualTo("https://example.org/{room}/whip");
    assertThat(target.tellsPublishersApart()).isFalse();
    assertThat(target.token()).contains("t");
  }

  @ParameterizedTest
  @ValueSource(strings = {"example.org", "ftp://example.org", "http:example", "http://a b"})
  void whatIsNoAddressIsRefusedWithWhatWouldBeOne(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LiveTarget.parse(text, Optional.empty()))
        .withMessageContaining("http://127.0.0.1:8080");
  }
}

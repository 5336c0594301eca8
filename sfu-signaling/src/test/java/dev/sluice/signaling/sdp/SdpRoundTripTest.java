package dev.sluice.signaling.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SdpRoundTripTest {
  @ParameterizedTest
  @MethodSource("dev.sluice.signaling.sdp.RecordedOffers#all")
  void aRecordedOfferMeansTheSameAfterFormatting(String name) throws SdpException {
    SessionDescription offer = RecordedOffers.offer(name);

    assertThat(SessionDescription.parse(offer.format())).isEqualTo(offer);
  }

  @ParameterizedTest
  @MethodSource("dev.sluice.signaling.sdp.RecordedOffers#all")
  void noLineOfARecordedOfferIsLost(String name) throws SdpException {
    String formatted = RecordedOffers.offer(name).format();

    // A session's direction is told by each section; "/8000/1" is "/8000".
    assertThat(lines(formatted.replace("a=sendrecv\r\n", "")))
        .containsAll(
            lines(
                RecordedOffers.text(name)
                    .replace("a=sendrecv\r\n", "")
                    .replace("/8000/1", "/8000")
                    .replace("msid-semantic: WMS", "msid-semantic:WMS")
                    .replace("ice2,trickle", "ice2 trickle")));
  }

  private static List<String> lines(String text) {
    return text.lines().map(String::strip).toList();
  }

  @Test
  void anyModelIsReadAsItWasWritten() throws SdpException {
    for (long seed : LongStream.range(0, 2000).toArray()) {
      SessionDescription description = new RandomDescriptions(seed).description();

      assertThat(SessionDescription.parse(description.format()))
          .as("seed %d", seed)
          .isEqualTo(description);
    }
  }

  @Test
  void linesEndInCrLf() throws SdpException {
    String formatted = RecordedOffers.offer("firefox-publish").format();

    assertThat(formatted).endsWith("\r\n").doesNotContain("\r\n\r\n");
    assertThat(formatted.replace("\r\n", "")).doesNotContain("\r", "\n");
  }
}

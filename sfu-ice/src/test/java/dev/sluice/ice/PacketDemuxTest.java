package dev.sluice.ice;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PacketDemuxTest {

  @ParameterizedTest
  @CsvSource({
    "0, 3, STUN",
    "4, 19, OTHER",
    "20, 63, DTLS",
    "64, 127, OTHER",
    "128, 191, SRTP",
    "192, 255, OTHER"
  })
  void theFirstByteTellsTheProtocolAsInRfc7983(int from, int to, PacketDemux.Protocol expected) {
    for (int first = from; first <= to; first++) {
      assertThat(PacketDemux.Protocol.ofFirstByte((byte) first))
          .as("first byte %d", first)
          .isEqualTo(expected);
    }
  }
}

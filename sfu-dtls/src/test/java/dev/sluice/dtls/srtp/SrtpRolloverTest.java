package dev.sluice.dtls.srtp;

import static dev.sluice.dtls.srtp.SrtpFixture.protectRtp;
import static dev.sluice.dtls.srtp.SrtpFixture.rtp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A long stream over a bad network: whatever is lost, late or doubled, each packet that arrives
 * within the window comes through once, and nothing else does.
 */
class SrtpRolloverTest {

  private static final int SSRC = 0x1234_5678;
  private static final int PACKETS = 150_000;

  private static final class Sent {
    final int number;
    final byte[] srtp;

    Sent(int number, byte[] srtp) {
      this.number = number;
      this.srtp = srtp;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "AES128_CM_HMAC_SHA1_80, 0, 1",
    "AES128_CM_HMAC_SHA1_80, 65535, 2",
    "AEAD_AES_128_GCM, 65530, 3",
    "AEAD_AES_128_GCM, 30000, 4",
    "AEAD_AES_256_GCM, 40000, 5"
  })
  void eachPacketComesThroughOnce(SrtpProfile profile, int firstSequenceNumber, long seed) {
    Random random = new Random(seed);
    SrtpSession client = SrtpFixture.client(profile);
    SrtpSession server = SrtpFixture.server(profile);
    List<Sent> network = new ArrayList<>();
    BitSet delivered = new BitSet();
    int highest = -1;
    byte[] out = new byte[100];
    int number = 0;
    while (number < PACKETS || !network.isEmpty()) {
      if (number < PACKETS) {
        // Now and then a stretch is lost, to pass over windows and wraps.
        if (random.nextInt(2000) == 0) {
          number += random.nextInt(3000);
        }
        byte[] packet = rtp(SSRC, firstSequenceNumber + number, 4);
        packet[12] = (byte) (number + 12);
        byte[] srtp = protectRtp(client, packet);
        if (random.nextInt(10) > 0) {
          network.add(new Sent(number, srtp));
        }
        if (random.nextInt(20) == 0) {
          network.add(new Sent(number, srtp));
        }
        number++;
      }
      while (network.size() > (number < PACKETS ? 30 : 0)) {
        Sent arrived = network.remove(random.nextInt(Math.min(network.size(), 60)));
        int result = server.unprotectRtp(arrived.srtp, 0, arrived.srtp.length, out, 0);
        int expected = SrtpDrop.REPLAYED.code();
        if (arrived.number <= highest - PacketIndices.WINDOW) {
          expected = SrtpDrop.TOO_OLD.code();
        } else if (!delivered.get(arrived.number)) {
          delivered.set(arrived.number);
          expected = 16;
        }
        // An assertion for each of so many packets would take longer than their decryption.
        if (result != expected || (result > 0 && out[12] != (byte) (arrived.number + 12))) {
          fail("packet %d: %d instead of %d", arrived.number, result, expected);
        }
        highest = Math.max(highest, arrived.number);
      }
    }
    assertThat(server.drops(SrtpDrop.AUTHENTICATION)).isZero();
    assertThat(delivered.cardinality()).isGreaterThan(PACKETS / 4);
  }
}

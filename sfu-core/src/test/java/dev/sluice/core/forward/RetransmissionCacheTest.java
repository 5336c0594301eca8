package dev.sluice.core.forward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.rtp.MediaKind;
import dev.sluice.core.rtp.RtpPacket;
import dev.sluice.core.session.TestMedia;
import dev.sluice.core.session.TestPeer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RetransmissionCacheTest {

  private final RetransmissionCache cache = new RetransmissionCache(MediaKind.VIDEO);
  private final RtpPacket found = new RtpPacket();

  private static RtpPacket packet(int number, int length) {
    byte[] payload = new byte[length];
    System.arraycopy(TestMedia.numbered(number), 0, payload, length - 8, 8);
    return TestPeer.parse(TestMedia.packet(96, false, number & 0xFFFF, 0, 1, new byte[0], payload));
  }

  @Test
  void aPacketIsFoundByItsNumber() {
    cache.store(70_000, packet(1, 100), 0);
    cache.store(70_001, packet(2, 100), 0);

    assertThat(cache.find(70_000, found)).isTrue();
    assertThat(TestMedia.numberOf(found)).isEqualTo(1);
  }

  @Test
  void anUnknownNumberIsNotFound() {
    cache.store(70_000, packet(1, 100), 0);

    assertThat(cache.find(70_001, found)).isFalse();
    assertThat(cache.find(70_000 + 1024, found)).isFalse();
    assertThat(cache.find(70_000 - 1024, found)).isFalse();
  }

  @Test
  void theLatest1024PacketsAreKeptWhereTheBitrateIsLow() {
    for (int i = 0; i < 5000; i++) {
      cache.store(i, packet(i, 20), i * 10_000_000L);
    }

    assertThat(cache.find(4999 - 1023, found)).isTrue();
    assertThat(cache.find(4999 - 1024, found)).isFalse();
  }

  @Test
  void aSecondsPacketsAreKeptWhereTheBitrateIsHigh() {
    for (int i = 0; i < 5000; i++) {
      cache.store(i, packet(i, 1200), i * 1_000_000L);
    }

    assertThat(cache.find(4999 - 999, found)).isTrue();
    assertThat(TestMedia.numberOf(found)).isEqualTo(4000);
  }

  @Test
  void whatIsFoundIsAlwaysWhatWasStored() {
    Random random = new Random(3);
    for (int i = 0; i < 20_000; i++) {
      cache.store(i, packet(i, 8 + random.nextInt(1200)), i * 300_000L);
      int asked = Math.max(0, i - random.nextInt(3000));
      if (cache.find(asked, found)) {
        assertThat(TestMedia.numberOf(found)).isEqualTo(asked);
      } else {
        assertThat(i - asked).isGreaterThan(60);
      }
    }
  }

  @Test
  void paddingIsNotKept() {
    byte[] payload = new byte[8 + 5];
    System.arraycopy(TestMedia.numbered(9), 0, payload, 0, 8);
    payload[12] = 5;
    byte[] padded = TestMedia.packet(96, false, 1, 0, 1, new byte[0], payload);
    padded[0] |= 0x20;

    cache.store(1, TestPeer.parse(padded), 0);

    assertThat(cache.find(1, found)).isTrue();
    assertThat(found.paddingLength()).isZero();
    assertThat(found.payloadLength()).isEqualTo(8);
  }
}

package dev.sluice.signaling.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.capture.CaptureStage;
import dev.sluice.core.rtp.NetworkBytes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CaptureRingTest {

  private final CaptureCounters counters = new CaptureCounters();
  private final CaptureRing ring = new CaptureRing(8, counters);

  @Test
  void packetsComeOutInTheirOrderRoundAfterRound() {
    for (int number = 0; number < 100; number++) {
      offer(number);
      if (number % 2 == 1) {
        assertThat(drain()).containsExactly(number - 1, number);
      }
    }
    assertThat(ring.overflows()).isZero();
  }

  @Test
  void whatFindsTheRingFullIsCountedAndTheOldStays() {
    for (int number = 0; number < 11; number++) {
      offer(number);
    }

    assertThat(ring.overflows()).isEqualTo(3);
    assertThat(counters.missed(CaptureCounters.Miss.WRITER_BEHIND)).isEqualTo(3);
    assertThat(drain()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
    offer(11);
    assertThat(drain()).containsExactly(11);
  }

  @Test
  void whatIsLongerThanASlotIsCut() {
    ring.offer(null, CaptureStage.SENT, null, new byte[5000], 100, 3000, 0);

    ring.poll(
        slot -> {
          assertThat(slot.length).isEqualTo(CaptureRing.SLOT_BYTES);
          assertThat(slot.originalLength).isEqualTo(3000);
        });
  }

  @Test
  void ofSeveralLoopsPacketsNoneIsLostUncounted() throws Exception {
    int each = 20_000;
    List<Thread> loops = new ArrayList<>();
    for (int loop = 0; loop < 3; loop++) {
      int first = loop * each;
      loops.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int number = first; number < first + each; number++) {
                      offer(number);
                    }
                  }));
    }
    AtomicLong polled = new AtomicLong();
    int[] newest = {-1, -1, -1};
    while (loops.stream().anyMatch(Thread::isAlive)) {
      pollAll(newest, polled, each);
    }
    for (Thread loop : loops) {
      loop.join();
    }
    pollAll(newest, polled, each);

    assertThat(polled.get() + ring.overflows()).isEqualTo(3L * each);
  }

  private void pollAll(int[] newest, AtomicLong polled, int each) {
    while (ring.poll(
        slot -> {
          int number = NetworkBytes.get32(slot.bytes, 0);
          assertThat(number).isGreaterThan(newest[number / each]);
          newest[number / each] = number;
          polled.incrementAndGet();
        })) {
      // Until there is nothing.
    }
  }

  private void offer(int number) {
    byte[] packet = new byte[8];
    NetworkBytes.put32(packet, 2, number);
    ring.offer(null, CaptureStage.SENT, null, packet, 2, 4, 0);
  }

  private List<Integer> drain() {
    List<Integer> numbers = new ArrayList<>();
    while (ring.poll(slot -> numbers.add(NetworkBytes.get32(slot.bytes, 0)))) {
      // Until there is nothing.
    }
    return numbers;
  }
}

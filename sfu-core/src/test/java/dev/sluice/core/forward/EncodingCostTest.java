package dev.sluice.core.forward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.codec.FrameInfo;
import org.junit.jupiter.api.Test;

class EncodingCostTest {

  private static final long MILLI_NANOS = 1_000_000;

  private final EncodingCost cost = new EncodingCost();
  private long nowNanos = 1_000_000_000L;

  /** For two seconds, in packets of 1000 bytes. */
  private void send(int packetsPerTenth) {
    FrameInfo frame = new FrameInfo();
    for (int i = 0; i < 20; i++) {
      for (int j = 0; j < packetsPerTenth; j++) {
        cost.layers().count(i, frame, 1_000);
      }
      nowNanos += 100 * MILLI_NANOS;
      cost.measure(nowNanos);
    }
  }

  private long expectedAfterMillis(long millis) {
    return cost.expectedBps(0, 0, true, nowNanos + millis * MILLI_NANOS);
  }

  @Test
  void aLimitIsExpectedToBeHeededSoon() {
    send(10);
    long measured = expectedAfterMillis(0);
    cost.limit(measured / 2, nowNanos);

    assertThat(expectedAfterMillis(100)).isEqualTo(measured);
    assertThat(expectedAfterMillis(300)).isEqualTo(measured / 2);
  }

  @Test
  void whoHeedsALimitExceedsNoHigherOne() {
    send(10);
    long measured = expectedAfterMillis(0);
    cost.limit(measured / 4, nowNanos);
    nowNanos += 1_000 * MILLI_NANOS;
    cost.limit(measured / 2, nowNanos);

    assertThat(expectedAfterMillis(0)).isEqualTo(measured / 2);
  }
}

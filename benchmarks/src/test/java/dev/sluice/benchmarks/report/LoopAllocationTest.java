package dev.sluice.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class LoopAllocationTest {

  /** As a JDK 25 prints it. */
  private static final String THREADS =
      """
      "sluice-media-2-1" #34 [4321] prio=5 os_prio=0 cpu=1.20ms elapsed=9.01s allocated=76897K \
      defined_classes=311 tid=0x1 nid=4321 runnable  [0x2]
         java.lang.Thread.State: RUNNABLE
      "sluice-media-2-2" #35 [4322] prio=5 os_prio=0 cpu=1.20ms elapsed=9.01s allocated=512B \
      defined_classes=0 tid=0x1 nid=4322 runnable  [0x2]
      "vert.x-eventloop-thread-0" #36 [4323] prio=5 os_prio=0 cpu=9ms allocated=59250K tid=0x1
      """;

  @Test
  void whatAllMediaLoopsAllocatedIsAddedUp() throws BenchException {
    assertThat(LoopAllocation.bytesIn(THREADS)).isEqualTo((76_897L << 10) + 512);
  }

  @Test
  void aJvmWithoutMediaLoopsIsAnError() {
    assertThatThrownBy(() -> LoopAllocation.bytesIn("1234:\n"))
        .isInstanceOf(BenchException.class)
        .hasMessageContaining("media loops");
  }
}

package dev.sluice.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.management.NotificationEmitter;
import org.junit.jupiter.api.Test;

class HeapSoftLimitTest {

  private static final long MB = 1L << 20;

  private final List<Long> limits = new ArrayList<>();
  private final HeapSoftLimit heap = new HeapSoftLimit(limits::add, 2000 * MB, 0, 0);
  private long nowNanos;
  private long allocatedBytes;

  /** After a minute in which little was allocated. */
  private void collect(long usedBytes) {
    collect(usedBytes, 10 * MB, 60);
  }

  private void collect(long usedBytes, long allocatedMeanwhileBytes, long seconds) {
    allocatedBytes += allocatedMeanwhileBytes;
    nowNanos += seconds * 1_000_000_000L;
    heap.onCollected(usedBytes, allocatedBytes, nowNanos);
  }

  @Test
  void aServerBeginsWithLittleRoom() {
    assertThat(limits).containsExactly(32 * MB);
  }

  @Test
  void thereIsAsMuchRoomAsLivesInTheHeap() {
    collect(100 * MB);

    assertThat(limits.getLast()).isEqualTo(200 * MB);
  }

  @Test
  void aSmallHeapHasRoomAllTheSame() {
    collect(20 * MB);

    assertThat(limits.getLast()).isEqualTo(52 * MB);
  }

  @Test
  void whileMuchIsAllocatedThereIsRoomForTwoSeconds() {
    collect(40 * MB, 300 * MB, 3);

    assertThat(limits.getLast()).isEqualTo(240 * MB);
  }

  @Test
  void evenAStormHasItsLimit() {
    collect(40 * MB, 9000 * MB, 3);

    assertThat(limits.getLast()).isEqualTo(552 * MB);
  }

  @Test
  void theRoomOfAStormGoesWithIt() {
    collect(40 * MB, 9000 * MB, 3);
    collect(40 * MB);

    assertThat(limits.getLast()).isEqualTo(80 * MB);
  }

  @Test
  void theLimitIsNeverBeyondWhatTheHeapMayTake() {
    collect(1900 * MB);

    assertThat(limits.getLast()).isEqualTo(2000 * MB);
  }

  @Test
  void theCollectorIsToldOnlyWhatIsNew() {
    collect(100 * MB);
    collect(100 * MB);

    assertThat(limits).hasSize(2);
  }

  @Test
  void aCollectionOfThisProcessMovesItsLimit() throws InterruptedException {
    HeapSoftLimit.follow();
    // Listeners hear of a collection in the order in which they came: this one after the limit's.
    CountDownLatch collected = new CountDownLatch(1);
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      ((NotificationEmitter) collector)
          .addNotificationListener((told, handback) -> collected.countDown(), null, null);
    }

    System.gc();

    assertThat(collected.await(1, TimeUnit.MINUTES)).isTrue();
    assertThat(limitOfThisProcess()).isGreaterThan(32 * MB);
  }

  private static long limitOfThisProcess() {
    HotSpotDiagnosticMXBean jvm =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    return Long.parseLong(jvm.getVMOption("SoftMaxHeapSize").getValue());
  }
}

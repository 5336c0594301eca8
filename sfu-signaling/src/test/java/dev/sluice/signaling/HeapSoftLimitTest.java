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
  private final HeapSoftLimit heap = new HeapSoftLimit(limits::add, 1000 * MB);

  @Test
  void aServerBeginsWithLittleRoom() {
    assertThat(limits).containsExactly(32 * MB);
  }

  @Test
  void thereIsAsMuchRoomAsLivesInTheHeap() {
    heap.onCollected(100 * MB);

    assertThat(limits.getLast()).isEqualTo(200 * MB);
  }

  @Test
  void aSmallHeapHasRoomAllTheSame() {
    heap.onCollected(20 * MB);

    assertThat(limits.getLast()).isEqualTo(52 * MB);
  }

  @Test
  void theLimitIsNeverBeyondWhatTheHeapMayTake() {
    heap.onCollected(900 * MB);

    assertThat(limits.getLast()).isEqualTo(1000 * MB);
  }

  @Test
  void theCollectorIsToldOnlyWhatIsNew() {
    heap.onCollected(100 * MB);
    heap.onCollected(100 * MB);

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

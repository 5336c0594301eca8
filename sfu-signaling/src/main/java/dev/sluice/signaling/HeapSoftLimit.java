package dev.sluice.signaling;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.ThreadMXBean;
import com.sun.management.VMOption;
import dev.sluice.signaling.admission.HeapLoad;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.function.LongConsumer;
import javax.management.NotificationEmitter;

/**
 * Has the collector keep the heap to what lives in it and as much again, or more while so much is
 * allocated that it would hardly rest. By itself it would let garbage spread over all the memory it
 * may have: each page is then the kernel's to find and to clear, and nobody else's any more. On the
 * thread that tells of collections.
 */
public final class HeapSoftLimit {

  private static final String OPTION = "SoftMaxHeapSize";

  /** The least room: some twenty seconds of what two hundred viewers leave behind. */
  private static final long MIN_ROOM_BYTES = 32L << 20;

  /** What a storm of joins is given at most. */
  private static final long MAX_BUSY_ROOM_BYTES = 512L << 20;

  /** For so long there is room: a collection takes a tenth of a second. */
  private static final double BUSY_ROOM_SECONDS = 2;

  private final LongConsumer limit;
  private final long maxBytes;
  private long limitBytes;
  private long collectedNanos;
  private long allocatedBytes;

  /**
   * @param limit is told the limit, in bytes, at once and whenever another is due
   * @param maxBytes the heap never grows beyond
   * @param totalBytes allocated since the process began
   * @param nowNanos of {@link System#nanoTime}
   */
  HeapSoftLimit(LongConsumer limit, long maxBytes, long totalBytes, long nowNanos) {
    this.limit = limit;
    this.maxBytes = maxBytes;
    allocatedBytes = totalBytes;
    collectedNanos = nowNanos;
    use(MIN_ROOM_BYTES);
  }

  /**
   * Does so for this process from now on, unless its options have set a limit themselves or chosen
   * ZGC.
   */
  public static void follow() {
    HotSpotDiagnosticMXBean jvm =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    // Another JVM than HotSpot has no such limit.
    if (jvm == null || jvm.getVMOption(OPTION).getOrigin() == VMOption.Origin.VM_CREATION) {
      return;
    }
    List<GarbageCollectorMXBean> collectors = ManagementFactory.getGarbageCollectorMXBeans();
    if (collectors.stream().anyMatch(collector -> collector.getName().startsWith("ZGC"))) {
      // In so little room it never rests.
      return;
    }
    ThreadMXBean threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
    HeapLoad load = new HeapLoad();
    HeapSoftLimit heap =
        new HeapSoftLimit(
            bytes -> jvm.setVMOption(OPTION, Long.toString(bytes)),
            Runtime.getRuntime().maxMemory(),
            threads.getTotalThreadAllocatedBytes(),
            System.nanoTime());
    for (GarbageCollectorMXBean collector : collectors) {
      // Of collections that go on beside the program, pauses are only parts.
      if (collector instanceof NotificationEmitter emitter
          && !collector.getName().endsWith("Pauses")) {
        emitter.addNotificationListener(
            (told, handback) ->
                heap.onCollected(
                    load.usedBytes(), threads.getTotalThreadAllocatedBytes(), System.nanoTime()),
            null,
            null);
      }
    }
  }

  /**
   * After a collection.
   *
   * @param usedBytes what it has left in use
   * @param totalBytes allocated since the process began
   */
  void onCollected(long usedBytes, long totalBytes, long nowNanos) {
    double seconds = Math.max(1, nowNanos - collectedNanos) / 1e9;
    double perSecond = (totalBytes - allocatedBytes) / seconds;
    collectedNanos = nowNanos;
    allocatedBytes = totalBytes;
    long busy = (long) Math.min(MAX_BUSY_ROOM_BYTES, BUSY_ROOM_SECONDS * perSecond);
    use(usedBytes + Math.max(busy, Math.max(MIN_ROOM_BYTES, usedBytes)));
  }

  private void use(long bytes) {
    long due = Math.min(bytes, maxBytes);
    if (due != limitBytes) {
      limitBytes = due;
      limit.accept(due);
    }
  }
}

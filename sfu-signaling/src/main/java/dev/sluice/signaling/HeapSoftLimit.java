package dev.sluice.signaling;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.VMOption;
import dev.sluice.signaling.admission.HeapLoad;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.LongConsumer;
import javax.management.NotificationEmitter;

/**
 * Has the collector keep the heap to what lives in it and as much again. By itself it would let
 * garbage spread over all the memory it may have: each page is then the kernel's to find and to
 * clear, and nobody else's any more. On the thread that tells of collections.
 */
public final class HeapSoftLimit {

  private static final String OPTION = "SoftMaxHeapSize";

  /** The least room: some twenty seconds of what two hundred viewers leave behind. */
  private static final long ROOM_BYTES = 32L << 20;

  private final LongConsumer limit;
  private final long maxBytes;
  private long limitBytes;

  /**
   * @param limit is told the limit, in bytes, at once and whenever another is due
   * @param maxBytes the heap never grows beyond
   */
  HeapSoftLimit(LongConsumer limit, long maxBytes) {
    this.limit = limit;
    this.maxBytes = maxBytes;
    onCollected(0);
  }

  /** Does so for this process from now on, unless its options have set a limit themselves. */
  public static void follow() {
    HotSpotDiagnosticMXBean jvm =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    // Another JVM than HotSpot has no such limit.
    if (jvm == null || jvm.getVMOption(OPTION).getOrigin() == VMOption.Origin.VM_CREATION) {
      return;
    }
    HeapLoad load = new HeapLoad();
    HeapSoftLimit heap =
        new HeapSoftLimit(
            bytes -> jvm.setVMOption(OPTION, Long.toString(bytes)),
            Runtime.getRuntime().maxMemory());
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      if (collector instanceof NotificationEmitter emitter) {
        emitter.addNotificationListener(
            (told, handback) -> heap.onCollected(load.usedBytes()), null, null);
      }
    }
  }

  /** After a collection, or a pause amid one, when the last ones left so much in use. */
  void onCollected(long usedBytes) {
    long due = Math.min(usedBytes + Math.max(ROOM_BYTES, usedBytes), maxBytes);
    if (due != limitBytes) {
      limitBytes = due;
      limit.accept(due);
    }
  }
}

package dev.sluice.signaling.admission;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;

/**
 * How much of the memory that the process may have is taken, as of each part's last collection:
 * what only waits to be collected takes none from anybody. Any thread.
 */
public final class HeapLoad {

  private final List<MemoryPoolMXBean> pools =
      ManagementFactory.getMemoryPoolMXBeans().stream()
          .filter(pool -> pool.getType() == MemoryType.HEAP)
          .toList();

  /** Of this process. */
  public HeapLoad() {}

  /** From 0, also where nothing was collected yet, to 1. */
  public double share() {
    return (double) usedBytes() / Runtime.getRuntime().maxMemory();
  }

  /** What the last collections left; 0 where nothing was collected yet. */
  public long usedBytes() {
    long used = 0;
    for (MemoryPoolMXBean pool : pools) {
      MemoryUsage collected = pool.getCollectionUsage();
      // A part that isn't collected by itself has none.
      used += collected == null ? 0 : collected.getUsed();
    }
    return used;
  }
}

package dev.sluice.core.rtp;

import java.util.concurrent.ConcurrentHashMap;

/**
 * Makes equal tables one object. Most viewers negotiate the same, and a table that all of them are
 * sent by is in the processor's cache when the next one's turn comes, which one of its own is not.
 *
 * <p>May be used by any thread.
 *
 * @param <T> immutable, with {@code equals} and {@code hashCode} by content
 */
public final class SharedTables<T> {

  /** More different ones than peers have reason for; beyond, it forgets those it has. */
  private static final int MAX_KNOWN = 256;

  private final ConcurrentHashMap<T, T> known = new ConcurrentHashMap<>();

  /** The first table that was equal to this one. */
  public T share(T table) {
    if (known.size() >= MAX_KNOWN) {
      known.clear();
    }
    T first = known.putIfAbsent(table, table);
    return first == null ? table : first;
  }
}

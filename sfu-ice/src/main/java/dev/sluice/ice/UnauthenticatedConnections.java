package dev.sluice.ice;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The TCP connections of a port that have brought no authentic check yet. Any thread. */
final class UnauthenticatedConnections {

  /** Of the port at a time. */
  static final int MAX = 256;

  /** Of one address, so that a single stranger doesn't shut out all others. */
  static final int MAX_PER_ADDRESS = 16;

  private final AtomicInteger count = new AtomicInteger();
  private final Map<Object, Integer> countByAddress = new ConcurrentHashMap<>();

  /** Counts one more; false, and nothing is counted, where that would be too many. */
  boolean add(InetAddress remote) {
    if (count.incrementAndGet() > MAX) {
      count.decrementAndGet();
      return false;
    }
    if (countByAddress.merge(key(remote), 1, Integer::sum) > MAX_PER_ADDRESS) {
      remove(remote);
      return false;
    }
    return true;
  }

  /** One that was counted has brought a check, or is closed. */
  void remove(InetAddress remote) {
    countByAddress.computeIfPresent(key(remote), (address, n) -> n == 1 ? null : n - 1);
    count.decrementAndGet();
  }

  /** Whoever has one address of IPv6 mostly has 2^64 (RFC 6177): the network counts as one. */
  private static Object key(InetAddress address) {
    return address instanceof Inet6Address
        ? ByteBuffer.wrap(address.getAddress()).getLong()
        : address;
  }
}

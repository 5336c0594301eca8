package dev.sluice.ice;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.ice4j.TransportAddress;

/** The few ways on which one peer has sent authentic checks. */
final class PathTable {

  /** Addresses that a peer may use at a time; the one longest unused gives way. */
  static final int MAX_PATHS = 16;

  private final List<PacketPath> paths = new ArrayList<>();

  boolean isFull() {
    return paths.size() >= MAX_PATHS;
  }

  void add(PacketPath path) {
    paths.add(path);
  }

  void remove(PacketPath path) {
    paths.remove(path);
  }

  PacketPath find(InetSocketAddress from, TcpConnection tcp, int host) {
    for (PacketPath path : paths) {
      if (path.tcp == tcp && path.host == host && path.remote.equals(from)) {
        return path;
      }
    }
    return null;
  }

  /** The newest, for a peer may have opened another TCP connection from the same port. */
  PacketPath find(TransportAddress local, TransportAddress remote) {
    for (int i = paths.size() - 1; i >= 0; i--) {
      PacketPath path = paths.get(i);
      if (path.iceRemote.equals(remote) && path.iceLocal.equals(local)) {
        return path;
      }
    }
    return null;
  }

  /** Whether a UDP address is known, by which of our sockets ever. */
  boolean hasUdp(InetSocketAddress remote) {
    for (PacketPath path : paths) {
      if (path.tcp == null && path.remote.equals(remote)) {
        return true;
      }
    }
    return false;
  }

  PacketPath oldestBut(PacketPath kept) {
    PacketPath oldest = null;
    for (PacketPath path : paths) {
      boolean older = oldest == null || path.lastCheckNanos - oldest.lastCheckNanos < 0;
      if (path != kept && older) {
        oldest = path;
      }
    }
    return oldest;
  }

  /** A copy, so that what is found may be removed. */
  List<PacketPath> matching(Predicate<PacketPath> predicate) {
    return paths.stream().filter(predicate).toList();
  }
}

package dev.sluice.benchmarks.load.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * How many datagrams were dropped because a socket's receive buffer was full: {@code /proc/net/udp}
 * of proc(5), whose last column counts them for each socket.
 */
public final class UdpDrops {

  private static final List<Path> TABLES =
      List.of(Path.of("/proc/net/udp"), Path.of("/proc/net/udp6"));

  private UdpDrops() {}

  /** The drops so far of all sockets on these ports of this machine; 0 where nobody tells. */
  public static long ofPorts(Set<Integer> ports) {
    long sum = 0;
    for (Path table : TABLES) {
      try {
        sum += parse(Files.readString(table), ports);
      } catch (IOException e) {
        // No such family, or no /proc.
      }
    }
    return sum;
  }

  static long parse(String table, Set<Integer> ports) {
    return table
        .lines()
        .skip(1)
        .map(line -> line.strip().split(" +", -1))
        .filter(fields -> ports.contains(port(fields[1])))
        .mapToLong(fields -> Long.parseLong(fields[fields.length - 1]))
        .sum();
  }

  private static int port(String address) {
    return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1), 16);
  }
}

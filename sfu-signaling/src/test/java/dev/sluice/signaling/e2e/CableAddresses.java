package dev.sluice.signaling.e2e;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What the ends of a cable from this machine are called, out of TEST-NET-2 (RFC 5737): another pair
 * for each cable that is there at a time, for one that a killed test left behind would otherwise
 * take the packets of the next.
 *
 * @param here of the end on this machine
 * @param there of the other end
 */
record CableAddresses(String here, String there) {

  private static final String NETWORK = "198.51.100.";

  /**
   * A pair that no interface of this machine has a part in.
   *
   * @throws IOException where all are taken
   */
  static CableAddresses free() throws IOException {
    Set<String> taken =
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .map(InetAddress::getHostAddress)
            .collect(Collectors.toSet());
    return IntStream.iterate(1, host -> host < 255, host -> host + 4)
        .mapToObj(host -> new CableAddresses(NETWORK + host, NETWORK + (host + 1)))
        .filter(pair -> !taken.contains(pair.here))
        .findFirst()
        .orElseThrow(() -> new IOException("no address of " + NETWORK + "0/24 is free"));
  }
}

package dev.sluice.benchmarks.load.client;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Which of this machine's addresses clients announce. */
public final class LocalAddress {

  private static final int ANY_PORT = 9;

  private LocalAddress() {}

  /**
   * The address that packets to a host go out from.
   *
   * @throws IOException if there is no such host, or no way to it
   */
  public static InetAddress towards(String host) throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      // Nothing is sent: connecting only asks for the route.
      socket.connect(new InetSocketAddress(InetAddress.getByName(host), ANY_PORT));
      return socket.getLocalAddress();
    }
  }
}

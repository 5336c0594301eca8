package dev.sluice.signaling.e2e;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A network behind a NAT that gives every connection a port by chance, another towards each other
 * end: the kind that no STUN server helps through. Needs root, iproute2 and nftables.
 */
final class SymmetricNat implements AutoCloseable {

  private static final String INSIDE = "10.213.78.1";
  private static final String CLIENT = "10.213.78.2";

  private final CableAddresses addresses = CableAddresses.free();
  private final NetworkNamespace nat;
  private final NetworkNamespace behind;

  /**
   * Makes it.
   *
   * @throws IOException where the machine doesn't allow it
   */
  SymmetricNat() throws IOException {
    String pid = "" + ProcessHandle.current().pid();
    nat = NetworkNamespace.add("sluice-nat-" + pid);
    try {
      behind = NetworkNamespace.add("sluice-lan-" + pid);
    } catch (IOException e) {
      nat.close();
      throw e;
    }
    try {
      NetworkNamespace.OWN.connect(
          "sns" + pid, addresses.here() + "/30", nat, "sno" + pid, addresses.there() + "/30");
      nat.connect("sni" + pid, INSIDE + "/30", behind, "snc" + pid, CLIENT + "/30");
      behind.run("ip", "route", "add", "default", "via", INSIDE);
      nat.run("sysctl", "-q", "-w", "net.ipv4.ip_forward=1");
      nat.run("nft", "add table ip nat");
      nat.run("nft", "add chain ip nat postrouting { type nat hook postrouting priority srcnat; }");
      nat.run(
          "nft",
          "add rule ip nat postrouting oifname sno%s masquerade fully-random".formatted(pid));
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /** The address at which those behind it find this machine. */
  String serverAddress() {
    return addresses.here();
  }

  /** What they have for everybody else. */
  String outsideAddress() {
    return addresses.there();
  }

  /** A program that is {@code program} behind it. */
  Path behind(Path program, Path folder) throws IOException {
    return behind.within(program, folder);
  }

  @Override
  public void close() throws IOException {
    behind.close();
    nat.close();
  }
}

package dev.sluice.signaling.e2e;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/**
 * A link to a network of its own that the kernel makes narrow, by a token bucket, and lossy. Needs
 * root, iproute2 and nftables.
 */
final class KernelLink implements ShapedLink {

  /** A few packets: what the link lets pass at once. */
  private static final int BURST_BYTES = 5_000;

  private static final int MILLION = 1_000_000;

  private final String outside = "slo" + ProcessHandle.current().pid();
  private final CableAddresses addresses = CableAddresses.free();
  private final NetworkNamespace behind;
  private RunningServer server;

  /**
   * Makes it, without a limit at first.
   *
   * @throws IOException where the machine doesn't allow it
   */
  KernelLink() throws IOException {
    String pid = "" + ProcessHandle.current().pid();
    String inside = "sli" + pid;
    behind = NetworkNamespace.add("sluice-" + pid);
    try {
      NetworkNamespace.OWN.connect(
          outside, addresses.here() + "/30", behind, inside, addresses.there() + "/30");
      // What a sender hands over as one (GSO) gets lost packet by packet on a real link.
      NetworkNamespace.OWN.run("ip", "link", "set", outside, "gso_max_segs", "1");
      behind.run("ip", "link", "set", inside, "gso_max_segs", "1");
      rateBps(1_000_000_000);
      behind.run("nft", "add table netdev link");
      for (String hook : List.of("ingress", "egress")) {
        behind.run(
            "nft",
            "add chain netdev link %s { type filter hook %s device %s priority filter; }"
                .formatted(hook, hook, inside));
      }
    } catch (IOException e) {
      behind.close();
      throw e;
    }
  }

  /** Starts a server that those behind the link find. */
  RunningServer startServer() {
    server =
        RunningServer.start(
            "--http-host",
            "0.0.0.0",
            "--open",
            "--media-host",
            "0.0.0.0",
            "--media-advertise",
            "127.0.0.1," + addresses.here());
    return server;
  }

  @Override
  public void rateBps(long bps) throws IOException {
    String command =
        "tc qdisc replace dev %s root tbf rate %dbit burst %d latency %dms"
            .formatted(outside, bps, BURST_BYTES, QUEUE_MILLIS);
    NetworkNamespace.OWN.run(command.split(" "));
  }

  @Override
  public void loss(double probability) throws IOException {
    String which =
        probability >= 1
            ? ""
            : "numgen random mod %d < %d ".formatted(MILLION, Math.round(probability * MILLION));
    for (String hook : List.of("ingress", "egress")) {
      behind.run("nft", "flush chain netdev link " + hook);
      behind.run("nft", "add rule netdev link " + hook + " " + which + "drop");
    }
  }

  @Override
  public URI pages() {
    return URI.create("http://" + addresses.here() + ":" + server.http().getPort() + "/");
  }

  @Override
  public Chromium startBrowser(Path folder) throws IOException {
    return new Chromium(
        behind.within(Chromium.executable(), folder),
        // Pages of other machines get no media API otherwise, unless by HTTPS.
        "--unsafely-treat-insecure-origin-as-secure=" + pages());
  }

  @Override
  public Page newPage(Chromium behind) {
    return behind.newPage(1280, 800);
  }

  @Override
  public void close() throws IOException {
    behind.close();
  }
}

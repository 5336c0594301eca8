package dev.sluice.signaling.e2e;

import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A network behind a link that the kernel makes narrow, by a token bucket with a drop-tail queue.
 * Needs root and iproute2.
 */
final class ShapedLink implements AutoCloseable {

  /** What waits longer than that for the link is lost. */
  private static final int QUEUE_MILLIS = 250;

  /** A few packets: what the link lets pass at once. */
  private static final int BURST_BYTES = 5_000;

  private static final Pattern SENT = Pattern.compile("Sent ([0-9]+) bytes");

  private final String outside = "slo" + ProcessHandle.current().pid();
  private final CableAddresses addresses = CableAddresses.free();
  private final NetworkNamespace behind;

  /**
   * Makes it, without a limit at first.
   *
   * @throws IOException where the machine doesn't allow it
   */
  ShapedLink() throws IOException {
    String pid = "" + ProcessHandle.current().pid();
    behind = NetworkNamespace.add("sluice-" + pid);
    try {
      NetworkNamespace.OWN.connect(
          outside, addresses.here() + "/30", behind, "sli" + pid, addresses.there() + "/30");
      rateBps(1_000_000_000);
    } catch (IOException e) {
      behind.close();
      throw e;
    }
  }

  /** The address at which those behind the link find this machine. */
  String serverAddress() {
    return addresses.here();
  }

  /** Towards those behind it, from now on. */
  void rateBps(long bps) throws IOException {
    String command =
        "tc qdisc replace dev %s root tbf rate %dbit burst %d latency %dms"
            .formatted(outside, bps, BURST_BYTES, QUEUE_MILLIS);
    NetworkNamespace.OWN.run(command.split(" "));
  }

  /** How much has gone over it, in bytes of Ethernet frames. */
  long sentBytes() throws IOException {
    String said = NetworkNamespace.OWN.run("tc", "-s", "qdisc", "show", "dev", outside);
    Matcher sent = SENT.matcher(said);
    if (!sent.find()) {
      throw new IOException("tc doesn't say what was sent: " + said);
    }
    return Long.parseLong(sent.group(1));
  }

  /** A program that is {@code program} behind the link. */
  Path behind(Path program, Path folder) throws IOException {
    return behind.within(program, folder);
  }

  @Override
  public void close() throws IOException {
    behind.close();
  }
}

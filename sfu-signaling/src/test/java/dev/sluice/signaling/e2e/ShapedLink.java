package dev.sluice.signaling.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A network of its own behind a link that the kernel makes narrow: a network namespace, a veth pair
 * and a token bucket with a drop-tail queue towards the namespace. Needs root and iproute2.
 */
final class ShapedLink implements AutoCloseable {

  /** What waits longer than that for the link is lost. */
  private static final int QUEUE_MILLIS = 250;

  /** A few packets: what the link lets pass at once. */
  private static final int BURST_BYTES = 5_000;

  private static final Pattern SENT = Pattern.compile("Sent ([0-9]+) bytes");

  private static final String SERVER = "10.213.77.1";
  private static final String CLIENT = "10.213.77.2";

  private final String name = "sluice-" + ProcessHandle.current().pid();
  private final String outside = "slo" + ProcessHandle.current().pid();
  private final String inside = "sli" + ProcessHandle.current().pid();

  /**
   * Makes it, without a limit at first.
   *
   * @throws IOException where the machine doesn't allow it
   */
  ShapedLink() throws IOException {
    try {
      run("ip", "netns", "add", name);
      run("ip", "link", "add", outside, "type", "veth", "peer", "name", inside, "netns", name);
      // IPv6's own address would come a while later, and a browser begins all requests anew then.
      run("ip", "link", "set", outside, "addrgenmode", "none");
      run("ip", "-n", name, "link", "set", inside, "addrgenmode", "none");
      run("ip", "addr", "add", SERVER + "/30", "dev", outside);
      run("ip", "link", "set", outside, "up");
      run("ip", "-n", name, "addr", "add", CLIENT + "/30", "dev", inside);
      run("ip", "-n", name, "link", "set", inside, "up");
      run("ip", "-n", name, "link", "set", "lo", "up");
      rateBps(1_000_000_000);
    } catch (IOException e) {
      try {
        close();
      } catch (IOException nothingThere) {
        e.addSuppressed(nothingThere);
      }
      throw e;
    }
  }

  /** The address at which those behind the link find this machine. */
  String serverAddress() {
    return SERVER;
  }

  /** Towards those behind it, from now on. */
  void rateBps(long bps) throws IOException {
    String command =
        "tc qdisc replace dev %s root tbf rate %dbit burst %d latency %dms"
            .formatted(outside, bps, BURST_BYTES, QUEUE_MILLIS);
    run(command.split(" "));
  }

  /** How much has gone over it, in bytes of Ethernet frames. */
  long sentBytes() throws IOException {
    String said = run("tc", "-s", "qdisc", "show", "dev", outside);
    Matcher sent = SENT.matcher(said);
    if (!sent.find()) {
      throw new IOException("tc doesn't say what was sent: " + said);
    }
    return Long.parseLong(sent.group(1));
  }

  /** A program that is {@code program} behind the link. */
  Path behind(Path program, Path folder) throws IOException {
    Path script = folder.resolve("behind-the-link");
    Files.writeString(
        script, "#!/bin/sh\nexec ip netns exec %s %s \"$@\"\n".formatted(name, program));
    return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static String run(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException(String.join(" ", command) + ": " + said.strip());
      }
      return said;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /** The namespace takes its end of the pair along, and that the other one. */
  @Override
  public void close() throws IOException {
    run("ip", "netns", "del", name);
  }
}

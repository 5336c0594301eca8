package dev.sluice.signaling.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** A network of its own that the kernel keeps. Needs root and iproute2. */
final class NetworkNamespace implements AutoCloseable {

  /** That of this process. */
  static final NetworkNamespace OWN = new NetworkNamespace(List.of(), "");

  private final List<String> prefix;
  private final String name;

  private NetworkNamespace(List<String> prefix, String name) {
    this.prefix = prefix;
    this.name = name;
  }

  /**
   * Makes an empty one.
   *
   * @throws IOException where the machine doesn't allow it
   */
  static NetworkNamespace add(String name) throws IOException {
    OWN.run("ip", "netns", "add", name);
    var namespace = new NetworkNamespace(List.of("ip", "netns", "exec", name), name);
    namespace.run("ip", "link", "set", "lo", "up");
    return namespace;
  }

  /**
   * Joins this one and another by a cable.
   *
   * @param here what its end is called here, at most 15 characters
   * @param hereAddress as in 10.0.0.1/30
   * @param there what its other end is called in the other one
   */
  void connect(
      String here, String hereAddress, NetworkNamespace other, String there, String thereAddress)
      throws IOException {
    OWN.run("ip", "link", "add", here, "type", "veth", "peer", "name", there);
    take(here, hereAddress);
    other.take(there, thereAddress);
  }

  private void take(String device, String address) throws IOException {
    if (this != OWN) {
      OWN.run("ip", "link", "set", device, "netns", name);
    }
    // IPv6's own address would come a while later, and a browser begins all requests anew then.
    run("ip", "link", "set", device, "addrgenmode", "none");
    run("ip", "addr", "add", address, "dev", device);
    run("ip", "link", "set", device, "up");
  }

  /** Runs a command in it, and returns what it says. */
  String run(String... command) throws IOException {
    List<String> all = new ArrayList<>(prefix);
    all.addAll(List.of(command));
    Process process = new ProcessBuilder(all).redirectErrorStream(true).start();
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

  /** A program that is {@code program} within it. */
  Path within(Path program, Path folder) throws IOException {
    Path script = folder.resolve("within-" + name);
    Files.writeString(
        script, "#!/bin/sh\nexec %s %s \"$@\"\n".formatted(String.join(" ", prefix), program));
    return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** Cables that end in it are gone as well. */
  @Override
  public void close() throws IOException {
    OWN.run("ip", "netns", "del", name);
  }
}

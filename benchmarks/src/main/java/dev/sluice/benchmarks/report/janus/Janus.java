package dev.sluice.benchmarks.report.janus;

import dev.sluice.benchmarks.load.LoadPlan;
import dev.sluice.benchmarks.load.signaling.Signaling;
import dev.sluice.benchmarks.report.BenchException;
import dev.sluice.benchmarks.report.ChildProcess;
import dev.sluice.benchmarks.report.Contender;
import dev.sluice.benchmarks.report.JvmLogs;
import dev.sluice.benchmarks.report.MeasuredServer;
import dev.sluice.benchmarks.report.Processors;
import dev.sluice.benchmarks.report.ProgramOutput;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Janus with its VideoRoom plugin, as installed here. */
public final class Janus implements Contender {

  private static final String LOOPBACK = "127.0.0.1";
  private static final int CONNECT_MILLIS = 200;

  /** {@code Janus version: 1102 (1.1.2)}. */
  private static final Pattern VERSION = Pattern.compile("Janus version: \\d+ \\(([\\d.]+)\\)");

  private final boolean eventLoops;
  private final Processors processors;

  /**
   * @param eventLoops whether a fixed number of threads serves all handles, rather than one each
   */
  public Janus(boolean eventLoops, Processors processors) {
    this.eventLoops = eventLoops;
    this.processors = processors;
  }

  @Override
  public String name() {
    return "Janus"
        + version().map(version -> " " + version).orElse("")
        + (eventLoops ? ", event loop" : ", thread per handle");
  }

  @Override
  public Optional<String> unavailable() {
    if (executable().isEmpty()) {
      return Optional.of("not installed (on Debian: apt-get install janus).");
    }
    try {
      if (JanusConfiguration.modules().isEmpty()) {
        return Optional.of("its VideoRoom plugin or its WebSocket transport is not installed.");
      }
      return mediaAddress().isEmpty()
          ? Optional.of("it takes no loopback address for media, and this machine has no other.")
          : Optional.empty();
    } catch (IOException e) {
      return Optional.of("what is installed of it can't be read: " + e.getMessage() + ".");
    }
  }

  /** As the executable itself tells it; empty of none, and of one that doesn't. */
  private static Optional<String> version() {
    return executable()
        .flatMap(executable -> ProgramOutput.find(VERSION, executable.toString(), "--version"));
  }

  private static Optional<Path> executable() {
    return List.of("/usr/bin/janus", "/usr/local/bin/janus", "/opt/janus/bin/janus").stream()
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Of this machine, so that packets to it take the loopback device all the same. */
  private static Optional<InetAddress> mediaAddress() throws IOException {
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
        .findFirst();
  }

  @Override
  public MeasuredServer start(int loops) throws BenchException, InterruptedException {
    try {
      Path folder = Files.createTempDirectory("janus-bench");
      String address = mediaAddress().orElseThrow().getHostAddress();
      int port = freePort();
      JanusConfiguration.write(
          folder,
          JanusConfiguration.modules().orElseThrow(),
          eventLoops ? loops : 0,
          port,
          address);
      List<String> command =
          List.of(executable().orElseThrow().toString(), "-F", folder.toString());
      ChildProcess process =
          ChildProcess.start(
              name(), processors.serverCommand(loops, command), folder, () -> accepts(port));
      return new Running(process, address, port);
    } catch (IOException e) {
      throw new BenchException("Janus can't be started: " + e.getMessage() + ".", e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static boolean accepts(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.ofLiteral(LOOPBACK), port), CONNECT_MILLIS);
      return true;
    } catch (IOException e) {
      // Nobody listens there yet.
      return false;
    }
  }

  private record Running(ChildProcess process, String mediaAddress, int port)
      implements MeasuredServer {

    @Override
    public long pid() {
      return process.pid();
    }

    /** Its address alone is used: clients come in by {@link #signaling}. */
    @Override
    public LoadPlan.Target target() {
      String server = "http://" + mediaAddress + ":" + port;
      return new LoadPlan.Target(server, server, server, Optional.empty());
    }

    @Override
    public Signaling signaling() {
      return new JanusSignaling(URI.create("ws://" + LOOPBACK + ":" + port));
    }

    @Override
    public Optional<JvmLogs> logs() {
      return Optional.empty();
    }

    @Override
    public void close() {
      process.close();
    }
  }
}

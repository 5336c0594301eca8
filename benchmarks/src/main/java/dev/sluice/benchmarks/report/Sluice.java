package dev.sluice.benchmarks.report;

import dev.sluice.benchmarks.load.LoadPlan;
import dev.sluice.benchmarks.load.signaling.Signaling;
import dev.sluice.benchmarks.load.signaling.WhipWhep;
import dev.sluice.signaling.Main;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Sluice itself, run as {@code ./sluice} runs it: the same classes and the same JVM options. */
final class Sluice implements Contender {

  /** It is to be measured beyond what it would take on by itself, and to end when told. */
  static final List<String> OPTIONS = List.of("--max-cpu", "0", "--drain-timeout", "0");

  private static final String LOOPBACK = "127.0.0.1";

  private final Path jvmOptions;
  private final Processors processors;

  /**
   * @param jvmOptions the distribution's file
   */
  Sluice(Path jvmOptions, Processors processors) {
    this.jvmOptions = jvmOptions;
    this.processors = processors;
  }

  @Override
  public String name() {
    return "Sluice";
  }

  @Override
  public Optional<String> unavailable() {
    return Optional.empty();
  }

  @Override
  public MeasuredServer start(int loops) throws BenchException, InterruptedException {
    try {
      Path folder = Files.createTempDirectory("sluice-bench");
      JvmLogs logs = JvmLogs.in(folder);
      int httpPort = freePort();
      String address = "http://" + LOOPBACK + ":" + httpPort;
      ChildProcess process =
          ChildProcess.start(
              name(),
              processors.serverCommand(loops, command(loops, httpPort, freePort(), logs)),
              folder,
              () -> isReady(address + "/readyz"));
      return new Running(process, address, logs);
    } catch (IOException e) {
      throw new BenchException("Sluice can't be started: " + e.getMessage() + ".", e);
    }
  }

  private List<String> command(int loops, int httpPort, int mediaPort, JvmLogs logs) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + jvmOptions);
    command.addAll(logs.options());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of("--http-port", Integer.toString(httpPort)));
    command.addAll(List.of("--media-port", Integer.toString(mediaPort)));
    command.addAll(List.of("--loops", Integer.toString(loops)));
    command.addAll(OPTIONS);
    return command;
  }

  /** A port that nobody has at this moment. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static boolean isReady(String address) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(address)).timeout(Duration.ofSeconds(1)).build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      // Nobody listens there yet.
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private record Running(ChildProcess process, String address, JvmLogs jvmLogs)
      implements MeasuredServer {

    @Override
    public long pid() {
      return process.pid();
    }

    @Override
    public LoadPlan.Target target() {
      return LoadPlan.Target.sluice(address);
    }

    @Override
    public Signaling signaling() {
      LoadPlan.Target target = target();
      return new WhipWhep(target.whip(), target.whep(), target.token());
    }

    @Override
    public Optional<JvmLogs> logs() {
      return Optional.of(jvmLogs);
    }

    @Override
    public void close() {
      process.close();
    }
  }
}

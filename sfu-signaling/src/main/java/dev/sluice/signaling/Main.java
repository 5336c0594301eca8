package dev.sluice.signaling;

import dev.sluice.dtls.CertificateFileException;
import dev.sluice.dtls.DtlsCertificate;
import dev.sluice.ice.MediaPortException;
import dev.sluice.signaling.config.CommandLineSettings;
import dev.sluice.signaling.config.Options;
import dev.sluice.signaling.config.Settings;
import dev.sluice.signaling.config.SettingsException;
import dev.sluice.signaling.doctor.Diagnosis;
import dev.sluice.signaling.doctor.Doctor;
import dev.sluice.signaling.doctor.Finding;
import dev.sluice.signaling.http.HttpPort;
import dev.sluice.signaling.peer.MediaEngine;
import dev.sluice.signaling.peer.MediaStack;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The command line. */
public final class Main {

  private static final Logger LOG = LoggerFactory.getLogger(Main.class);
  private static final int FAILED = 1;
  private static final int BAD_SETTINGS = 2;

  /** What a shell says of a process that SIGTERM has ended. */
  private static final int TERMINATED = 128 + 15;

  private final Map<String, String> environment;
  private final PrintStream out;
  private final PrintStream err;
  private final MediaStack.Opener opener;
  private List<String> given = List.of();

  Main(
      Map<String, String> environment, PrintStream out, PrintStream err, MediaStack.Opener opener) {
    this.environment = environment;
    this.out = out;
    this.err = err;
    this.opener = opener;
  }

  /** Runs the server until it is told to stop. */
  public static void main(String[] arguments) {
    int exitCode =
        new Main(System.getenv(), System.out, System.err, MediaEngine::open).execute(arguments);
    System.exit(exitCode);
  }

  int execute(String... arguments) {
    CommandLine commandLine =
        new CommandLine(new Sluice())
            .addSubcommand(new Run())
            .addSubcommand(new DoctorCommand())
            .addSubcommand(new TokenCommand(InstantSource.system()))
            .addSubcommand(new CheckConfig());
    given = List.of(arguments);
    commandLine.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
    try {
      CommandLineSettings settings =
          new CommandLineSettings(commandLine, List.of(arguments), environment);
      return commandLine
          .setParameterExceptionHandler((problem, given) -> refuse(settings.explain(problem)))
          .setExecutionExceptionHandler((problem, command, result) -> fail(problem, settings))
          .execute(arguments);
    } catch (SettingsException e) {
      return refuse(e.getMessage());
    }
  }

  private int refuse(String sentence) {
    err.println("sluice: " + sentence);
    return BAD_SETTINGS;
  }

  private int fail(Exception problem, CommandLineSettings settings) throws Exception {
    return switch (problem) {
      case SettingsException e -> refuse(settings.explain(e).getMessage());
      case ServerStartException e -> {
        err.println("sluice: " + e.getMessage());
        yield FAILED;
      }
      default -> throw problem;
    };
  }

  private int run(Options options) throws ServerStartException {
    Settings settings = options.toSettings();
    settings.logging().use();
    HeapSoftLimit.follow();
    Server server = Server.start(settings, opener, Main::processCpuNanos);
    // SIGINT runs the hook at once; the exit code is then the customary 130.
    Runtime.getRuntime().addShutdownHook(new Thread(server::close, "shutdown"));
    AtomicInteger exitCode = new AtomicInteger();
    Signals.on(
        "TERM",
        () -> {
          // A second one means it.
          if (exitCode.getAndSet(TERMINATED) == TERMINATED) {
            System.exit(TERMINATED);
          }
          server.drain();
        });
    Signals.on("HUP", () -> reload(server, options));
    out.printf(
        "Sluice %s ready: %s (media udp+tcp %d)%n",
        Version.text(), server.address(), server.mediaPort());
    out.flush();
    server.drained().join();
    return exitCode.get();
  }

  /** Reads the same flags, variables and files again; what they say now holds where it can. */
  private void reload(Server server, Options running) {
    try {
      boolean isNamed = !given.isEmpty() && given.getFirst().equals("run");
      Options options = new Options();
      Settings settings =
          CommandLineSettings.read(
              options, isNamed ? given.subList(1, given.size()) : given, environment);
      settings.logging().useLevel();
      var _ = server.use(settings);
      List<String> unheeded = options.restartFor(running);
      if (!unheeded.isEmpty()) {
        LOG.warn("These settings have changed and take a restart: {}", String.join(", ", unheeded));
      }
    } catch (SettingsException e) {
      LOG.error("The settings stay as they were: {}", e.getMessage());
    }
  }

  private static long processCpuNanos() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
  }

  @Command(
      name = "run",
      description = "Run the server: what happens anyway without a command.",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      sortOptions = false)
  private class Run implements Callable<Integer> {

    @Mixin private Options options;

    @Override
    public Integer call() throws ServerStartException {
      return run(options);
    }
  }

  /** Opens the media port as the server would, and looks at what it would announce. */
  private int examine(Options options) throws ServerStartException {
    Settings settings = options.toSettings();
    Diagnosis diagnosis;
    try (MediaStack media = opener.open(settings.media(), Runnable::run)) {
      diagnosis = new Doctor(settings, media).examine();
    } catch (MediaPortException | IOException e) {
      throw new ServerStartException(e.getMessage(), e);
    }
    for (Finding finding : diagnosis.findings()) {
      out.printf("%-7s %s%n", finding.severity(), finding);
    }
    return diagnosis.isReachable() ? 0 : FAILED;
  }

  @Command(
      name = "doctor",
      description =
          "Look whether clients could reach the media port with these settings, and end: 0 where"
              + " they could. A running server answers the same at /api/v1/doctor.",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      sortOptions = false)
  private final class DoctorCommand implements Callable<Integer> {

    @Mixin private Options options;

    @Override
    public Integer call() throws ServerStartException {
      return examine(options);
    }
  }

  @Command(
      name = "sluice",
      description = "A WebRTC SFU: browsers publish into rooms, others watch.",
      footer = {
        "",
        "Every option is also an environment variable (--http-port is SLUICE_HTTP_PORT) and a key"
            + " in the configuration file (http-port). Flags beat variables, variables the file."
      })
  private final class Sluice extends Run {}

  @Command(
      name = "check-config",
      description = "Say whether a server can start with this YAML file.",
      mixinStandardHelpOptions = true)
  private final class CheckConfig implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", description = "With the environment's variables besides.")
    private Path file;

    @Override
    public Integer call() {
      Settings settings = Settings.read(List.of("--config", file.toString()), environment);
      try {
        if (settings.http().certificate().isPresent()) {
          HttpPort.check(settings.http().certificate().get());
        }
        if (settings.media().certificate().isPresent()) {
          Settings.Certificate dtls = settings.media().certificate().get();
          DtlsCertificate.load(dtls.certificate(), dtls.key());
        }
      } catch (CertificateFileException e) {
        throw new SettingsException(e.getMessage());
      }
      out.println(file + " can be used.");
      return 0;
    }
  }
}

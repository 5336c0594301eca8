package dev.sluice.signaling.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What {@code docker/} says of the server is true of the server. */
class DeploymentFilesTest {

  private static final Path DOCKER = Path.of("").toAbsolutePath().getParent().resolve("docker");
  private static final YAMLMapper YAML = YAMLMapper.builder().build();

  /** {@code ${NAME:-default}} and {@code ${NAME:?what it is}}, as Compose replaces them. */
  private static final Pattern SUBSTITUTED = Pattern.compile("\\$\\{([A-Z_]+):([-?])([^}]*)}");

  private static final Pattern DOCKERFILE_VARIABLE = Pattern.compile("(SLUICE_[A-Z_]+)=(\\S+)");

  /** What an operator fills in. */
  private static final String SOME_ADDRESS = "203.0.113.7";

  private static final String SOME_KEY = "main:0123456789abcdef0123456789abcdef";

  /** From the end of draining until the process has ended. */
  private static final Duration FAREWELL = Duration.ofSeconds(10);

  /** A container of the server: its variables, and the ports that it is reached on. */
  private record Container(Map<String, String> environment, Set<String> ports) {}

  @Test
  void everyYamlFileCanBeRead() throws IOException {
    try (Stream<Path> files = Files.walk(DOCKER)) {
      List<Path> yaml = files.filter(file -> file.toString().endsWith(".yml")).toList();

      assertThat(yaml).hasSizeGreaterThan(5);
      assertThat(yaml)
          .allSatisfy(file -> assertThatCode(() -> read(file)).doesNotThrowAnyException());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "compose.yml",
        "compose.tls.yml",
        "kubernetes/host-network.yml",
        "kubernetes/node-port.yml"
      })
  void theServerTakesItsEnvironmentAndListensWhereItIsLookedFor(String file) throws IOException {
    Container container = container(file);
    Settings settings = settings(file);

    Set<String> listening = new HashSet<>();
    listening.add(settings.media().port() + "/udp");
    listening.add(settings.media().port() + "/tcp");
    assertThat(container.ports).containsAll(listening);
    listening.add(settings.http().port() + "/tcp");
    assertThat(listening).containsAll(container.ports);
  }

  @ParameterizedTest
  @ValueSource(strings = {"compose.yml", "compose.tls.yml"})
  void composeWaitsUntilTheServerHasDrained(String file) throws IOException {
    JsonNode service = read(DOCKER.resolve(file)).getFirst().path("services").path("sluice");
    Duration grace = Duration.parse("PT" + service.path("stop_grace_period").asText());

    assertThat(grace).isGreaterThanOrEqualTo(settings(file).drainTimeout().plus(FAREWELL));
  }

  @ParameterizedTest
  @ValueSource(strings = {"kubernetes/host-network.yml", "kubernetes/node-port.yml"})
  void kubernetesWaitsUntilTheServerHasDrained(String file) throws IOException {
    JsonNode pod = read(DOCKER.resolve(file)).getFirst().at("/spec/template/spec");
    Duration grace = Duration.ofSeconds(pod.path("terminationGracePeriodSeconds").asLong());
    // Of every version: preStop.sleep came with Kubernetes 1.30.
    JsonNode preStop = pod.at("/containers/0/lifecycle/preStop/exec/command");
    assertThat(preStop.path(0).asText()).isEqualTo("sleep");

    assertThat(grace)
        .isGreaterThanOrEqualTo(
            settings(file).drainTimeout().plusSeconds(preStop.path(1).asLong()).plus(FAREWELL));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"compose.tls.yml", "kubernetes/host-network.yml", "kubernetes/node-port.yml"})
  void whoComesFromTheInternetNeedsAToken(String file) throws IOException {
    assertThat(settings(file).access().keys()).hasSize(1);
    assertThat(container(file).environment).doesNotContainKey("SLUICE_OPEN");
  }

  @ParameterizedTest
  @ValueSource(strings = {"kubernetes/host-network.yml", "kubernetes/node-port.yml"})
  void withoutItsSecretNoPodStarts(String file) throws IOException {
    JsonNode secret = read(DOCKER.resolve(file)).getFirst().findPath("secretKeyRef");

    assertThat(secret.path("name").asText()).isEqualTo("sluice");
    assertThat(secret.path("optional").asBoolean(false)).isFalse();
    assertThat(Files.readString(DOCKER.resolve("README.md")))
        .contains(
            "kubectl create secret generic %s --from-literal=%s=main:"
                .formatted(secret.path("name").asText(), secret.path("key").asText()));
  }

  /** What the API answers wants a token, and the admin page needs it. */
  @Test
  void theProxyKeepsBackTheMetricsAndNothingElse() throws IOException {
    Matcher kept =
        Pattern.compile("@inside path (.*)\\n\\s*respond @inside 404")
            .matcher(Files.readString(DOCKER.resolve("caddy/Caddyfile")));

    assertThat(kept.find()).isTrue();
    assertThat(kept.group(1)).isEqualTo("/metrics");
  }

  @Test
  void coturnTakesTheCredentialsThatTheServerMakes() throws IOException {
    Settings.Ice ice = settings("compose.yml").ice();
    List<String> arguments = new ArrayList<>();
    read(DOCKER.resolve("compose.yml"))
        .getFirst()
        .at("/services/coturn/command")
        .forEach(argument -> arguments.add(substitute(argument.asText())));

    assertThat(arguments)
        .contains(
            "--use-auth-secret", "--static-auth-secret=" + ice.turnSecret().orElseThrow().text())
        .noneMatch(argument -> argument.startsWith("--user="));
    assertThat(ice.servers())
        .filteredOn(IceServer::isTurn)
        .hasSize(1)
        .allMatch(server -> server.credential().isEmpty());
  }

  @Test
  void composeStartsNoRelayWithASecretThatEverybodyKnows() throws IOException {
    JsonNode services = read(DOCKER.resolve("compose.yml")).getFirst().path("services");
    List<String> secrets = new ArrayList<>();
    secrets.add(services.at("/sluice/environment/SLUICE_TURN_SECRET").asText());
    for (JsonNode argument : services.at("/coturn/command")) {
      if (argument.asText().startsWith("--static-auth-secret=")) {
        secrets.add(argument.asText().substring("--static-auth-secret=".length()));
      }
    }

    assertThat(secrets).hasSize(2).allMatch(secret -> secret.startsWith("${TURN_SECRET:?"));
  }

  /** How the README says that Compose gets them, and what git must not. */
  @Test
  void theSecretIsKeptWhereGitDoesNotLook() throws IOException {
    assertThat(Files.readString(DOCKER.resolve("README.md")))
        .contains("echo \"TURN_SECRET=$(openssl rand -hex 32)\" >> docker/.env");
    assertThat(Files.readAllLines(DOCKER.resolveSibling(".gitignore"))).contains("docker/.env");
  }

  /** Whoever has set them for Compose may start a server from the same shell. */
  @ParameterizedTest
  @ValueSource(strings = {"compose.yml", "compose.tls.yml"})
  void whatComposeAsksForIsNoMisnamedSettingOfAServerBesideIt(String file) throws IOException {
    Map<String, String> shell = new HashMap<>();
    SUBSTITUTED
        .matcher(Files.readString(DOCKER.resolve(file)))
        .results()
        .forEach(found -> shell.put(found.group(1), substitute(found.group())));

    assertThat(shell).isNotEmpty();
    assertThatCode(() -> Settings.read(List.of(), shell)).doesNotThrowAnyException();
  }

  @Test
  void theProxyIsTrustedToNameItsClients() throws IOException {
    JsonNode proxy = read(DOCKER.resolve("compose.tls.yml")).getFirst().at("/services/caddy");

    assertThat(settings("compose.tls.yml").http().trustedProxies())
        .containsExactly(proxy.at("/networks/default/ipv4_address").asText());
  }

  @Test
  void theImageExposesWhatTheServerListensOn() throws IOException {
    Settings settings = Settings.read(List.of("--open"), dockerfileVariables());

    assertThat(Files.readString(DOCKER.resolve("Dockerfile")))
        .contains(
            "EXPOSE %d/tcp %d/udp %d/tcp"
                .formatted(
                    settings.http().port(), settings.media().port(), settings.media().port()));
  }

  /** What a stage declares is not known to the next one, nor to the line that begins it. */
  @Test
  void whatTheImageIsMadeFromIsDeclaredBeforeAllStages() throws IOException {
    String dockerfile = Files.readString(DOCKER.resolve("Dockerfile"));

    assertThat(dockerfile.substring(0, dockerfile.indexOf("\nFROM"))).contains("\nARG JRE=");
  }

  @Test
  void coturnRelaysToTheServerAlone() throws IOException {
    JsonNode services = read(DOCKER.resolve("compose.yml")).getFirst().path("services");
    String server = services.at("/sluice/networks/default/ipv4_address").asText();
    List<String> allowed = new ArrayList<>();
    for (JsonNode argument : services.at("/coturn/command")) {
      if (argument.asText().startsWith("--allowed-peer-ip=")) {
        allowed.add(argument.asText().substring("--allowed-peer-ip=".length()));
      }
    }

    assertThat(allowed).containsExactly(server);
    assertThat(settings("compose.yml").media().advertise()).contains(server);
  }

  @Test
  void prometheusAndTheProxyLookForTheHttpPort() throws IOException {
    int port = Settings.read(List.of("--open"), dockerfileVariables()).http().port();

    assertThat(read(DOCKER.resolve("prometheus/prometheus.yml")).getFirst().findPath("targets"))
        .extracting(JsonNode::asText)
        .containsExactly("sluice:" + port);
    assertThat(Files.readString(DOCKER.resolve("caddy/Caddyfile")))
        .contains("reverse_proxy sluice:" + port);
  }

  @ParameterizedTest
  @ValueSource(strings = {"kubernetes/host-network.yml", "kubernetes/node-port.yml"})
  void probesNameThePathsThatThereAre(String file) throws IOException {
    JsonNode container = read(DOCKER.resolve(file)).getFirst().findPath("containers").path(0);

    assertThat(container.at("/livenessProbe/httpGet/path").asText()).isEqualTo("/healthz");
    assertThat(container.at("/readinessProbe/httpGet/path").asText()).isEqualTo("/readyz");
  }

  @Test
  void theNodePortIsTheMediaPort() throws IOException {
    List<JsonNode> documents = read(DOCKER.resolve("kubernetes/node-port.yml"));
    int mediaPort =
        Integer.parseInt(inPod("kubernetes/node-port.yml").environment.get("SLUICE_MEDIA_PORT"));

    assertThat(documents.getLast().at("/spec/ports"))
        .hasSize(2)
        .allSatisfy(port -> assertThat(port.path("nodePort").asInt()).isEqualTo(mediaPort));
  }

  private static Container container(String file) throws IOException {
    return file.startsWith("compose") ? composed(file) : inPod(file);
  }

  /** As the server in this file's container would have them. */
  private static Settings settings(String file) throws IOException {
    Map<String, String> given = container(file).environment;
    assertThat(given.keySet()).isSubsetOf(variables());
    Map<String, String> environment = new HashMap<>(dockerfileVariables());
    environment.putAll(given);
    return Settings.read(List.of(), environment);
  }

  private static Container composed(String file) throws IOException {
    JsonNode service = read(DOCKER.resolve(file)).getFirst().path("services").path("sluice");
    Map<String, String> environment = new HashMap<>();
    service
        .path("environment")
        .properties()
        .forEach(entry -> environment.put(entry.getKey(), substitute(entry.getValue().asText())));
    Set<String> ports = new HashSet<>();
    for (JsonNode port : service.path("ports")) {
      String[] parts = substitute(port.asText()).split(":", -1);
      ports.add(parts[parts.length - 1]);
      assertThat(parts[parts.length - 1])
          .as("the same port outside as inside")
          .startsWith(parts[parts.length - 2] + "/");
    }
    return new Container(environment, ports);
  }

  private static Container inPod(String file) throws IOException {
    JsonNode container = read(DOCKER.resolve(file)).getFirst().findPath("containers").path(0);
    Map<String, String> environment = new HashMap<>();
    for (JsonNode variable : container.path("env")) {
      // Kubernetes fills in what is secret, and the node's address.
      String filledIn = variable.at("/valueFrom/secretKeyRef").isObject() ? SOME_KEY : SOME_ADDRESS;
      environment.put(variable.path("name").asText(), variable.path("value").asText(filledIn));
    }
    Set<String> ports = new HashSet<>();
    for (JsonNode port : container.path("ports")) {
      ports.add(
          port.path("containerPort").asText()
              + "/"
              + port.path("protocol").asText().toLowerCase(Locale.ROOT));
    }
    return new Container(environment, ports);
  }

  /** A variable without a default is a key, a secret or an address. */
  private static String substitute(String text) {
    return SUBSTITUTED
        .matcher(text)
        .replaceAll(
            match ->
                Matcher.quoteReplacement(
                    match.group(2).equals("-")
                        ? match.group(3)
                        : match.group(1).matches(".*_(KEY|SECRET)") ? SOME_KEY : SOME_ADDRESS));
  }

  private static Map<String, String> dockerfileVariables() throws IOException {
    Map<String, String> variables = new HashMap<>();
    String text = Files.readString(DOCKER.resolve("Dockerfile"));
    String environment = text.substring(text.indexOf("ENV "), text.indexOf("EXPOSE "));
    for (MatchResult found : DOCKERFILE_VARIABLE.matcher(environment).results().toList()) {
      variables.put(found.group(1), found.group(2));
    }
    assertThat(variables).isNotEmpty();
    assertThat(variables.keySet()).isSubsetOf(variables());
    return variables;
  }

  private static Set<String> variables() {
    Set<String> variables = new HashSet<>();
    for (OptionSpec option : CommandSpec.forAnnotatedObject(new Options()).options()) {
      variables.add(SettingSources.variable(SettingSources.nameOf(option)));
    }
    return variables;
  }

  private static List<JsonNode> read(Path file) throws IOException {
    List<JsonNode> documents = new ArrayList<>();
    try (MappingIterator<JsonNode> iterator =
        YAML.readerFor(JsonNode.class).readValues(file.toFile())) {
      iterator.forEachRemaining(documents::add);
    }
    return documents;
  }
}

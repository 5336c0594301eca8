package dev.sluice.signaling.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/**
 * Every setting, once: the long name without its dashes is the key in the YAML file, and in upper
 * case with {@code SLUICE_} before it the environment variable.
 */
public final class Options {

  /** What a running server takes up when it reads its settings again. */
  private static final Set<String> RELOADED =
      Set.of(
          "key",
          "key-file",
          "log-level",
          "join-rate-per-address",
          "max-connections-per-address",
          "max-unconnected",
          "max-publish-bitrate",
          "max-message-rate",
          "max-sdp-size",
          "max-cpu",
          "max-memory");

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "Read settings from this YAML file: the names below without dashes are its keys.")
  Path config;

  @Option(
      names = "--http-host",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description = "Address for pages, WebSocket, WHIP, WHEP and API. Default: ${DEFAULT-VALUE}")
  String httpHost;

  @Option(
      names = "--http-port",
      paramLabel = "PORT",
      defaultValue = "8080",
      description = "0 for any free port. Default: ${DEFAULT-VALUE}")
  int httpPort;

  @Option(
      names = "--http-tls-certificate",
      paramLabel = "PEM",
      description =
          "Certificate, with its chain, for HTTPS instead of HTTP on --http-port. Renewed files are"
              + " taken up within a minute, or at once on SIGHUP. Default: none, plain HTTP")
  Path httpTlsCertificate;

  @Option(names = "--http-tls-key", paramLabel = "PEM", description = "Its private key.")
  Path httpTlsKey;

  @Option(
      names = "--open",
      description =
          "Let everybody in who can reach the server, to publish and to play, and nobody moderate"
              + " or administer: without keys, needed to listen on any --http-host but a loopback"
              + " address, and behind a proxy.")
  boolean open;

  @Mixin KeyOptions keys = new KeyOptions();

  @Option(
      names = "--jwks",
      paramLabel = "FILE|URL",
      description =
          "Let in who has a token (JWT, ES256 or EdDSA) signed with a key of this JSON Web Key Set."
              + " Default: none")
  String jwks;

  @Option(
      names = "--media-host",
      paramLabel = "ADDRESS",
      description =
          "Address for media. Default: 127.0.0.1 where --http-host is a loopback address, else all"
              + " addresses")
  String mediaHost;

  @Option(
      names = "--media-port",
      paramLabel = "PORT",
      defaultValue = "10000",
      description = "UDP and TCP port for media; 0 for any free port. Default: ${DEFAULT-VALUE}")
  int mediaPort;

  @Option(
      names = "--media-advertise",
      paramLabel = "ADDRESS",
      split = ",",
      description =
          "Public address to announce to clients, where it isn't the machine's own (NAT, Docker);"
              + " several with commas. Default: the addresses found by itself")
  List<String> mediaAdvertise = new ArrayList<>();

  @Option(
      names = "--stun-server",
      paramLabel = "HOST:PORT",
      split = ",",
      description =
          "STUN server that is asked at the start at which address and port it sees the media port,"
              + " only to warn where that isn't what is announced; several with commas, as two tell"
              + " whether a NAT is symmetric. Default: none")
  List<String> stunServers = new ArrayList<>();

  @Option(
      names = "--dtls-certificate",
      paramLabel = "PEM",
      description = "DTLS certificate. Default: a new one at each start")
  Path dtlsCertificate;

  @Option(names = "--dtls-key", paramLabel = "PEM", description = "Its private key.")
  Path dtlsKey;

  @Option(
      names = "--loops",
      paramLabel = "N",
      defaultValue = "0",
      description = "Threads that forward media. Default: 0, one per core")
  int loops;

  @Option(
      names = "--ice-server",
      paramLabel = "URL",
      split = ",",
      description =
          "STUN or TURN server to tell clients of: stun:host:port, or"
              + " turn:host:port;username;credential; several with commas. Default: none")
  List<String> iceServers = new ArrayList<>();

  @Option(
      names = "--turn-secret",
      paramLabel = "SECRET",
      description =
          "Shared with the TURN servers that have no credentials above (coturn's"
              + " static-auth-secret): each client gets some of its own that end. Default: none")
  String turnSecret;

  @Option(
      names = "--turn-lifetime",
      paramLabel = "SECONDS",
      defaultValue = "86400",
      description = "How long those are good. Default: ${DEFAULT-VALUE}")
  double turnLifetime;

  @Option(
      names = "--capture",
      paramLabel = "DIR",
      description =
          "Write the packets of every room to pcapng files in this folder, for Wireshark and"
              + " './sluice replay'. They hold what people say and show. Default: no captures")
  Path capture;

  @Option(
      names = "--capture-on-request",
      description =
          "Capture only the rooms for which POST /api/v1/rooms/{room}/capture is asked to.")
  boolean captureOnRequest;

  @Option(
      names = "--capture-stages",
      paramLabel = "STAGE",
      split = ",",
      defaultValue = "decrypted",
      description =
          "What to capture: received (encrypted), decrypted, sent (before encryption); several"
              + " with commas. Default: ${DEFAULT-VALUE}")
  List<String> captureStages = new ArrayList<>();

  @Option(
      names = "--capture-file-size",
      paramLabel = "BYTES",
      defaultValue = "67108864",
      description = "A new file is begun after so many. Default: ${DEFAULT-VALUE}")
  long captureFileSize;

  @Option(
      names = "--capture-total-size",
      paramLabel = "BYTES",
      defaultValue = "1073741824",
      description =
          "In the folder of captures; the oldest finished files go where it would be more."
              + " Default: ${DEFAULT-VALUE}")
  long captureTotalSize;

  @Option(
      names = "--last-n",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "In rooms for which no client says otherwise, send everybody the cameras of the N who"
              + " spoke last, of whom they have pinned, and screens. Default: 0, all"
              + " cameras")
  int lastN;

  @Option(
      names = "--log-format",
      paramLabel = "text|json",
      defaultValue = "text",
      description = "Logs on standard error, a line each. Default: ${DEFAULT-VALUE}")
  String logFormat;

  @Option(
      names = "--log-level",
      paramLabel = "error|warn|info|debug",
      defaultValue = "info",
      description = "The least that is logged. Default: ${DEFAULT-VALUE}")
  String logLevel;

  @Option(
      names = "--max-rooms",
      paramLabel = "N",
      defaultValue = "10000",
      description = "Default: ${DEFAULT-VALUE}")
  int maxRooms;

  @Option(
      names = "--max-participants",
      paramLabel = "N",
      defaultValue = "1000",
      description = "In one room. Default: ${DEFAULT-VALUE}")
  int maxParticipants;

  @Option(
      names = "--max-viewers",
      paramLabel = "N",
      defaultValue = "10000",
      description = "WHEP players in one room. Default: ${DEFAULT-VALUE}")
  int maxViewers;

  @Option(
      names = "--max-tracks",
      paramLabel = "N",
      defaultValue = "32",
      description = "Published by one participant. Default: ${DEFAULT-VALUE}")
  int maxTracks;

  @Option(
      names = "--max-name-length",
      paramLabel = "CHARACTERS",
      defaultValue = "128",
      description = "Of participants and tracks. Default: ${DEFAULT-VALUE}")
  int maxNameLength;

  @Option(
      names = "--max-metadata-size",
      paramLabel = "CHARACTERS",
      defaultValue = "8192",
      description = "Of one participant. Default: ${DEFAULT-VALUE}")
  int maxMetadataSize;

  @Option(
      names = "--max-message-size",
      paramLabel = "BYTES",
      defaultValue = "1048576",
      description = "Of one WebSocket message. Default: ${DEFAULT-VALUE}")
  int maxMessageSize;

  @Option(
      names = "--max-body-size",
      paramLabel = "BYTES",
      defaultValue = "1048576",
      description = "Of one HTTP request. Default: ${DEFAULT-VALUE}")
  int maxBodySize;

  @Option(
      names = "--max-send-queue",
      paramLabel = "BYTES",
      defaultValue = "4194304",
      description =
          "Kept for a WebSocket client that reads slowly, before it is closed. Default:"
              + " ${DEFAULT-VALUE}")
  int maxSendQueue;

  @Option(
      names = "--join-rate",
      paramLabel = "N",
      defaultValue = "200",
      description =
          "New sessions per second, averaged; more wait for their turn. Default: ${DEFAULT-VALUE}")
  int joinRate;

  @Option(
      names = "--join-rate-per-address",
      paramLabel = "N",
      defaultValue = "20",
      description =
          "The same from one address, or from one network of IPv6; more are refused. This machine's"
              + " own clients aren't limited. Default: ${DEFAULT-VALUE}")
  int joinRatePerAddress;

  @Option(
      names = "--max-connections-per-address",
      paramLabel = "N",
      defaultValue = "1000",
      description =
          "WebSockets and sessions of WHIP and WHEP from one address, and at most four times as"
              + " many TCP connections to the HTTP port. Default: ${DEFAULT-VALUE}")
  int maxConnectionsPerAddress;

  @Option(
      names = "--trusted-proxy",
      paramLabel = "ADDRESS",
      split = ",",
      description =
          "A proxy whose X-Forwarded-For is believed, besides those on this machine; several with"
              + " commas. Default: none")
  List<String> trustedProxies = new ArrayList<>();

  @Option(
      names = "--max-unconnected",
      paramLabel = "N",
      defaultValue = "2000",
      description =
          "Peer connections that have not connected yet, at a time. Default: ${DEFAULT-VALUE}")
  int maxUnconnected;

  @Option(
      names = "--max-publish-bitrate",
      paramLabel = "BPS",
      defaultValue = "20000000",
      description =
          "What one connection may publish, all of its tracks and layers together, in bit/s; the"
              + " client is told when it comes near, and what is too much is dropped, pictures"
              + " before sound. 0 for no limit. Default: ${DEFAULT-VALUE}")
  long maxPublishBitrate;

  @Option(
      names = "--max-message-rate",
      paramLabel = "N",
      defaultValue = "50",
      description =
          "WebSocket messages and pings per second of one client, averaged over ten; one that sends"
              + " more is closed. Default: ${DEFAULT-VALUE}")
  int maxMessageRate;

  @Option(
      names = "--max-sdp-size",
      paramLabel = "CHARACTERS",
      defaultValue = "524288",
      description = "Of one offer. Default: ${DEFAULT-VALUE}")
  int maxSdpSize;

  @Option(
      names = "--max-cpu",
      paramLabel = "PERCENT",
      defaultValue = "95",
      description =
          "Nobody new comes in while the process uses more of what its loops could; 0 for never."
              + " Default: ${DEFAULT-VALUE}")
  int maxCpu;

  // A collector at work beside the server needs room itself: from 85 % on it would never rest.
  @Option(
      names = "--max-memory",
      paramLabel = "PERCENT",
      defaultValue = "75",
      description =
          "Nobody new comes in while more of the JVM's heap is taken after it was collected; 0 for"
              + " never. Default: ${DEFAULT-VALUE}")
  int maxMemory;

  @Option(
      names = "--drain-timeout",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description =
          "How long sessions may go on after SIGTERM, or POST /api/v1/drain, when nobody new is let"
              + " in any more; SIGINT ends them at once. Default: ${DEFAULT-VALUE}")
  double drainTimeout;

  @Option(
      names = "--webhook",
      paramLabel = "URL",
      description = "POST what happens in rooms to this address, as JSON, in order. Default: none")
  String webhook;

  @Option(
      names = "--webhook-secret",
      paramLabel = "SECRET",
      description = "Sign that (HMAC-SHA256, in Sluice-Signature). Default: unsigned")
  String webhookSecret;

  @Option(
      names = "--resume-timeout",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description =
          "How long a participant stays whose WebSocket has dropped. Default: ${DEFAULT-VALUE}")
  double resumeTimeout;

  @Option(
      names = "--keep-alive",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description =
          "How often a WebSocket is pinged; one that hasn't answered by the next ping is taken as"
              + " dropped. Default: ${DEFAULT-VALUE}")
  double keepAlive;

  /**
   * The settings that are other ones here and hold only for a server that is started with them, in
   * their order.
   *
   * @param running what the server was started with
   */
  public List<String> restartFor(Options running) {
    Map<String, Object> then = running.values();
    List<String> changed = new ArrayList<>();
    values()
        .forEach(
            (name, value) -> {
              if (!RELOADED.contains(name) && !Objects.equals(value, then.get(name))) {
                changed.add(name);
              }
            });
    return changed;
  }

  private Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    for (OptionSpec option : CommandSpec.forAnnotatedObject(this).options()) {
      values.put(SettingSources.nameOf(option), option.getValue());
    }
    return values;
  }

  /**
   * Checks the values against each other.
   *
   * @throws SettingsException if one can't be used
   */
  public Settings toSettings() {
    return SettingsReader.read(this);
  }
}

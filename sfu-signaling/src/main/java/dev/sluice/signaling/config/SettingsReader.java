package dev.sluice.signaling.config;

import dev.sluice.core.capture.CaptureStage;
import dev.sluice.core.room.RoomLimits;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.event.Level;

/** Turns options into settings, or says in one sentence which one can't be used and why. */
final class SettingsReader {

  /** Of both families; the media port falls back to IPv4 where the system has no IPv6. */
  private static final String ALL_ADDRESSES = "::";

  /** RFC 8489 section 18.5. */
  private static final int STUN_PORT = 3478;

  private static final int SMALLEST_MESSAGE_BYTES = 16_384;

  /** Above what begins each file. */
  private static final int SMALLEST_CAPTURE_BYTES = 1_048_576;

  private SettingsReader() {}

  static Settings read(Options options) {
    InetAddress httpHost = address("http-host", options.httpHost);
    Settings.Access access = access(options, httpHost.isLoopbackAddress());
    String mediaHost =
        options.mediaHost != null
            ? options.mediaHost
            : httpHost.isLoopbackAddress() ? "127.0.0.1" : ALL_ADDRESSES;
    address("media-host", mediaHost);
    if (options.httpPort == options.mediaPort && options.httpPort != 0) {
      throw new SettingsException(
          "The settings http-port and media-port are both %d, and media uses TCP as well as UDP:"
                  .formatted(options.httpPort)
              + " give each a port of its own.",
          "http-port",
          "media-port");
    }
    options.mediaAdvertise.forEach(address -> address("media-advertise", address));
    return new Settings(
        new Settings.Http(
            options.httpHost,
            inRange("http-port", options.httpPort, 0, 65_535),
            certificate("http-tls", options.httpTlsCertificate, options.httpTlsKey),
            proxies(options)),
        access,
        new Settings.Media(
            mediaHost,
            inRange("media-port", options.mediaPort, 0, 65_535),
            options.mediaAdvertise,
            inRange("loops", options.loops, 0, 1_024),
            options.stunServers.stream().map(SettingsReader::stunServer).toList(),
            certificate("dtls", options.dtlsCertificate, options.dtlsKey)),
        ice(options),
        capture(options),
        inRange("last-n", options.lastN, 0, Integer.MAX_VALUE),
        limits(options),
        drainTimeout(options),
        webhook(options),
        new Logging(logFormat(options.logFormat), logLevel(options.logLevel)));
  }

  private static Settings.Access access(Options options, boolean local) {
    List<SharedKey> keys = options.keys.read();
    if (keys.isEmpty() && options.jwks == null && !local && !options.open) {
      throw new SettingsException(
          "Listening on %s would let in everybody who can reach it: set keys (--key, --key-file,"
                  .formatted(options.httpHost)
              + " --jwks), say --open if you want that, or leave --http-host at 127.0.0.1.",
          "http-host");
    }
    return new Settings.Access(keys, Optional.ofNullable(options.jwks), options.open || !local);
  }

  private static Settings.Capture capture(Options options) {
    Set<CaptureStage> stages = EnumSet.noneOf(CaptureStage.class);
    options.captureStages.forEach(name -> stages.add(captureStage(name)));
    if (stages.isEmpty()) {
      throw new SettingsException(
          "The setting capture-stages names no stage: decrypted is one.", "capture-stages");
    }
    if (options.captureOnRequest && options.capture == null) {
      throw new SettingsException(
          "The setting capture-on-request needs a folder for the captures: give --capture DIR.",
          "capture-on-request");
    }
    long fileBytes =
        inRange(
            "capture-file-size", options.captureFileSize, SMALLEST_CAPTURE_BYTES, Long.MAX_VALUE);
    return new Settings.Capture(
        Optional.ofNullable(options.capture),
        options.captureOnRequest,
        stages,
        fileBytes,
        inRange("capture-total-size", options.captureTotalSize, fileBytes, Long.MAX_VALUE));
  }

  private static CaptureStage captureStage(String name) {
    return switch (name) {
      case "received" -> CaptureStage.RECEIVED;
      case "decrypted" -> CaptureStage.DECRYPTED;
      case "sent" -> CaptureStage.SENT;
      default ->
          throw new SettingsException(
              "The setting capture-stages has received, decrypted and sent, not " + name + ".",
              "capture-stages");
    };
  }

  private static Settings.Limits limits(Options options) {
    return new Settings.Limits(
        new RoomLimits(
            positive("max-rooms", options.maxRooms),
            positive("max-participants", options.maxParticipants),
            positive("max-viewers", options.maxViewers),
            positive("max-tracks", options.maxTracks),
            positive("max-name-length", options.maxNameLength),
            positive("max-metadata-size", options.maxMetadataSize)),
        seconds("resume-timeout", options.resumeTimeout),
        seconds("keep-alive", options.keepAlive),
        positive("join-rate", options.joinRate),
        positive("join-rate-per-address", options.joinRatePerAddress),
        positive("max-connections-per-address", options.maxConnectionsPerAddress),
        positive("max-unconnected", options.maxUnconnected),
        inRange("max-publish-bitrate", options.maxPublishBitrate, 0, Long.MAX_VALUE / 1000),
        inRange("max-cpu", options.maxCpu, 0, 100),
        inRange("max-memory", options.maxMemory, 0, 100),
        positive("max-message-rate", options.maxMessageRate),
        inRange(
            "max-message-size", options.maxMessageSize, SMALLEST_MESSAGE_BYTES, Integer.MAX_VALUE),
        positive("max-sdp-size", options.maxSdpSize),
        inRange("max-body-size", options.maxBodySize, SMALLEST_MESSAGE_BYTES, Integer.MAX_VALUE),
        inRange("max-send-queue", options.maxSendQueue, SMALLEST_MESSAGE_BYTES, Integer.MAX_VALUE));
  }

  private static Optional<Settings.Certificate> certificate(
      String prefix, Path certificate, Path key) {
    if (certificate == null && key == null) {
      return Optional.empty();
    }
    if (certificate == null || key == null) {
      throw new SettingsException(
          "The settings %s-certificate and %s-key belong together: give both or neither."
              .formatted(prefix, prefix),
          prefix + "-certificate",
          prefix + "-key");
    }
    return Optional.of(new Settings.Certificate(certificate, key));
  }

  private static InetSocketAddress stunServer(String text) {
    URI uri;
    try {
      uri = new URI("stun://" + text.replaceFirst("^stun:", ""));
    } catch (URISyntaxException e) {
      throw badStunServer(text);
    }
    if (uri.getHost() == null || uri.getPort() == 0 || uri.getPort() > 65_535) {
      throw badStunServer(text);
    }
    return InetSocketAddress.createUnresolved(
        uri.getHost(), uri.getPort() == -1 ? STUN_PORT : uri.getPort());
  }

  private static SettingsException badStunServer(String text) {
    return new SettingsException(
        "The setting stun-server is a host and a port, such as stun.example.org:3478, not "
            + text
            + ".",
        "stun-server");
  }

  private static Set<String> proxies(Options options) {
    Set<String> addresses = new HashSet<>();
    for (String proxy : options.trustedProxies) {
      addresses.add(address("trusted-proxy", proxy).getHostAddress());
    }
    return addresses;
  }

  private static Optional<Settings.Webhook> webhook(Options options) {
    if (options.webhook == null && options.webhookSecret != null) {
      throw new SettingsException(
          "The setting webhook-secret needs an address to post to: give --webhook URL.",
          "webhook-secret");
    }
    if (options.webhook != null && !options.webhook.matches("https?://[^\\s/]+(/\\S*)?")) {
      throw new SettingsException(
          "The setting webhook is a URL such as https://example.org/hook, and this is none.",
          "webhook");
    }
    return Optional.ofNullable(options.webhook)
        .map(
            url ->
                new Settings.Webhook(
                    URI.create(url), Optional.ofNullable(options.webhookSecret).map(Secret::new)));
  }

  private static Duration drainTimeout(Options options) {
    return options.drainTimeout == 0
        ? Duration.ZERO
        : seconds("drain-timeout", options.drainTimeout);
  }

  private static Settings.Ice ice(Options options) {
    List<IceServer> servers = new ArrayList<>();
    for (String text : options.iceServers) {
      servers.add(iceServer(text, servers.size() + 1));
    }
    if (options.turnSecret != null && servers.stream().noneMatch(IceServer::isTurn)) {
      throw new SettingsException(
          "The setting turn-secret needs a TURN server: give --ice-server turn:host:port.",
          "turn-secret");
    }
    return new Settings.Ice(
        servers,
        Optional.ofNullable(options.turnSecret).map(Secret::new),
        seconds("turn-lifetime", options.turnLifetime));
  }

  /** Of what can't be read, any part may be the credential: its place has to do. */
  private static IceServer iceServer(String text, int place) {
    try {
      return IceServer.parse(text);
    } catch (IllegalArgumentException e) {
      throw new SettingsException(
          "The setting ice-server can't be used, number %d of it: %s."
              .formatted(place, e.getMessage()),
          "ice-server");
    }
  }

  private static Logging.Format logFormat(String text) {
    return switch (text) {
      case "text" -> Logging.Format.TEXT;
      case "json" -> Logging.Format.JSON;
      default ->
          throw new SettingsException(
              "The setting log-format is text or json, not " + text + ".", "log-format");
    };
  }

  private static Level logLevel(String text) {
    return switch (text) {
      case "error" -> Level.ERROR;
      case "warn" -> Level.WARN;
      case "info" -> Level.INFO;
      case "debug" -> Level.DEBUG;
      default ->
          throw new SettingsException(
              "The setting log-level is error, warn, info or debug, not " + text + ".",
              "log-level");
    };
  }

  private static InetAddress address(String name, String host) {
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new SettingsException(
          "The setting %s names the address %s, which can't be resolved.".formatted(name, host),
          name);
    }
  }

  private static Duration seconds(String name, double value) {
    if (!(value >= 0.001 && value <= 86_400)) {
      throw new SettingsException(
          "The setting %s is in seconds, from 0.001 to 86400, not %s.".formatted(name, value),
          name);
    }
    return Duration.ofMillis(Math.round(value * 1_000));
  }

  private static int positive(String name, int value) {
    return inRange(name, value, 1, Integer.MAX_VALUE);
  }

  private static int inRange(String name, int value, int least, int most) {
    return (int) inRange(name, (long) value, least, most);
  }

  private static long inRange(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw new SettingsException(
          "The setting %s must be from %d to %d, not %d.".formatted(name, least, most, value),
          name);
    }
    return value;
  }
}

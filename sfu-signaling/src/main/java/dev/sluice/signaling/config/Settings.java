package dev.sluice.signaling.config;

import dev.sluice.core.capture.CaptureStage;
import dev.sluice.core.room.RoomLimits;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Everything that can be set, checked and complete.
 *
 * @param lastN how many of those who spoke last are shown in a room where nobody says otherwise; 0
 *     for all
 */
public record Settings(
    Http http,
    Access access,
    Media media,
    Ice ice,
    Capture capture,
    int lastN,
    Limits limits,
    Duration drainTimeout,
    Optional<Webhook> webhook,
    Logging logging) {

  /**
   * Pages, WebSocket, WHIP, WHEP and API.
   *
   * @param port 0 for any free one
   * @param certificate for HTTPS, and its key, in PEM; empty for plain HTTP
   * @param trustedProxies addresses whose X-Forwarded-For is believed
   */
  public record Http(
      String host, int port, Optional<Certificate> certificate, Set<String> trustedProxies) {
    public Http {
      trustedProxies = Set.copyOf(trustedProxies);
    }
  }

  /**
   * Who gets in.
   *
   * @param keys that tokens may be signed with
   * @param jwks a file or URL with a set of more keys
   * @param open whether, without keys, everybody who reaches the server may publish and play; else
   *     only this machine can reach it, and may do everything
   */
  public record Access(List<SharedKey> keys, Optional<String> jwks, boolean open) {
    public Access {
      keys = List.copyOf(keys);
    }
  }

  /**
   * The media port.
   *
   * @param host the address to listen on
   * @param port UDP and TCP; 0 for any free one
   * @param advertise addresses to announce instead of those found on the machine; empty for those
   * @param loops threads that forward media; 0 for one per core
   * @param stunServers hosts and ports, not looked up; asked for the server's public address
   * @param certificate the DTLS certificate and its key in PEM; empty for one made at the start
   */
  public record Media(
      String host,
      int port,
      List<String> advertise,
      int loops,
      List<InetSocketAddress> stunServers,
      Optional<Certificate> certificate) {
    public Media {
      advertise = List.copyOf(advertise);
      stunServers = List.copyOf(stunServers);
    }
  }

  /** Two PEM files. */
  public record Certificate(Path certificate, Path key) {}

  /**
   * What clients are told of.
   *
   * @param turnSecret shared with the TURN servers that have no credentials here
   * @param turnLifetime how long credentials made with it are good
   */
  public record Ice(List<IceServer> servers, Optional<Secret> turnSecret, Duration turnLifetime) {
    public Ice {
      servers = List.copyOf(servers);
    }
  }

  /**
   * Who is told of what happens in rooms.
   *
   * @param secret that it is signed with
   */
  public record Webhook(URI url, Optional<Secret> secret) {}

  /**
   * Captures of rooms' packets.
   *
   * @param folder where they go; empty for no captures
   * @param onRequest whether only rooms are captured for which the API is asked to, and not all
   * @param stages what is captured where nobody says otherwise
   * @param fileBytes the most in one file
   * @param totalBytes the most in the folder
   */
  public record Capture(
      Optional<Path> folder,
      boolean onRequest,
      Set<CaptureStage> stages,
      long fileBytes,
      long totalBytes) {
    public Capture {
      stages = Collections.unmodifiableSet(EnumSet.copyOf(stages));
    }
  }

  /**
   * What one client may ask for.
   *
   * @param resumeTimeout how long a participant stays whose WebSocket has dropped
   * @param keepAlive how often a WebSocket is pinged; one that hasn't answered by the next is dead
   * @param joinsPerSecond new sessions, averaged; more wait for their turn
   * @param joinsPerSecondPerAddress the same of one client's address
   * @param connectionsPerAddress WebSockets and sessions of WHIP and WHEP
   * @param unconnected peer connections that aren't connected yet
   * @param publishBps what one connection may send, in bit/s; 0 for no limit
   * @param cpuPercent above which nobody new comes in; 0 for never
   * @param memoryPercent of the heap, likewise
   * @param messagesPerSecond of one WebSocket, averaged over {@link #MESSAGE_BURST_SECONDS}
   * @param messageBytes of one WebSocket message
   * @param sdpSize of one offer, in characters
   * @param bodyBytes of one HTTP request
   * @param sendQueueBytes kept for a WebSocket client that reads slowly, before it is closed
   */
  public record Limits(
      RoomLimits rooms,
      Duration resumeTimeout,
      Duration keepAlive,
      int joinsPerSecond,
      int joinsPerSecondPerAddress,
      int connectionsPerAddress,
      int unconnected,
      long publishBps,
      int cpuPercent,
      int memoryPercent,
      int messagesPerSecond,
      int messageBytes,
      int sdpSize,
      int bodyBytes,
      int sendQueueBytes) {

    /** After a quiet time, so many seconds' worth of messages may come at once. */
    public static final int MESSAGE_BURST_SECONDS = 10;
  }

  /**
   * Reads flags and, where those say nothing, environment variables and the configuration file.
   *
   * @throws SettingsException if one of them can't be used
   */
  public static Settings read(List<String> arguments, Map<String, String> environment) {
    return CommandLineSettings.read(new Options(), arguments, environment);
  }

  /** What the server does when told nothing. */
  public static Settings defaults() {
    return read(List.of(), Map.of());
  }
}

package dev.sluice.benchmarks.load;

import dev.sluice.dtls.srtp.SrtpProfile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a load test is to do. {@link #DEFAULT} is one publisher of 2.5 Mbit/s and ten viewers for
 * ten seconds, on a Sluice on this machine; the {@code with} methods make others of it.
 *
 * @param serverPid whose CPU time and memory is measured, where the server is on this machine
 */
public record LoadPlan(
    Target target, Crowd crowd, Media media, Pace pace, OptionalLong serverPid, Clients clients) {

  /** How many, and who views whom. */
  public enum Shape {
    /** In each room, some publish and others view one of them each. */
    FAN_OUT,
    /** In each room, everybody publishes and views everybody else. */
    MESH
  }

  /**
   * Where the server is.
   *
   * @param server the address of its pages, by which this machine's own address towards it is found
   * @param whip URL with {@code {room}} and {@code {participant}} in it
   * @param whep likewise; the participant is the one who is viewed
   * @param token a bearer token
   */
  public record Target(String server, String whip, String whep, Optional<String> token) {

    /** A Sluice. */
    public static Target sluice(String server) {
      String base = server.endsWith("/") ? server : server + "/";
      return new Target(
          server,
          base + "whip/{room}/{participant}",
          base + "whep/{room}/{participant}",
          Optional.empty());
    }
  }

  /**
   * Who is there.
   *
   * @param publishers in each room
   * @param viewers in each room; of no meaning in a {@link Shape#MESH}
   */
  public record Crowd(Shape shape, int rooms, int publishers, int viewers) {
    public Crowd {
      if (rooms < 1 || publishers < 1 || viewers < 0) {
        throw new IllegalArgumentException(
            "there must be at least one room and one publisher in it");
      }
    }

    /** Connections that receive, in all rooms. */
    public int totalViewers() {
      return rooms * (shape == Shape.MESH ? publishers * (publishers - 1) : viewers);
    }

    public Crowd withViewers(int count) {
      return new Crowd(shape, rooms, publishers, count);
    }
  }

  /**
   * What publishers send.
   *
   * @param videoBitrateBps of made video; 0 for none
   * @param videoFile an IVF or WebM file with VP8 to send instead
   * @param audio whether there is audio, made where there is no file
   * @param audioFile an Ogg or WebM file with Opus to send instead
   * @param silent whether all connect, but nothing is sent
   */
  public record Media(
      long videoBitrateBps,
      int framesPerSecond,
      Optional<Path> videoFile,
      boolean audio,
      Optional<Path> audioFile,
      boolean silent) {
    public Media {
      if (videoBitrateBps < 0 || framesPerSecond < 1) {
        throw new IllegalArgumentException(
            "the bitrate must not be negative and there must be at least one frame a second");
      }
    }

    public boolean video() {
      return videoBitrateBps > 0 || videoFile.isPresent();
    }
  }

  /**
   * How fast things go.
   *
   * @param joinsPerSecond how fast clients come
   * @param warmUp from the last join to the beginning of the measurement
   * @param duration of the measurement
   */
  public record Pace(double joinsPerSecond, Duration warmUp, Duration duration) {
    public Pace {
      if (joinsPerSecond <= 0 || duration.isNegative() || duration.isZero()) {
        throw new IllegalArgumentException("the join rate and the duration must be above 0");
      }
    }
  }

  /**
   * How clients behave.
   *
   * @param profiles SRTP protection profiles to offer
   * @param gro whether the kernel may hand several packets over in one read
   * @param transportCcInterval how often viewers send transport-wide feedback; zero for never
   * @param decryptEvery of how many packets one is decrypted and compared with what was sent
   */
  public record Clients(
      List<SrtpProfile> profiles, boolean gro, Duration transportCcInterval, int decryptEvery) {
    public Clients {
      profiles = List.copyOf(profiles);
      if (decryptEvery < 1) {
        throw new IllegalArgumentException("one packet of how many is decrypted must be above 0");
      }
    }
  }

  public static final LoadPlan DEFAULT =
      new LoadPlan(
          Target.sluice("http://127.0.0.1:8080"),
          new Crowd(Shape.FAN_OUT, 1, 1, 10),
          new Media(2_500_000, 30, Optional.empty(), false, Optional.empty(), false),
          new Pace(50, Duration.ofSeconds(2), Duration.ofSeconds(10)),
          OptionalLong.empty(),
          new Clients(List.of(SrtpProfile.values()), true, Duration.ofMillis(100), 64));

  public LoadPlan withTarget(Target other) {
    return new LoadPlan(other, crowd, media, pace, serverPid, clients);
  }

  public LoadPlan withCrowd(Crowd other) {
    return new LoadPlan(target, other, media, pace, serverPid, clients);
  }

  public LoadPlan withMedia(Media other) {
    return new LoadPlan(target, crowd, other, pace, serverPid, clients);
  }

  public LoadPlan withPace(Pace other) {
    return new LoadPlan(target, crowd, media, other, serverPid, clients);
  }

  public LoadPlan withServerPid(OptionalLong other) {
    return new LoadPlan(target, crowd, media, pace, other, clients);
  }

  public LoadPlan withClients(Clients other) {
    return new LoadPlan(target, crowd, media, pace, serverPid, other);
  }
}

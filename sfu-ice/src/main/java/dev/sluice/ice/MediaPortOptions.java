package dev.sluice.ice;

import java.net.InetAddress;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * How to open a {@link MediaPort}.
 *
 * @param hosts the addresses to bind; empty for all addresses of both families
 * @param port for UDP and TCP alike; 0 lets the system choose
 * @param announced the addresses to announce instead of those found, as behind a NAT or in a
 *     container; empty to announce what is found
 * @param loops the number of event loops, at least 1
 * @param transport the I/O library
 * @param clock monotonic nanoseconds, as {@link System#nanoTime}; virtual in tests
 */
public record MediaPortOptions(
    List<InetAddress> hosts,
    int port,
    List<InetAddress> announced,
    int loops,
    Transport transport,
    LongSupplier clock) {

  /** The I/O library. */
  public enum Transport {
    /** Epoll where it loads, else NIO. */
    AUTO,
    EPOLL,
    NIO
  }

  /** Checks the ranges. */
  public MediaPortOptions {
    hosts = List.copyOf(hosts);
    announced = List.copyOf(announced);
    Objects.requireNonNull(transport, "transport");
    Objects.requireNonNull(clock, "clock");
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("the media port must be 0 to 65535, not " + port);
    }
    if (loops < 1) {
      throw new IllegalArgumentException("there must be at least one loop, not " + loops);
    }
  }

  /** All addresses of this machine, as many loops as processors. */
  public static MediaPortOptions onPort(int port) {
    return new MediaPortOptions(
        List.of(),
        port,
        List.of(),
        Runtime.getRuntime().availableProcessors(),
        Transport.AUTO,
        System::nanoTime);
  }

  /** Binds these addresses alone. */
  public MediaPortOptions withHosts(List<InetAddress> hosts) {
    return new MediaPortOptions(hosts, port, announced, loops, transport, clock);
  }

  /** Announces these addresses instead of those found. */
  public MediaPortOptions withAnnounced(List<InetAddress> announced) {
    return new MediaPortOptions(hosts, port, announced, loops, transport, clock);
  }

  /** Sets the number of event loops. */
  public MediaPortOptions withLoops(int loops) {
    return new MediaPortOptions(hosts, port, announced, loops, transport, clock);
  }

  /** Sets the I/O library. */
  public MediaPortOptions withTransport(Transport transport) {
    return new MediaPortOptions(hosts, port, announced, loops, transport, clock);
  }

  /** Sets the clock. */
  public MediaPortOptions withClock(LongSupplier clock) {
    return new MediaPortOptions(hosts, port, announced, loops, transport, clock);
  }
}

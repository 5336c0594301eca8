package dev.sluice.signaling.peer;

import dev.sluice.ice.LoopStatistics;
import dev.sluice.ice.MediaPortException;
import dev.sluice.ice.MediaPortStatistics;
import dev.sluice.signaling.config.Settings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/** The running media half of the server: the media port and everything behind it. */
public interface MediaStack extends PeerConnectionFactory, AutoCloseable {

  /** Starts the media half. */
  @FunctionalInterface
  interface Opener {

    /**
     * Opens the media port; any thread.
     *
     * @param control runs on the control thread, where peer connections call their listeners
     * @throws MediaPortException if the port is taken or the address isn't there
     * @throws IOException if a file can't be used, such as the certificate's; the messages of both
     *     are one sentence for the operator
     */
    MediaStack open(Settings.Media settings, Executor control)
        throws IOException, MediaPortException;
  }

  /** The port that it listens on, UDP and TCP. */
  int port();

  /** What has passed through the port since it was opened. Any thread. */
  MediaPortStatistics statistics();

  /** How the media loops are doing. Any thread. */
  List<LoopStatistics> loopStatistics();

  /** Where clients reach the port over UDP; IPv4 and IPv6 where it has both. Any thread. */
  List<InetSocketAddress> addresses();

  /**
   * Asks a STUN server at which address and port it sees the media port. Any thread but a loop or
   * the control thread: blocks for some seconds where no answer comes.
   *
   * @return empty where none came
   * @throws IOException if the server's name can't be resolved, or the port can't send to it
   */
  Optional<InetSocketAddress> mappedAddress(InetSocketAddress stunServer) throws IOException;

  /** From the loops' clock to nanoseconds since 1970. */
  long wallClockOffsetNanos();

  /** Frees the port and ends the threads; returns when that is done. Any thread. */
  @Override
  void close();
}

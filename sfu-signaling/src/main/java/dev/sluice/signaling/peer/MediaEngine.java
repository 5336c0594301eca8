package dev.sluice.signaling.peer;

import dev.sluice.dtls.CertificateFileException;
import dev.sluice.dtls.DtlsCertificate;
import dev.sluice.ice.IceCandidate;
import dev.sluice.ice.LoopStatistics;
import dev.sluice.ice.MediaPort;
import dev.sluice.ice.MediaPortException;
import dev.sluice.ice.MediaPortOptions;
import dev.sluice.ice.MediaPortStatistics;
import dev.sluice.signaling.config.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;

/** The media half of the process: the media port, its loops, and the certificate shown to peers. */
public final class MediaEngine implements MediaStack {

  private final MediaPort port;

  /** Fixed at the start, so that reported time goes on evenly whatever is done to the clock. */
  private final long wallClockOffsetNanos;

  private final DtlsCertificate certificate;
  private final LoopBuffers.Registry buffers;
  private final Executor control;
  private final AtomicLong connections = new AtomicLong();

  private MediaEngine(MediaPort port, DtlsCertificate certificate, Executor control) {
    this.port = port;
    this.wallClockOffsetNanos =
        ChronoUnit.NANOS.between(Instant.EPOCH, Instant.now()) - port.loops().getFirst().nowNanos();
    this.certificate = certificate;
    this.buffers = new LoopBuffers.Registry(port.loops());
    this.control = control;
  }

  /**
   * Opens the media port. See {@link MediaStack.Opener#open}.
   *
   * @throws IOException if the port is taken, an address isn't there or the certificate can't be
   *     used
   */
  public static MediaEngine open(Settings.Media settings, Executor control) throws IOException {
    DtlsCertificate certificate = certificate(settings);
    MediaPortOptions options =
        MediaPortOptions.onPort(settings.port())
            .withHosts(List.of(address("media-host", settings.host())))
            .withAnnounced(announced(settings));
    if (settings.loops() > 0) {
      options = options.withLoops(settings.loops());
    }
    try {
      return new MediaEngine(MediaPort.open(options), certificate, control);
    } catch (MediaPortException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static DtlsCertificate certificate(Settings.Media settings) throws IOException {
    if (settings.certificate().isEmpty()) {
      return DtlsCertificate.generate();
    }
    Settings.Certificate files = settings.certificate().get();
    try {
      return DtlsCertificate.load(files.certificate(), files.key());
    } catch (CertificateFileException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static List<InetAddress> announced(Settings.Media settings) throws IOException {
    List<InetAddress> addresses = new ArrayList<>();
    for (String name : settings.advertise()) {
      addresses.add(address("media-advertise", name));
    }
    return addresses;
  }

  private static InetAddress address(String setting, String name) throws IOException {
    try {
      return InetAddress.getByName(name);
    } catch (UnknownHostException e) {
      throw new IOException(
          setting + " must be an address or a name that resolves to one, not '" + name + "'.", e);
    }
  }

  @Override
  public PeerConnection create(ConnectionOwner owner, PeerConnection.Listener listener) {
    return new AnsweringPeerConnection(
        "c-" + connections.incrementAndGet(),
        port,
        wallClockOffsetNanos,
        buffers,
        certificate,
        control,
        listener);
  }

  @Override
  public int port() {
    return port.port();
  }

  @Override
  public MediaPortStatistics statistics() {
    return port.statistics();
  }

  @Override
  public List<LoopStatistics> loopStatistics() {
    return port.loopStatistics();
  }

  @Override
  public List<InetSocketAddress> addresses() {
    return port.localCandidates().stream()
        .filter(candidate -> candidate.transport() == IceCandidate.Transport.UDP)
        .map(candidate -> new InetSocketAddress(candidate.address(), candidate.port()))
        .toList();
  }

  @Override
  public Optional<InetSocketAddress> mappedAddress(InetSocketAddress stunServer)
      throws IOException {
    return port.mappedAddress(stunServer);
  }

  @Override
  public long wallClockOffsetNanos() {
    return wallClockOffsetNanos;
  }

  @Override
  public void close() {
    port.close();
  }
}

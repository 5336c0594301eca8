package dev.sluice.signaling.e2e;

import dev.sluice.core.capture.CaptureStage;
import dev.sluice.core.capture.CaptureTap;
import dev.sluice.ice.LoopStatistics;
import dev.sluice.ice.MediaPortException;
import dev.sluice.ice.MediaPortStatistics;
import dev.sluice.signaling.config.Settings;
import dev.sluice.signaling.peer.ConnectionOwner;
import dev.sluice.signaling.peer.MediaEngine;
import dev.sluice.signaling.peer.MediaStack;
import dev.sluice.signaling.peer.PeerConnection;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/** Real media, in which the server makes the mistakes that a test wants of it. */
final class FaultyMediaStack implements MediaStack {

  /** What goes wrong with a peer connection. */
  enum Fault {
    NONE,
    /** The message that asks for it can't be handled. */
    MAKING,
    /** No packet that comes over it can be handled. */
    RECEIVING,
    /** No packet that leaves over it can be handled. */
    SENDING
  }

  private final MediaStack real;
  private volatile Fault fault = Fault.NONE;

  FaultyMediaStack(Settings.Media settings, Executor control)
      throws IOException, MediaPortException {
    this.real = MediaEngine.open(settings, control);
  }

  /** Of the connections that are made from now on. */
  void setFault(Fault next) {
    fault = next;
  }

  @Override
  public PeerConnection create(ConnectionOwner owner, PeerConnection.Listener listener) {
    if (fault == Fault.MAKING) {
      throw mistake();
    }
    PeerConnection connection = real.create(owner, listener);
    switch (fault) {
      case NONE, MAKING -> {}
      case RECEIVING -> connection.tap(new ThrowingTap(CaptureStage.DECRYPTED));
      case SENDING -> connection.tap(new ThrowingTap(CaptureStage.SENT));
    }
    return connection;
  }

  private static IllegalStateException mistake() {
    return new IllegalStateException("a mistake, as this test wants it");
  }

  private record ThrowingTap(CaptureStage faultyStage) implements CaptureTap {

    @Override
    public void onAttached(long nowNanos) {}

    @Override
    public void onPacket(
        CaptureStage stage,
        InetSocketAddress remote,
        byte[] packet,
        int offset,
        int length,
        long nowNanos) {
      if (stage == faultyStage) {
        throw mistake();
      }
    }
  }

  @Override
  public int port() {
    return real.port();
  }

  @Override
  public MediaPortStatistics statistics() {
    return real.statistics();
  }

  @Override
  public List<LoopStatistics> loopStatistics() {
    return real.loopStatistics();
  }

  @Override
  public List<InetSocketAddress> addresses() {
    return real.addresses();
  }

  @Override
  public Optional<InetSocketAddress> mappedAddress(InetSocketAddress stunServer)
      throws IOException {
    return real.mappedAddress(stunServer);
  }

  @Override
  public long wallClockOffsetNanos() {
    return real.wallClockOffsetNanos();
  }

  @Override
  public void close() {
    real.close();
  }
}

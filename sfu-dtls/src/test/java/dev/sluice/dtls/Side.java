package dev.sluice.dtls;

import dev.sluice.dtls.srtp.SrtpSession;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** One of our transports under test, with what its listener heard. */
final class Side {

  /** So long a test waits before it gives up; nothing is measured by it. */
  private static final long PATIENCE_SECONDS = 60;

  final CompletableFuture<SrtpSession> keys = new CompletableFuture<>();
  final CompletableFuture<DtlsFailure> failed = new CompletableFuture<>();
  final CompletableFuture<Void> closed = new CompletableFuture<>();
  final DtlsTransport transport;
  private final Executor loop;

  /**
   * @param wire gets this side's datagrams, on the loop
   */
  Side(
      DtlsCertificate certificate,
      DtlsRole role,
      DtlsFingerprint expected,
      DtlsTimers timers,
      Executor loop,
      Consumer<byte[]> wire) {
    this.loop = loop;
    this.transport =
        new DtlsTransport(
            certificate,
            role,
            List.of(expected),
            loop,
            (datagram, offset, length) -> wire.accept(datagram),
            new DtlsTransport.Listener() {
              @Override
              public void onKeys(SrtpSession session) {
                keys.complete(session);
              }

              @Override
              public void onFailed(DtlsFailure failure) {
                failed.complete(failure);
              }

              @Override
              public void onClosed() {
                closed.complete(null);
              }
            },
            timers);
  }

  /** A datagram from the network; any thread. */
  void receive(byte[] datagram) {
    loop.execute(() -> transport.receive(datagram, 0, datagram.length));
  }

  static <T> T await(CompletableFuture<T> event) throws Exception {
    return event.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }
}

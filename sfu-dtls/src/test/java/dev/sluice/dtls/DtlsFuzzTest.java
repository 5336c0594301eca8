package dev.sluice.dtls;

import static dev.sluice.dtls.Side.await;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Whatever a peer sends, its connection ends when told to, and its thread with it. */
class DtlsFuzzTest {

  private static final DtlsCertificate CERTIFICATE = DtlsCertificate.generate();

  @FuzzTest
  void anyDatagramsAreTakenByAServer(byte[] data) throws Exception {
    feed(DtlsRole.SERVER, data);
  }

  @FuzzTest
  void anyDatagramsAreTakenByAClient(byte[] data) throws Exception {
    feed(DtlsRole.CLIENT, data);
  }

  /** Cuts the input into datagrams: two octets of length before each. */
  private static void feed(DtlsRole role, byte[] data) throws Exception {
    try (ExecutorService loop = Executors.newSingleThreadExecutor()) {
      Side side =
          new Side(
              CERTIFICATE,
              role,
              CERTIFICATE.fingerprint(),
              DtlsTimers.DEFAULT,
              loop,
              datagram -> {});
      side.transport.start();
      int at = 0;
      while (at + 2 <= data.length) {
        int length = ((data[at] & 0xff) << 8) | (data[at + 1] & 0xff);
        int end = Math.min(data.length, at + 2 + length);
        side.receive(Arrays.copyOfRange(data, at + 2, end));
        at = end;
        // Until it is looked at; closing at once would throw it away.
        do {
          loop.submit(() -> {}).get();
        } while (side.transport.queuedDatagrams() > 0 && !side.failed.isDone());
      }
      loop.submit(side.transport::close).get();
      await(CompletableFuture.anyOf(side.closed, side.failed));
    }
  }
}

package dev.sluice.dtls;

import static dev.sluice.dtls.DtlsTransportTest.assertSameKeys;
import static dev.sluice.dtls.Side.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** Sixty handshakes at once, each on a path of its own that loses a fifth of all datagrams. */
class LossyHandshakeTest {

  private static final int HANDSHAKES = 60;
  private static final double LOSS = 0.2;

  /** BouncyCastle's clock is the system's; waits as short as this stand in for a virtual one. */
  private static final DtlsTimers QUICK =
      new DtlsTimers(Duration.ofSeconds(50), Duration.ofMillis(20));

  @Test
  void everyHandshakeComesThrough() throws Exception {
    DtlsCertificate certificate = DtlsCertificate.generate();
    List<Side[]> pairs = new ArrayList<>();
    try (ExecutorService loop = Executors.newSingleThreadExecutor()) {
      for (int i = 0; i < HANDSHAKES; i++) {
        Random random = new Random(i);
        Side[] pair = new Side[2];
        for (DtlsRole role : DtlsRole.values()) {
          int self = role == DtlsRole.CLIENT ? 0 : 1;
          pair[self] =
              new Side(
                  certificate,
                  role,
                  certificate.fingerprint(),
                  QUICK,
                  loop,
                  datagram -> {
                    if (random.nextDouble() >= LOSS) {
                      pair[1 - self].receive(datagram);
                    }
                  });
        }
        pairs.add(pair);
      }
      for (Side[] pair : pairs) {
        pair[1].transport.start();
        pair[0].transport.start();
      }
      for (Side[] pair : pairs) {
        assertSameKeys(await(pair[0].keys), await(pair[1].keys));
      }
      for (Side[] pair : pairs) {
        pair[0].transport.close();
        pair[1].transport.close();
        await(pair[0].closed);
        await(pair[1].closed);
      }
    }
  }
}

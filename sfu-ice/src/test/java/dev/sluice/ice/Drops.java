package dev.sluice.ice;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;

/** Waits for a port's loops instead of for time. */
final class Drops {

  private static final int ROUNDS = 20_000;

  private Drops() {}

  static long count(MediaPort port, PacketDrop reason) {
    return port.statistics().drops().get(reason);
  }

  /** Waits until as many packets were dropped for this reason, and no more. */
  static void await(MediaPort port, PacketDrop reason, long number) throws InterruptedException {
    for (int i = 0; i < ROUNDS && count(port, reason) < number; i++) {
      roundOfAllLoops(port);
    }
    assertThat(count(port, reason)).as("drops by %s", reason).isEqualTo(number);
  }

  /** Returns when every loop has run all tasks it had. */
  static void roundOfAllLoops(MediaPort port) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(port.loops().size());
    port.loops().forEach(loop -> loop.execute(done::countDown));
    done.await();
  }
}

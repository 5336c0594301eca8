package dev.sluice.ice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.transport.MediaLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What goes wrong with one connection on a loop is nobody else's trouble. */
class LoopFaultTest {

  private static final IceCredentials PEER = new IceCredentials("peer", "peerpeerpeerpeerpeerpeer");
  private static final InetAddress HOST = InetAddress.ofLiteral("127.0.0.1");
  private static final byte POISON = 0x66;

  private MediaPort port;

  @BeforeEach
  void open() throws Exception {
    // One loop, so that all share it.
    port = MediaPort.open(MediaPortOptions.onPort(0).withHosts(List.of(HOST)).withLoops(1));
  }

  @AfterEach
  void close() {
    port.close();
  }

  private static byte[] srtp(int sequence, byte payload) {
    return new byte[] {(byte) 0x80, 96, 0, (byte) sequence, 0, 0, 0, 1, 0, 0, 0, 1, payload};
  }

  private TestPeer connect(RecordingListener listener) throws Exception {
    IceTransport ice = port.newTransport(listener);
    ice.start(PEER);
    TestPeer peer =
        new TestPeer(
            TestPeer.udp(new InetSocketAddress(HOST, port.port())), PEER, ice.localCredentials());
    peer.check(true);
    assertThat(listener.awaitEvent()).isEqualTo("loop");
    assertThat(listener.awaitEvent()).isEqualTo("connected");
    return peer;
  }

  @Test
  void aListenerThatThrowsEndsNeitherItsOwnConnectionNorAnothers() throws Exception {
    RecordingListener throwing =
        new RecordingListener() {
          @Override
          public void onSrtpPacket(byte[] packet, int offset, int length, long nowNanos) {
            if (packet[offset + length - 1] == POISON) {
              throw new IllegalStateException("a mistake, as this test wants it");
            }
            super.onSrtpPacket(packet, offset, length, nowNanos);
          }
        };
    RecordingListener other = new RecordingListener();
    try (TestPeer first = connect(throwing);
        TestPeer second = connect(other)) {
      first.send(srtp(1, POISON));
      first.send(srtp(2, (byte) 1));
      second.send(srtp(3, (byte) 2));

      assertThat(throwing.awaitPacket()).isEqualTo(srtp(2, (byte) 1));
      assertThat(other.awaitPacket()).isEqualTo(srtp(3, (byte) 2));
      assertThat(Drops.count(port, PacketDrop.HANDLER_FAILED)).isEqualTo(1);
    }
  }

  @Test
  void aTickThatRunsOutOfStackEndsNobodysTicks() throws Exception {
    RecordingListener throwing =
        new RecordingListener() {
          @Override
          public long onTick(long nowNanos) {
            throw new StackOverflowError("as this test wants it");
          }
        };
    Semaphore ticks = new Semaphore(0);
    RecordingListener other =
        new RecordingListener() {
          @Override
          public long onTick(long nowNanos) {
            ticks.release();
            return nowNanos;
          }
        };
    try (TestPeer _ = connect(other);
        TestPeer _ = connect(throwing)) {
      ticks.drainPermits();

      assertThat(ticks.tryAcquire(10, 10, TimeUnit.SECONDS)).isTrue();
      assertThat(Drops.count(port, PacketDrop.HANDLER_FAILED)).isPositive();
    }
  }

  /** As where every packet costs many sends, and more come than can be sent. */
  @Test
  @Timeout(60)
  void aLoopForWhichPacketsAlwaysWaitIsBehindUntilItHasCaughtUp() throws Exception {
    RecordingListener slow =
        new RecordingListener() {
          @Override
          public void onSrtpPacket(byte[] packet, int offset, int length, long nowNanos) {
            LockSupport.parkNanos(500_000);
          }
        };
    try (TestPeer peer = connect(slow)) {
      assertThat(isBehind(slow.loop)).isFalse();
      // Those sent while the loop answers are more than it handles meanwhile.
      while (!isBehind(slow.loop)) {
        for (int i = 0; i < 200; i++) {
          peer.send(srtp(i, (byte) 1));
        }
      }

      while (isBehind(slow.loop)) {
        Thread.onSpinWait();
      }
    }
  }

  private static boolean isBehind(MediaLoop loop) {
    return CompletableFuture.supplyAsync(loop::isBehind, loop).join();
  }

  @Test
  void whatComesWhileALoopIsHeldUpForASecondIsAllThereAfterwards() throws Exception {
    RecordingListener listener = new RecordingListener();
    try (TestPeer peer = connect(listener)) {
      CountDownLatch held = new CountDownLatch(1);
      CountDownLatch allSent = new CountDownLatch(1);
      listener.loop.execute(
          () -> {
            held.countDown();
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
            while (allSent.getCount() > 0 || System.nanoTime() - end < 0) {
              LockSupport.parkNanos(1_000_000);
            }
          });
      held.await();
      // A second of 2.5 Mbit/s, in packets of 1200 bytes.
      for (int i = 0; i < 250; i++) {
        byte[] packet = new byte[1200];
        System.arraycopy(srtp(i, (byte) i), 0, packet, 0, 13);
        peer.send(packet);
      }
      allSent.countDown();

      for (int i = 0; i < 250; i++) {
        assertThat(listener.awaitPacket()[3]).isEqualTo((byte) i);
      }
      assertThat(listener.events).isEmpty();
    }
  }
}

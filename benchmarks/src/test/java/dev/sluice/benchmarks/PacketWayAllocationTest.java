package dev.sluice.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.sluice.dtls.srtp.SrtpProfile;
import dev.sluice.ice.IceTransport;
import dev.sluice.ice.SocketlessPort;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What the whole way of a packet allocates, in a JVM without escape analysis (see the parent pom).
 * Netty's messages are allocated, one for each run of packets that leaves together; the packets
 * themselves cost nothing, and nothing else does.
 */
final class PacketWayAllocationTest {

  private static final int ROUNDS = 10;
  private static final int WAKE_UPS = 500;
  private static final int PACKETS_PER_FRAME = 9;

  private static final long RECEIVED_PACKETS = (long) PACKETS_PER_FRAME * WAKE_UPS;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** Netty's search for leaked buffers allocates for one in a hundred, at random. */
  @BeforeAll
  static void searchForNoLeaks() {
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
  }

  @Test
  void aRunOfManyPacketsAllocatesNoMoreThanOneOfTwo() throws Exception {
    long[] bytes =
        onAnEventLoopsThread(
            () -> new long[] {steadyBytes(sending(true, 20)), steadyBytes(sending(true, 2))});

    assertThat(bytes[0]).isEqualTo(bytes[1]);
  }

  @Test
  void forwardingAllocatesNettysMessagesAlone() throws Exception {
    // The smallest object has sixteen bytes. Netty's pool trims its caches now and then, and so
    // allocates, now and then, a little more.
    assertThat(onAnEventLoopsThread(PacketWayAllocationTest::unexplainedBytes))
        .as("bytes, of %d packets received and ten times as many sent", RECEIVED_PACKETS)
        .isLessThan(RECEIVED_PACKETS);
  }

  /** Netty pools more for the threads of its event loops than for others. */
  private static <T> T onAnEventLoopsThread(Callable<T> measuring) throws Exception {
    FutureTask<T> task = new FutureTask<>(measuring);
    new FastThreadLocalThread(task).start();
    return task.get();
  }

  /** What forwarding has allocated beyond so much for each message. */
  private static long unexplainedBytes() {
    long single = steadyBytes(sending(false, 1)) / WAKE_UPS;
    long segmented = steadyBytes(sending(true, 2)) / WAKE_UPS;
    PacketWay way = new PacketWay(SrtpProfile.AEAD_AES_128_GCM, 10, true);
    SocketlessPort port = way.port();

    long unexplained = Long.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      long packetsBefore = port.packets();
      long messagesBefore = port.messages();
      long segmentedBefore = port.segmentedMessages();
      long bytes = bytes(() -> way.wakeUp(PACKETS_PER_FRAME));
      long segmentedMessages = port.segmentedMessages() - segmentedBefore;
      long singleMessages = port.messages() - messagesBefore - segmentedMessages;
      assertThat(port.packets() - packetsBefore).isEqualTo(10 * RECEIVED_PACKETS);
      assertThat(segmentedMessages).isPositive();
      unexplained =
          Math.min(unexplained, bytes - singleMessages * single - segmentedMessages * segmented);
    }

    return unexplained;
  }

  /** A wake-up that sends so many packets of one size to one peer. */
  private static Runnable sending(boolean segments, int packets) {
    SocketlessPort port = new SocketlessPort(segments, () -> 0);
    IceTransport transport =
        port.connect(
            new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 20_000),
            new CountingListener());
    byte[] packet = new byte[EndlessVideo.PACKET_LENGTH];
    return () -> {
      for (int i = 0; i < packets; i++) {
        transport.send(packet, 0, packet.length);
      }
      port.endWakeUp();
    };
  }

  /** The least of some rounds: what happens once, as when buffers are pooled, doesn't count. */
  private static long steadyBytes(Runnable wakeUp) {
    long least = Long.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      least = Math.min(least, bytes(wakeUp));
    }
    return least;
  }

  private static long bytes(Runnable wakeUp) {
    long first = THREADS.getCurrentThreadAllocatedBytes();
    long reading = THREADS.getCurrentThreadAllocatedBytes() - first;
    long before = THREADS.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < WAKE_UPS; i++) {
      wakeUp.run();
    }
    return THREADS.getCurrentThreadAllocatedBytes() - before - reading;
  }
}

package dev.sluice.core.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.sluice.core.forward.Publication;
import dev.sluice.core.rtp.NetworkBytes;
import dev.sluice.core.transport.MediaLoop;
import dev.sluice.core.transport.RtpTransport;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Forwarding allocates nothing once it has warmed up. */
class AllocationTest {

  private static final int VIEWERS = 20;

  /** Counts, so that nothing is optimized away; allocates nothing. */
  private static final class Sink implements RtpTransport {
    long packets;

    @Override
    public void sendRtp(byte[] packet, int offset, int length) {
      packets++;
    }

    @Override
    public void sendRtcp(byte[] packet, int offset, int length) {}
  }

  /** A loop whose wake-ups are one slot: only {@link #drain} runs them. */
  private static final class OneTaskLoop implements MediaLoop {
    private final List<Runnable> control = new ArrayList<>();
    private Runnable wakeUp;
    private boolean steady;
    long now = 1_000_000_000L;

    @Override
    public void execute(Runnable task) {
      if (steady) {
        wakeUp = task;
      } else {
        control.add(task);
      }
    }

    void drain() {
      while (!control.isEmpty()) {
        control.removeFirst().run();
      }
      Runnable task = wakeUp;
      wakeUp = null;
      if (task != null) {
        task.run();
      }
    }

    @Override
    public boolean inLoop() {
      return true;
    }

    @Override
    public long nowNanos() {
      return now;
    }
  }

  @Test
  void forwardingOnOneLoopAllocatesNothing() {
    assertAllocationFree(false);
  }

  @Test
  void forwardingToAnotherLoopAllocatesNothing() {
    assertAllocationFree(true);
  }

  private static void assertAllocationFree(boolean otherLoop) {
    OneTaskLoop publishing = new OneTaskLoop();
    OneTaskLoop viewing = otherLoop ? new OneTaskLoop() : publishing;
    RtpSession publisher = new RtpSession(new Sink());
    publisher.assignLoop(publishing);
    Publication camera = publisher.publish(TestMedia.publishedVideo());
    Sink sink = new Sink();
    for (int i = 0; i < VIEWERS; i++) {
      RtpSession viewer = new RtpSession(sink);
      viewer.assignLoop(viewing);
      viewer.subscribe(TestMedia.receivedVideo()).play(camera);
    }
    for (int i = 0; i < 4; i++) {
      publishing.drain();
      viewing.drain();
    }
    publishing.steady = true;
    viewing.steady = true;

    byte[] payload = new byte[1100];
    byte[] key = TestMedia.vp8Payload(true, true, 1);
    System.arraycopy(key, 0, payload, 0, key.length);
    byte[] element = TestMedia.element(3, new byte[] {0, 0});
    byte[] packet = TestMedia.packet(96, true, 0, 0, 1000, element, payload);
    run(packet, 0, 20_000, publisher, publishing, viewing);
    long sentBefore = sink.packets;

    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long first = threads.getCurrentThreadAllocatedBytes();
    long measuring = threads.getCurrentThreadAllocatedBytes() - first;
    long before = threads.getCurrentThreadAllocatedBytes();
    run(packet, 20_000, 20_000, publisher, publishing, viewing);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before - measuring;

    assertThat(sink.packets - sentBefore).isEqualTo(20_000L * VIEWERS);
    assertThat(allocated).isZero();
  }

  private static void run(
      byte[] packet,
      int from,
      int count,
      RtpSession publisher,
      OneTaskLoop publishing,
      OneTaskLoop viewing) {
    for (int i = from; i < from + count; i++) {
      NetworkBytes.put16(packet, 2, i);
      NetworkBytes.put32(packet, 4, i * 300);
      NetworkBytes.put16(packet, 17, i);
      publishing.now += 1_000_000;
      viewing.now = publishing.now;
      publisher.onRtp(packet, 0, packet.length, publishing.now);
      viewing.drain();
      if (i % 10 == 0) {
        publisher.onTick(publishing.now);
      }
    }
  }
}

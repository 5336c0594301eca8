package dev.sluice.core.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.forward.DropReason;
import dev.sluice.core.forward.Publication;
import dev.sluice.core.forward.Subscription;
import dev.sluice.core.rtp.NetworkBytes;
import dev.sluice.core.rtp.RtpPacket;
import dev.sluice.core.rtp.RtpParameters;
import dev.sluice.core.rtp.RtpTimestamp;
import dev.sluice.core.rtp.SequenceNumber;
import dev.sluice.core.transport.MediaLoop;
import dev.sluice.core.transport.RtpTransport;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Rooms over two loops that are threads: publishers send while viewers come, go and switch. */
class TwoLoopsTest {

  /** Less than an audio ring holds, so that nothing may be lost between loops. */
  private static final int BURST = 48;

  private static final int BURSTS = 400;
  private static final int CHANGES = 4000;

  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final ThreadLoop first = new ThreadLoop();
  private final ThreadLoop second = new ThreadLoop();

  @AfterEach
  void stop() {
    first.executor.shutdownNow();
    second.executor.shutdownNow();
  }

  @Test
  void whateverChangesWhilePacketsFlowEveryStreamStaysWholeAndNothingLeaks() throws Exception {
    List<Sender> senders = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      senders.add(new Sender(i, i % 2 == 0 ? first : second, i % 2 == 0 ? second : first));
    }
    List<Viewer> steady = new ArrayList<>();
    for (Sender sender : senders) {
      for (MediaLoop loop : List.of(first, second)) {
        Viewer viewer = new Viewer((ThreadLoop) loop, sender.video);
        viewer.subscription.play(sender.publication);
        steady.add(viewer);
      }
    }
    settle();
    CountDownLatch running = new CountDownLatch(senders.size());
    senders.forEach(sender -> sender.start(running));

    List<Viewer> restless = comeAndGo(senders);

    assertThat(running.await(60, TimeUnit.SECONDS)).isTrue();
    settle();
    assertThat(failures).isEmpty();
    for (Viewer viewer : steady) {
      assertThat(viewer.received()).isEqualTo((long) BURST * BURSTS);
    }
    assertThat(total(restless)).isPositive();
    for (Sender sender : senders) {
      assertThat(sender.publication.statistics().get().drops())
          .doesNotContainKey(DropReason.LOOP_OVERLOADED);
    }
    steady.forEach(viewer -> viewer.session.close());
    restless.forEach(viewer -> viewer.session.close());
    settle();
    for (Sender sender : senders) {
      assertThat(sender.loop.ask(sender.publication::branchCount)).isZero();
    }
    assertThat(failures).isEmpty();
  }

  @Test
  void publicationsThatEndUnderTheirViewersLeaveThemIdleAndWhole() throws Exception {
    Random random = new Random(5);
    List<Viewer> viewers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      viewers.add(new Viewer(i % 2 == 0 ? first : second, true));
    }
    for (int round = 0; round < 150; round++) {
      ThreadLoop loop = round % 2 == 0 ? first : second;
      Sender sender = new Sender(0, loop, loop == first ? second : first);
      for (Viewer viewer : viewers) {
        if (random.nextInt(4) > 0) {
          viewer.subscription.play(sender.publication);
        }
      }
      if (random.nextBoolean()) {
        // Lets them get on; otherwise the end overtakes their coming.
        settle();
      }
      int seed = random.nextInt();
      loop.execute(() -> sender.sendBurst(seed));
      if (random.nextBoolean()) {
        sender.publication.close();
      } else {
        sender.session.close();
      }
    }
    viewers.forEach(viewer -> viewer.session.close());
    settle();

    assertThat(failures).isEmpty();
    assertThat(total(viewers)).isPositive();
  }

  /** Makes seeded changes as fast as the loops take them. */
  private List<Viewer> comeAndGo(List<Sender> senders) throws Exception {
    Random random = new Random(42);
    List<Viewer> everybody = new ArrayList<>();
    List<Viewer> present = new ArrayList<>();
    for (int change = 0; change < CHANGES; change++) {
      Viewer viewer = present.isEmpty() ? null : present.get(random.nextInt(present.size()));
      switch (viewer == null ? 0 : random.nextInt(8)) {
        case 0 -> {
          Viewer newcomer = new Viewer(random.nextBoolean() ? first : second, random.nextBoolean());
          newcomer.playOneOf(senders, random);
          present.add(newcomer);
          everybody.add(newcomer);
        }
        case 1 -> viewer.subscription.play(null);
        case 2 -> viewer.subscription.pause();
        case 3 -> viewer.subscription.resume();
        case 4 -> {
          viewer.session.close();
          present.remove(viewer);
        }
        default -> viewer.playOneOf(senders, random);
      }
      if (change % 16 == 0) {
        // Keeps pace with the loops instead of running ahead of them.
        first.ask(() -> 0);
        second.ask(() -> 0);
      }
    }
    return everybody;
  }

  private static long total(List<Viewer> viewers) throws Exception {
    long total = 0;
    for (Viewer viewer : viewers) {
      total += viewer.received();
    }
    return total;
  }

  /** Everything under way has ended when tasks have gone to and fro often enough. */
  private void settle() throws Exception {
    for (int i = 0; i < 8; i++) {
      first.ask(() -> 0);
      second.ask(() -> 0);
    }
  }

  /** A publisher that sends a burst, lets both loops have their turn, and sends the next. */
  private static final class Sender implements RtpTransport {

    final boolean video;
    final RtpSession session = new RtpSession(this);
    final Publication publication;
    final ThreadLoop loop;
    private final ThreadLoop other;
    private final int ssrc;
    private int sequence;
    private int burst;

    Sender(int number, ThreadLoop loop, ThreadLoop other) {
      this.video = number < 2;
      this.loop = loop;
      this.other = other;
      RtpParameters parameters = video ? TestMedia.publishedVideo() : TestMedia.publishedAudio();
      this.ssrc = video ? 1000 : 2000;
      this.publication = session.publish(parameters);
      loop.execute(
          () -> {
            session.assignLoop(loop);
            session.onConnected();
          });
    }

    void start(CountDownLatch running) {
      loop.execute(() -> step(running));
    }

    private void step(CountDownLatch running) {
      if (burst == BURSTS) {
        running.countDown();
        return;
      }
      sendBurst(burst++);
      // Behind the wake-ups that this burst caused, so the rings are empty then.
      other.execute(() -> loop.execute(() -> step(running)));
    }

    void sendBurst(int seed) {
      Random random = new Random(seed);
      for (int i = 0; i < BURST; i++) {
        sequence++;
        byte[] head =
            video ? TestMedia.vp8Payload(true, sequence % 10 == 1, sequence) : new byte[8];
        byte[] payload = Arrays.copyOf(head, head.length + random.nextInt(1000) + 4);
        Arrays.fill(payload, head.length, payload.length, (byte) sequence);
        NetworkBytes.put32(payload, payload.length - 4, sequence);
        byte[] packet =
            TestMedia.packet(
                video ? 96 : 111,
                true,
                sequence & 0xFFFF,
                sequence * (video ? 3000 : 960),
                ssrc,
                new byte[0],
                payload);
        session.onRtp(packet, 0, packet.length, loop.nowNanos());
      }
    }

    @Override
    public void sendRtp(byte[] packet, int offset, int length) {}

    @Override
    public void sendRtcp(byte[] packet, int offset, int length) {}
  }

  /** Looks at each packet that it gets. */
  private final class Viewer implements RtpTransport {

    final RtpSession session = new RtpSession(this);
    final Subscription subscription;
    private final boolean video;
    private final ThreadLoop loop;
    private final RtpPacket packet = new RtpPacket();
    private int lastSequence;
    private int lastTimestamp;
    private long received;

    Viewer(ThreadLoop loop, boolean video) {
      this.loop = loop;
      this.video = video;
      subscription =
          session.subscribe(video ? TestMedia.receivedVideo() : TestMedia.receivedAudio());
      loop.execute(
          () -> {
            session.assignLoop(loop);
            session.onConnected();
          });
    }

    void playOneOf(List<Sender> senders, Random random) {
      subscription.play(senders.get(random.nextInt(2) + (video ? 0 : 2)).publication);
    }

    @Override
    public void sendRtp(byte[] bytes, int offset, int length) {
      check(loop.inLoop(), "sent on a loop that isn't the viewer's");
      check(packet.wrap(bytes, offset, length), "malformed");
      if (received > 0) {
        check(
            packet.sequenceNumber() == SequenceNumber.next(lastSequence),
            lastSequence + " is followed by " + packet.sequenceNumber());
        check(RtpTimestamp.difference(packet.timestamp(), lastTimestamp) > 0, "time doesn't go on");
      }
      lastSequence = packet.sequenceNumber();
      lastTimestamp = packet.timestamp();
      int number = TestMedia.numberOf(packet);
      int end = packet.payloadOffset() + packet.payloadLength() - 4;
      for (int i = packet.payloadOffset() + (video ? 15 : 8); i < end; i++) {
        check(bytes[i] == (byte) number, "bytes of another packet");
      }
      received++;
    }

    long received() throws Exception {
      return loop.ask(() -> received);
    }

    private void check(boolean right, String otherwise) {
      if (!right) {
        failures.add(new AssertionError(otherwise));
      }
    }

    @Override
    public void sendRtcp(byte[] packet, int offset, int length) {}
  }

  /** A loop that is a thread. */
  private final class ThreadLoop implements MediaLoop {

    /** Virtual: each reading is a microsecond later. */
    private static final AtomicLong CLOCK = new AtomicLong(1_000_000_000_000L);

    private final ExecutorService executor = Executors.newSingleThreadExecutor();
    private volatile Thread thread;

    @Override
    public void execute(Runnable task) {
      executor.execute(
          () -> {
            thread = Thread.currentThread();
            try {
              task.run();
            } catch (Throwable e) {
              failures.add(e);
            }
          });
    }

    <T> T ask(Callable<T> question) throws Exception {
      Future<T> answer = executor.submit(question);
      return answer.get(60, TimeUnit.SECONDS);
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // threads have no other identity
    public boolean inLoop() {
      return Thread.currentThread() == thread;
    }

    @Override
    public long nowNanos() {
      return CLOCK.addAndGet(1000);
    }
  }
}

package dev.sluice.core.session;

import static dev.sluice.core.session.TestMedia.numberOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.forward.Publication;
import dev.sluice.core.forward.Subscription;
import dev.sluice.core.rtcp.RtcpKind;
import dev.sluice.core.rtp.NetworkBytes;
import dev.sluice.core.rtp.RtpPacket;
import dev.sluice.core.rtp.SequenceUnwrapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole streams over bad networks, as far ends that speak NACK and RTX see them. */
class LossyNetworkTest {

  private static final int PACKETS_PER_FRAME = 3;
  private static final int RTX_SSRC = 5001;

  private final World world = new World();
  private Random random;

  /** Something that arrives later. */
  private record Delivery(long atNanos, long order, Runnable action) {}

  private final PriorityQueue<Delivery> inFlight =
      new PriorityQueue<>(
          (a, b) ->
              a.atNanos() != b.atNanos()
                  ? Long.compare(a.atNanos(), b.atNanos())
                  : Long.compare(a.order(), b.order()));

  private long sent;

  /** Delivers after a delay with jitter, or not at all. */
  private void transmit(double loss, int delayMillis, int jitterMillis, Runnable arrival) {
    if (random.nextDouble() >= loss) {
      long delay =
          (delayMillis + (jitterMillis == 0 ? 0 : random.nextInt(jitterMillis))) * 1_000_000L;
      inFlight.add(new Delivery(world.nowNanos() + delay, sent++, arrival));
    }
  }

  private void passMillis(int millis) {
    for (int i = 0; i < millis; i += 10) {
      world.passMillis(10);
      while (!inFlight.isEmpty() && inFlight.peek().atNanos() <= world.nowNanos()) {
        inFlight.poll().action().run();
      }
    }
  }

  /** A browser that sends video and answers NACKs by RTX. */
  private final class Sender {
    final TestPeer peer;
    final double loss;
    final int ssrc;
    final Map<Integer, byte[]> sentPackets = new TreeMap<>();
    final int firstSequence;
    final int firstTimestamp;
    boolean keyFrameWanted = true;
    int sequence;
    int rtxSequence = 60_000;
    int frames;

    Sender(TestPeer peer, int ssrc, double loss) {
      this.peer = peer;
      this.ssrc = ssrc;
      this.loss = loss;
      this.firstSequence = random.nextInt(0x1_0000);
      this.firstTimestamp = random.nextInt();
      this.sequence = firstSequence;
      peer.onRtcp(this::onRtcp);
    }

    void onRtcp(byte[] datagram) {
      transmit(loss, 20, 0, () -> handle(datagram));
    }

    void handle(byte[] datagram) {
      TestPeer.eachIn(datagram, RtcpKind.PICTURE_LOSS, reader -> keyFrameWanted = true);
      TestPeer.eachIn(
          datagram,
          RtcpKind.NACK,
          reader -> {
            for (int lost = reader.nack().nextLost(); lost >= 0; ) {
              byte[] original = sentPackets.get(lost);
              if (original != null) {
                send(TestMedia.rtx(original, 97, rtxSequence++ & 0xFFFF, ssrc + 1));
              }
              lost = reader.nack().nextLost();
            }
          });
    }

    /** The packet's number is its sequence number, so that a viewer's can be checked. */
    void sendFrame() {
      boolean key = keyFrameWanted;
      keyFrameWanted = false;
      for (int i = 0; i < PACKETS_PER_FRAME; i++) {
        byte[] packet =
            TestMedia.packet(
                96,
                i == PACKETS_PER_FRAME - 1,
                sequence & 0xFFFF,
                firstTimestamp + frames * 3000,
                ssrc,
                new byte[0],
                TestMedia.vp8Payload(i == 0, key, ssrc << 16 | (sequence - firstSequence)));
        sentPackets.put(sequence & 0xFFFF, packet);
        sequence++;
        send(packet);
      }
      frames++;
    }

    void send(byte[] packet) {
      transmit(loss, 20, 8, () -> peer.send(packet));
      if (random.nextInt(50) == 0) {
        transmit(loss, 25, 8, () -> peer.send(packet));
      }
    }
  }

  /** A browser that receives video and asks for what it misses. */
  private final class Receiver {
    final TestPeer peer;
    final double loss;
    final SequenceUnwrapper unwrapper = new SequenceUnwrapper();
    final TreeMap<Long, RtpPacket> received = new TreeMap<>();

    /** Of what wasn't sent again. */
    int duplicates;

    Receiver(TestPeer peer, double loss) {
      this.peer = peer;
      this.loss = loss;
      peer.onRtp(bytes -> transmit(loss, 15, 8, () -> onRtp(bytes)));
    }

    void onRtp(byte[] bytes) {
      RtpPacket packet = TestPeer.parse(bytes);
      int number = packet.sequenceNumber();
      if (packet.ssrc() == RTX_SSRC) {
        number = NetworkBytes.getUnsigned16(bytes, packet.payloadOffset());
      }
      RtpPacket former = received.put(unwrapper.unwrap(number), packet);
      if (former != null && former.ssrc() != RTX_SSRC && packet.ssrc() != RTX_SSRC) {
        duplicates++;
      }
    }

    void askForMissing() {
      if (received.isEmpty()) {
        return;
      }
      List<Integer> missing = new ArrayList<>();
      for (long i = received.firstKey(); i < received.lastKey() && missing.size() < 64; i++) {
        if (!received.containsKey(i)) {
          missing.add((int) i & 0xFFFF);
        }
      }
      if (!missing.isEmpty()) {
        int[] lost = missing.stream().mapToInt(Integer::intValue).toArray();
        transmit(
            loss,
            15,
            0,
            () -> peer.sendRtcp(writer -> writer.nack(77, 5000, lost, 0, lost.length)));
      }
    }

    /** Every number received, once, each with a packet of the source and in the source's order. */
    void assertWhole() {
      assertThat(received.lastKey() - received.firstKey() + 1).isEqualTo(received.size());
      int lastNumber = -1;
      int lastTimestamp = 0;
      for (RtpPacket packet : received.values()) {
        int number = numberOf(packet);
        if (lastNumber >= 0) {
          assertThat(packet.timestamp() - lastTimestamp).isNotNegative();
          if (number >> 16 == lastNumber >> 16) {
            assertThat(number).isGreaterThan(lastNumber);
          }
        }
        lastNumber = number;
        lastTimestamp = packet.timestamp();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 0.05, 0.05", "2, 0.1, 0.1", "3, 0.2, 0.05", "4, 0.05, 0.2"})
  void lossOnBothSidesIsRepairedWhole(long seed, double senderLoss, double receiverLoss) {
    random = new Random(seed);
    TestLoop loop = world.newLoop();
    TestPeer publisher = world.newPeer(loop);
    TestPeer viewer = world.newPeer(loop);
    Sender sender = new Sender(publisher, 1000, senderLoss);
    Receiver receiver = new Receiver(viewer, receiverLoss);
    viewer
        .session()
        .subscribe(TestMedia.receivedVideo())
        .play(publisher.session().publish(TestMedia.publishedVideo()));
    world.settle();

    for (int frame = 0; frame < 300; frame++) {
      sender.sendFrame();
      passMillis(30);
      receiver.askForMissing();
    }
    for (int i = 0; i < 60; i++) {
      passMillis(30);
      receiver.askForMissing();
    }

    receiver.assertWhole();
    int first = numberOf(receiver.received.firstEntry().getValue()) & 0xFFFF;
    int last = numberOf(receiver.received.lastEntry().getValue()) & 0xFFFF;
    assertThat(receiver.received).hasSize(last - first + 1);
    assertThat(first).isLessThan(30);
    assertThat(last).isGreaterThan(300 * PACKETS_PER_FRAME - 10);
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14, 15, 16, 17, 18})
  void whateverIsPausedSwitchedAndLostTheViewersStreamIsOne(long seed) {
    random = new Random(seed);
    TestLoop first = world.newLoop();
    TestLoop second = world.newLoop();
    List<Sender> senders = new ArrayList<>();
    List<Publication> publications = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      TestPeer publisher = world.newPeer(i == 1 ? second : first);
      senders.add(new Sender(publisher, 1000 + 10 * i, 0.03));
      publications.add(
          publisher
              .session()
              .publish(
                  TestMedia.parameters(
                      "0",
                      List.of(TestMedia.vp8(96, 97)),
                      Map.of(),
                      1000 + 10 * i,
                      1001 + 10 * i)));
    }
    TestPeer viewer = world.newPeer(first);
    Receiver receiver = new Receiver(viewer, 0);
    Subscription video = viewer.session().subscribe(TestMedia.receivedVideo());
    video.play(publications.getFirst());
    world.settle();

    for (int frame = 0; frame < 400; frame++) {
      senders.forEach(Sender::sendFrame);
      passMillis(30);
      receiver.askForMissing();
      switch (random.nextInt(40)) {
        case 0 -> video.pause();
        case 1, 2 -> video.resume();
        case 3 -> video.play(publications.get(random.nextInt(3)));
        default -> {
          // Goes on.
        }
      }
    }
    video.resume();
    for (int frame = 0; frame < 30; frame++) {
      senders.forEach(Sender::sendFrame);
      passMillis(30);
      receiver.askForMissing();
    }
    passMillis(500);

    // What was lost before the server when the source changed stays lost: no more than that.
    int gaps =
        (int) (receiver.received.lastKey() - receiver.received.firstKey() + 1)
            - receiver.received.size();
    assertThat(gaps).isLessThan(13);
    assertThat(receiver.duplicates).isZero();
    assertThat(receiver.received).hasSizeGreaterThan(300);
    assertOneStream(receiver);
  }

  private static void assertOneStream(Receiver receiver) {
    RtpPacket before = null;
    for (RtpPacket packet : receiver.received.values()) {
      if (before != null) {
        int elapsed = packet.timestamp() - before.timestamp();
        assertThat(elapsed).isNotNegative();
        boolean sameSource = numberOf(packet) >> 16 == numberOf(before) >> 16;
        if (sameSource) {
          // Within a source the pace is the source's own.
          int frames =
              (numberOf(packet) & 0xFFFF) / PACKETS_PER_FRAME
                  - (numberOf(before) & 0xFFFF) / PACKETS_PER_FRAME;
          assertThat(numberOf(packet)).isGreaterThan(numberOf(before));
          if (elapsed < 90_000 / 4) {
            assertThat(elapsed).isEqualTo(frames * 3000);
          }
        } else {
          assertThat(elapsed).isPositive();
        }
      }
      before = packet;
    }
  }
}

package dev.sluice.signaling.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Strangers who send 10,000 datagrams a second take nothing from a room, and get no answer. */
@Isolated
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FloodIT {

  private static final int DATAGRAMS_PER_BURST = 100;
  private static final long BURST_NANOS = 10_000_000;

  /** Ten seconds; a build has no minute for each kind. */
  private static final int BURSTS = 1_000;

  private RunningServer server;
  private LibWebRtcPublisher publisher;
  private LibWebRtcViewer viewer;

  /** What a datagram claims to be, by its first bytes (RFC 7983). */
  enum Kind {
    NO_PROTOCOL {
      @Override
      void write(ByteBuffer datagram, Random random) {
        fill(datagram, random);
        datagram.put(0, (byte) 100);
      }
    },
    /** A check for a connection that there isn't, with everything in it that a check has. */
    STUN {
      @Override
      void write(ByteBuffer datagram, Random random) {
        datagram.putShort((short) 0x0001).putShort((short) 40).putInt(0x2112_A442);
        for (int word = 0; word < 3; word++) {
          datagram.putInt(random.nextInt());
        }
        datagram.putShort((short) 0x0006).putShort((short) 9);
        datagram.put("abcd:efgh".getBytes(StandardCharsets.US_ASCII)).put(new byte[3]);
        datagram.putShort((short) 0x0008).putShort((short) 20);
        for (int word = 0; word < 5; word++) {
          datagram.putInt(random.nextInt());
        }
        datagram.flip();
      }
    },
    DTLS {
      @Override
      void write(ByteBuffer datagram, Random random) {
        fill(datagram, random);
        datagram.put(0, (byte) 22).putShort(1, (short) 0xFEFF).putShort(11, (short) 500);
      }
    },
    RTP {
      @Override
      void write(ByteBuffer datagram, Random random) {
        fill(datagram, random);
        datagram.putShort(0, (short) 0x8060);
      }
    },
    RTCP {
      @Override
      void write(ByteBuffer datagram, Random random) {
        fill(datagram, random);
        datagram.putShort(0, (short) 0x80C8);
      }
    };

    abstract void write(ByteBuffer datagram, Random random);

    private static void fill(ByteBuffer datagram, Random random) {
      byte[] content = new byte[513];
      random.nextBytes(content);
      datagram.put(content).flip();
    }
  }

  @BeforeAll
  void openARoom() throws IOException, InterruptedException {
    server = RunningServer.start();
    URI whip = server.http().resolve("whip/hall/ada");
    publisher = new LibWebRtcPublisher(whip, 320, 240, 30, UnaryOperator.identity());
    publisher.peer().awaitConnected();
    viewer = new LibWebRtcViewer(server.http().resolve("whep/hall/ada"), UnaryOperator.identity());
    LibWebRtcIT.await("pictures", () -> viewer.decodedFrames() >= 30);
  }

  @AfterAll
  void close() {
    if (viewer != null) {
      viewer.close();
    }
    if (publisher != null) {
      publisher.close();
    }
    server.close();
  }

  @ParameterizedTest
  @EnumSource
  void aFloodOfTheseIsDroppedAndTheRoomLosesNothing(Kind kind) throws Exception {
    long droppedBefore = dropped();
    long lostBefore = lost();
    long framesBefore = viewer.decodedFrames();

    long answers = flood(kind);

    long sent = (long) BURSTS * DATAGRAMS_PER_BURST;
    assertThat(dropped() - droppedBefore).as("dropped of " + sent).isGreaterThan(sent * 9 / 10);
    assertThat(answers).as("answers").isZero();
    assertThat(lost()).as("packets of the room lost").isEqualTo(lostBefore);
    // A test that takes pictures' times would fail with the machine; these are two thirds of all.
    assertThat(viewer.decodedFrames() - framesBefore).isGreaterThan(200);
  }

  /** Sends some of a kind for ten seconds, evenly; returns how many datagrams came back. */
  private long flood(Kind kind) throws IOException {
    Random random = new Random(1);
    ByteBuffer datagram = ByteBuffer.allocate(2048);
    long answers = 0;
    try (DatagramChannel stranger = DatagramChannel.open()) {
      stranger.configureBlocking(false);
      stranger.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.mediaPort()));
      long nextNanos = System.nanoTime();
      for (int burst = 0; burst < BURSTS; burst++) {
        for (int i = 0; i < DATAGRAMS_PER_BURST; i++) {
          kind.write(datagram.clear(), random);
          stranger.write(datagram);
        }
        while (stranger.read(datagram.clear()) > 0) {
          answers++;
        }
        nextNanos += BURST_NANOS;
        LockSupport.parkNanos(nextNanos - System.nanoTime());
      }
    }
    return answers;
  }

  private long dropped() {
    long sum = 0;
    for (JsonNode count : server.api("media").path("statistics").path("drops")) {
      sum += count.asLong();
    }
    return sum;
  }

  /** On the way to the server, and on the way to the viewer. */
  private long lost() {
    long lost = 0;
    JsonNode participant = server.api("rooms/hall/participants/ada");
    for (JsonNode publication : participant.path("publications")) {
      lost += publication.path("statistics").path("lost").asLong();
    }
    return lost + ((Number) viewer.videoStatistics().get("packetsLost")).longValue();
  }
}

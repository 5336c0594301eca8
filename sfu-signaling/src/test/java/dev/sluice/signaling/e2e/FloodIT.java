package dev.sluice.signaling.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Strangers who send 10,000 datagrams a second of each kind for a minute, all at once, take nothing
 * from a room, and get no answer.
 */
@Isolated
final class FloodIT {

  private static final int BURSTS_PER_SECOND = 500;
  private static final int DATAGRAMS_PER_BURST = 10_000 / BURSTS_PER_SECOND;
  private static final long BURST_NANOS = 1_000_000_000 / BURSTS_PER_SECOND;
  private static final int BURSTS = 60 * BURSTS_PER_SECOND;

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

  @Test
  void aFloodOfEverythingIsDroppedAndTheRoomLosesNothing() throws Exception {
    try (RunningServer server = RunningServer.start();
        LiveRoom room = LiveRoom.open(server)) {
      long droppedBefore = dropped(server);
      long framesBefore = room.decodedFrames();

      long sent;
      long answers = 0;
      try (Strangers strangers = new Strangers(server.mediaPort())) {
        for (int burst = 0; burst < BURSTS; burst++) {
          strangers.sendBurst();
          answers += strangers.takeAnswers();
        }
        sent = strangers.sent;
      }

      assertThat(dropped(server) - droppedBefore)
          .as("dropped of " + sent)
          .isGreaterThan(sent * 9 / 10);
      assertThat(answers).as("answers").isZero();
      room.assertUnharmed();
      // A test that takes pictures' times would fail with the machine; this is half of them.
      assertThat(room.decodedFrames() - framesBefore)
          .isGreaterThan(BURSTS / BURSTS_PER_SECOND * LiveRoom.FRAMES_PER_SECOND / 2);
    }
  }

  /** One address for each kind. */
  private static final class Strangers implements AutoCloseable {

    private final Map<Kind, DatagramChannel> channels = new EnumMap<>(Kind.class);
    private final Random random = new Random(1);
    private final ByteBuffer datagram = ByteBuffer.allocate(2048);
    private long nextNanos = System.nanoTime();
    private long sent;

    Strangers(int mediaPort) throws IOException {
      for (Kind kind : Kind.values()) {
        DatagramChannel channel = DatagramChannel.open();
        channels.put(kind, channel);
        channel.configureBlocking(false);
        channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), mediaPort));
      }
    }

    /** Some of each kind, and waits until it is time for the next. */
    void sendBurst() throws IOException {
      for (Map.Entry<Kind, DatagramChannel> stranger : channels.entrySet()) {
        for (int i = 0; i < DATAGRAMS_PER_BURST; i++) {
          stranger.getKey().write(datagram.clear(), random);
          stranger.getValue().write(datagram);
          sent++;
        }
      }
      nextNanos += BURST_NANOS;
      LockSupport.parkNanos(nextNanos - System.nanoTime());
    }

    /** How many datagrams have come back. */
    long takeAnswers() throws IOException {
      long answers = 0;
      for (DatagramChannel channel : channels.values()) {
        while (channel.read(datagram.clear()) > 0) {
          answers++;
        }
      }
      return answers;
    }

    @Override
    public void close() throws IOException {
      for (DatagramChannel channel : channels.values()) {
        channel.close();
      }
    }
  }

  private static long dropped(RunningServer server) {
    long sum = 0;
    for (JsonNode count : server.api("media").path("statistics").path("drops")) {
      sum += count.asLong();
    }
    return sum;
  }
}

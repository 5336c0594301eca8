package dev.sluice.ice;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What comes to an address of which only a client says that it is its own: a request whose source
 * is forged can't be told from one of a client that is slow to answer.
 */
class UnvalidatedAddressTest {

  private static final IceCredentials PEER = new IceCredentials("peer", "peerpeerpeerpeerpeerpeer");
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
  private static final long MILLISECOND = 1_000_000L;

  private final AtomicLong clock = new AtomicLong();
  private final AtomicLong bytesOfQuestions = new AtomicLong();
  private MediaPort port;
  private IceTransport ice;
  private TestPeer peer;

  @BeforeEach
  void open() throws Exception {
    port =
        MediaPort.open(
            MediaPortOptions.onPort(0)
                .withHosts(List.of(LOOPBACK))
                .withLoops(2)
                .withClock(clock::get));
    ice = port.newTransport(new RecordingListener());
    ice.start(PEER);
    peer = silentPeer();
  }

  @AfterEach
  void close() throws Exception {
    peer.close();
    port.close();
  }

  private TestPeer silentPeer() throws Exception {
    TestPeer silent =
        new TestPeer(
            TestPeer.counting(
                TestPeer.udp(new InetSocketAddress(LOOPBACK, port.port())), bytesOfQuestions),
            PEER,
            ice.localCredentials());
    silent.stopAnswering();
    return silent;
  }

  private StunMessages request() {
    return StunMessages.message(StunMessages.BINDING_REQUEST, TestPeer.newTransactionId())
        .username(ice.localCredentials().ufrag() + ":" + PEER.ufrag());
  }

  private void assertThatItIsAskedNoMoreThanItAsks() {
    assertThat(peer.bytesOfRequests()).isPositive().isLessThanOrEqualTo(bytesOfQuestions.get());
  }

  private void assertThatItIsAnsweredNoMoreThanItAsks() {
    assertThat(peer.bytesOfResponses()).isPositive().isLessThanOrEqualTo(bytesOfQuestions.get());
  }

  @Test
  void aCheckIsAnsweredAtOnceWithNoMoreThanItself() throws Exception {
    byte[] id = peer.check(true);
    assertThat(Arrays.copyOfRange(peer.awaitResponse(), 8, 20)).isEqualTo(id);
    peer.awaitRequest();
    assertThatItIsAnsweredNoMoreThanItAsks();
    assertThatItIsAskedNoMoreThanItAsks();
  }

  @Test
  void theServersCheckIsNotSentAgainToAnAddressThatStaysSilent() throws Exception {
    peer.check(true);
    peer.awaitRequest();
    clock.addAndGet(100 * MILLISECOND);
    Drops.await(port, PacketDrop.UNVALIDATED_ADDRESS, 1);
    assertThatItIsAskedNoMoreThanItAsks();
  }

  @Test
  void aFloodOfChecksIsAnsweredWithNoMoreThanItself() throws Exception {
    for (int i = 0; i < 40; i++) {
      peer.check(true);
      peer.awaitResponse();
      assertThatItIsAnsweredNoMoreThanItAsks();
      peer.awaitRequest();
      assertThatItIsAskedNoMoreThanItAsks();
    }
  }

  @Test
  void theSmallestRequestThatIsAuthenticIsAnsweredWithNoMoreThanItself() throws Exception {
    for (int i = 0; i < 40; i++) {
      peer.send(request().integrity(ice.localCredentials().pwd()).encode());
    }
    // Enough for a check of the server's, which comes once all before it has been read.
    peer.check(false);
    peer.awaitRequest();
    peer.awaitResponse();
    assertThatItIsAnsweredNoMoreThanItAsks();
    assertThatItIsAskedNoMoreThanItAsks();
  }

  @Test
  void aRequestThatIsShorterThanAnswerAndCheckGetsNeitherUntilMoreHasCome() throws Exception {
    peer.send(request().priority(1).integrity(ice.localCredentials().pwd()).encode());
    Drops.await(port, PacketDrop.UNVALIDATED_ADDRESS, 2);
    assertThat(port.statistics().packetsSent()).isZero();
    peer.send(request().priority(1).integrity(ice.localCredentials().pwd()).encode());
    peer.awaitRequest();
    assertThatItIsAskedNoMoreThanItAsks();
  }

  @Test
  void theServersChecksHaveTransactionIdsThatTheClockDoesNotTell() throws Exception {
    peer.check(true);
    byte[] first = peer.awaitRequest();
    peer.check(true);
    byte[] second = peer.awaitRequest();
    // Where ice4j has the milliseconds, all but those that change within a minute.
    assertThat(Arrays.copyOfRange(second, 10, 14)).isNotEqualTo(Arrays.copyOfRange(first, 10, 14));
  }

  @Test
  void nothingIsSentToACandidateThatAClientNames() throws Exception {
    try (DatagramSocket victim = new DatagramSocket(0, LOOPBACK)) {
      for (int i = 0; i < 1000; i++) {
        ice.addRemoteCandidate(
            "candidate:%d 1 udp 2122260223 127.0.0.1 %d typ host"
                .formatted(i, victim.getLocalPort()));
      }
      peer.check(true);
      peer.awaitRequest();
      clock.addAndGet(100 * MILLISECOND);
      Drops.await(port, PacketDrop.UNVALIDATED_ADDRESS, 1);
      // The answer, and one check of where the request came from.
      assertThat(port.statistics().packetsSent()).isEqualTo(2);
    }
  }
}

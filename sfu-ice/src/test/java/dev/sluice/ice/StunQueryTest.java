package dev.sluice.ice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class StunQueryTest {

  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  private static final InetSocketAddress SEEN_AS =
      new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 32_853);

  /** Answers one request, whose transaction id is given to {@code response}. */
  private static CompletableFuture<Void> serve(
      DatagramSocket socket, UnaryOperator<byte[]> response) {
    return serve(socket, _ -> {}, response);
  }

  private static CompletableFuture<Void> serve(
      DatagramSocket socket, Consumer<InetSocketAddress> asker, UnaryOperator<byte[]> response) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            DatagramPacket request = new DatagramPacket(new byte[100], 100);
            socket.receive(request);
            asker.accept((InetSocketAddress) request.getSocketAddress());
            byte[] answer = response.apply(Arrays.copyOfRange(request.getData(), 8, 20));
            socket.send(new DatagramPacket(answer, answer.length, request.getSocketAddress()));
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  /** XOR-MAPPED-ADDRESS 192.0.2.1 port 32853, as in RFC 5769 section 2.2. */
  private static byte[] response(byte[] transactionId) {
    return HexFormat.of()
        .parseHex(
            "0101000c2112a442"
                + HexFormat.of().formatHex(transactionId)
                + "002000080001a147e112a643");
  }

  @Test
  void theServerSaysWhereItSeesUs() throws Exception {
    try (DatagramSocket socket = new DatagramSocket(0, LOOPBACK)) {
      CompletableFuture<Void> served = serve(socket, StunQueryTest::response);

      assertThat(StunQuery.mappedAddress(new InetSocketAddress(LOOPBACK, socket.getLocalPort())))
          .contains(SEEN_AS);
      served.join();
    }
  }

  @Test
  void anAnswerToAnotherQuestionSaysNothing() throws Exception {
    try (DatagramSocket socket = new DatagramSocket(0, LOOPBACK)) {
      CompletableFuture<Void> served = serve(socket, id -> response(new byte[12]));

      assertThat(StunQuery.mappedAddress(new InetSocketAddress(LOOPBACK, socket.getLocalPort())))
          .isEmpty();
      served.join();
    }
  }

  @Test
  void anAnswerThatIsNoStunSaysNothing() throws Exception {
    try (DatagramSocket socket = new DatagramSocket(0, LOOPBACK)) {
      CompletableFuture<Void> served = serve(socket, id -> new byte[] {1, 2, 3});

      assertThat(StunQuery.mappedAddress(new InetSocketAddress(LOOPBACK, socket.getLocalPort())))
          .isEmpty();
      served.join();
    }
  }

  @Test
  void theMediaPortAsksByItselfOnWhicheverLoopTheAnswerComes() throws Exception {
    try (DatagramSocket socket = new DatagramSocket(0, LOOPBACK);
        MediaPort port = MediaPort.open(onLoopback())) {
      CompletableFuture<InetSocketAddress> asker = new CompletableFuture<>();
      CompletableFuture<Void> served =
          serve(socket, from -> asker.complete(from), StunQueryTest::response);

      assertThat(port.mappedAddress(new InetSocketAddress(LOOPBACK, socket.getLocalPort())))
          .contains(SEEN_AS);
      served.join();
      assertThat(asker.join()).isEqualTo(new InetSocketAddress(LOOPBACK, port.port()));
      assertThat(port.statistics().drops().get(PacketDrop.STUN_UNKNOWN_TRANSACTION)).isZero();
    }
  }

  @Test
  void aMediaPortThatGetsNoAnswerSaysSoAndWaitsNoMore() throws Exception {
    try (DatagramSocket socket = new DatagramSocket(0, LOOPBACK);
        MediaPort port = MediaPort.open(onLoopback())) {
      assertThat(port.mappedAddress(new InetSocketAddress(LOOPBACK, socket.getLocalPort())))
          .isEmpty();
      assertThat(port.registry().size()).isZero();
    }
  }

  @Test
  void aMediaPortOfThisMachineAloneAsksNobodyElsewhere() throws Exception {
    try (MediaPort port = MediaPort.open(onLoopback())) {
      assertThatThrownBy(
              () ->
                  port.mappedAddress(
                      new InetSocketAddress(InetAddress.ofLiteral("192.0.2.9"), 3478)))
          .isInstanceOf(NoRouteToHostException.class);
    }
  }

  private static MediaPortOptions onLoopback() {
    return MediaPortOptions.onPort(0).withHosts(List.of(LOOPBACK)).withLoops(2);
  }
}

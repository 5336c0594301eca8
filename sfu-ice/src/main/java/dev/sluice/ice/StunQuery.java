package dev.sluice.ice;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import org.ice4j.StunException;
import org.ice4j.attribute.Attribute;
import org.ice4j.attribute.XorMappedAddressAttribute;
import org.ice4j.message.Message;

/** Asks a STUN server at which address it sees this machine (RFC 8489 section 6). Blocks. */
public final class StunQuery {

  private static final int HEADER_LENGTH = 20;
  private static final int TRANSACTION_ID_LENGTH = 12;
  private static final int BINDING_REQUEST = 0x0001;
  private static final int MAGIC_COOKIE = 0x2112A442;
  private static final int MAX_RESPONSE_LENGTH = 1500;

  /** RFC 8489 section 6.2.1 begins so and doubles; three times is long enough for a hint. */
  private static final int FIRST_TIMEOUT_MILLIS = 500;

  private static final int ATTEMPTS = 3;

  private static final SecureRandom RANDOM = new SecureRandom();

  private StunQuery() {}

  /**
   * Waits for an answer for up to 3.5 seconds.
   *
   * @return empty where none came that says it
   * @throws IOException if the server's name can't be resolved or nothing can be sent to it
   */
  public static Optional<InetAddress> publicAddress(InetSocketAddress server) throws IOException {
    InetSocketAddress resolved =
        new InetSocketAddress(InetAddress.getByName(server.getHostString()), server.getPort());
    byte[] transactionId = new byte[TRANSACTION_ID_LENGTH];
    RANDOM.nextBytes(transactionId);
    byte[] request =
        ByteBuffer.allocate(HEADER_LENGTH)
            .putShort((short) BINDING_REQUEST)
            .putShort((short) 0)
            .putInt(MAGIC_COOKIE)
            .put(transactionId)
            .array();
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(resolved);
      byte[] response = new byte[MAX_RESPONSE_LENGTH];
      for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        socket.send(new DatagramPacket(request, request.length));
        socket.setSoTimeout(FIRST_TIMEOUT_MILLIS << attempt);
        DatagramPacket received = new DatagramPacket(response, response.length);
        try {
          socket.receive(received);
        } catch (SocketTimeoutException e) {
          continue;
        }
        return mappedAddress(response, received.getLength(), transactionId);
      }
      return Optional.empty();
    }
  }

  private static Optional<InetAddress> mappedAddress(
      byte[] response, int length, byte[] transactionId) {
    try {
      Message message = Message.decode(response, 0, length);
      return Arrays.equals(message.getTransactionID(), transactionId)
              && message.getAttribute(Attribute.XOR_MAPPED_ADDRESS)
                  instanceof XorMappedAddressAttribute mapped
          ? Optional.of(mapped.getAddress(transactionId).getAddress())
          : Optional.empty();
    } catch (StunException | RuntimeException e) {
      // Whatever came, it is no answer: ice4j throws all kinds of things at odd content.
      return Optional.empty();
    }
  }
}

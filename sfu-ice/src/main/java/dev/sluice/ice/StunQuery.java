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
import org.ice4j.stack.LoopStunStack.TransactionKey;

/** Asks a STUN server at which address it sees who asks (RFC 8489 section 6). */
public final class StunQuery {

  /** How often it is asked, as datagrams get lost. */
  static final int ATTEMPTS = 3;

  private static final int HEADER_LENGTH = 20;
  private static final int TRANSACTION_ID_LENGTH = 12;
  private static final int BINDING_REQUEST = 0x0001;
  private static final int MAGIC_COOKIE = 0x2112A442;
  private static final int MAX_RESPONSE_LENGTH = 1500;

  /** RFC 8489 section 6.2.1 begins so and doubles; three times is long enough for a hint. */
  private static final int FIRST_TIMEOUT_MILLIS = 500;

  private static final SecureRandom RANDOM = new SecureRandom();

  private final byte[] transactionId = new byte[TRANSACTION_ID_LENGTH];
  private final byte[] request;

  StunQuery() {
    RANDOM.nextBytes(transactionId);
    request =
        ByteBuffer.allocate(HEADER_LENGTH)
            .putShort((short) BINDING_REQUEST)
            .putShort((short) 0)
            .putInt(MAGIC_COOKIE)
            .put(transactionId)
            .array();
  }

  /**
   * Asks from a port of the system's choice: whether the server answers this machine at all. Blocks
   * for up to 3.5 seconds.
   *
   * @return empty where no answer came that says it
   * @throws IOException if the server's name can't be resolved or nothing can be sent to it
   */
  public static Optional<InetSocketAddress> mappedAddress(InetSocketAddress server)
      throws IOException {
    StunQuery query = new StunQuery();
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(resolve(server));
      byte[] response = new byte[MAX_RESPONSE_LENGTH];
      for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        socket.send(new DatagramPacket(query.request, query.request.length));
        socket.setSoTimeout(timeoutMillis(attempt));
        DatagramPacket received = new DatagramPacket(response, response.length);
        try {
          socket.receive(received);
        } catch (SocketTimeoutException e) {
          continue;
        }
        return query.read(response, received.getLength());
      }
      return Optional.empty();
    }
  }

  static InetSocketAddress resolve(InetSocketAddress server) throws IOException {
    return new InetSocketAddress(InetAddress.getByName(server.getHostString()), server.getPort());
  }

  /** How long to wait for the answer to an attempt, counted from 0. */
  static int timeoutMillis(int attempt) {
    return FIRST_TIMEOUT_MILLIS << attempt;
  }

  byte[] request() {
    return request;
  }

  TransactionKey key() {
    return TransactionKey.of(request, 0);
  }

  /** Where the server sees who asked; empty where what came says nothing of it. */
  Optional<InetSocketAddress> read(byte[] response, int length) {
    try {
      Message message = Message.decode(response, 0, length);
      return Arrays.equals(message.getTransactionID(), transactionId)
              && message.getAttribute(Attribute.XOR_MAPPED_ADDRESS)
                  instanceof XorMappedAddressAttribute mapped
          ? Optional.of(plain(mapped.getAddress(transactionId)))
          : Optional.empty();
    } catch (StunException | RuntimeException e) {
      // Whatever came, it is no answer: ice4j throws all kinds of things at odd content.
      return Optional.empty();
    }
  }

  /** Without ice4j's notion of a protocol, in which two that look alike may differ. */
  private static InetSocketAddress plain(InetSocketAddress mapped) {
    return new InetSocketAddress(mapped.getAddress(), mapped.getPort());
  }
}

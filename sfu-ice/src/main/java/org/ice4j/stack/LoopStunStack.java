package org.ice4j.stack;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.ice4j.ResponseCollector;
import org.ice4j.StunException;
import org.ice4j.StunMessageEvent;
import org.ice4j.StunResponseEvent;
import org.ice4j.StunTimeoutEvent;
import org.ice4j.TransportAddress;
import org.ice4j.attribute.Attribute;
import org.ice4j.attribute.AttributeFactory;
import org.ice4j.attribute.UsernameAttribute;
import org.ice4j.message.Message;
import org.ice4j.message.MessageFactory;
import org.ice4j.message.Request;
import org.ice4j.message.Response;
import org.ice4j.socket.IceSocketWrapper;

/**
 * A STUN stack without sockets, timers and threads, owned by one event loop.
 *
 * <p>ice4j's own stack reads sockets on a thread each and retransmits on static, unbounded thread
 * pools: a burst of a thousand joins makes hundreds of threads. Here bytes come in through {@link
 * #receive}, leave through {@link Output}, and time passes only in {@link #advanceTo}.
 *
 * <p>Requests are answered without a server transaction: RFC 8489 section 6.3.1 allows a Binding
 * retransmission to be treated as a new request, and a stranger can't make the server remember
 * anything.
 *
 * <p>It lives in ice4j's package because {@code StunStack.getNetAccessManager} is package-private.
 */
public final class LoopStunStack extends StunStack {

  /** Where encoded messages leave, and who waits for an answer. */
  public interface Output {
    void send(byte[] message, TransportAddress local, TransportAddress remote);

    /** A request leaves now; its response must be brought to {@link LoopStunStack#receive}. */
    void onTransactionStarted(TransactionKey key);

    /** No response is waited for any more. */
    void onTransactionEnded(TransactionKey key);
  }

  // RFC 8489 section 6.2.1: RTO doubles. The first value is ice4j's; checks are triggered by the
  // peer's own checks, so a lost one is replaced by the next trigger anyway.
  private static final long FIRST_RTO_NANOS = 100_000_000L;
  private static final long MAX_RTO_NANOS = 1_600_000_000L;
  private static final int MAX_RETRANSMISSIONS = 6;
  private static final int MAX_OUTSTANDING = 64;

  private static final SecureRandom RANDOM = new SecureRandom();

  private final Output output;
  private final Map<TransactionKey, Transaction> transactions = new HashMap<>();
  private RequestListener requestListener;
  private long nowNanos;

  public LoopStunStack(Output output) {
    this.output = output;
  }

  /** The 96-bit transaction id of a STUN message (RFC 8489 section 5). */
  public record TransactionKey(long high, int low) {

    /** Reads the id of the STUN message that starts at {@code offset}. */
    public static TransactionKey of(byte[] message, int offset) {
      return new TransactionKey(
          readLong(message, offset + 8), (int) readUint(message, offset + 16));
    }

    private static TransactionKey ofId(byte[] id) {
      return new TransactionKey(readLong(id, 0), (int) readUint(id, 8));
    }

    private static long readLong(byte[] bytes, int offset) {
      return readUint(bytes, offset) << 32 | readUint(bytes, offset + 4);
    }

    private static long readUint(byte[] bytes, int offset) {
      return (bytes[offset] & 0xFFL) << 24
          | (bytes[offset + 1] & 0xFFL) << 16
          | (bytes[offset + 2] & 0xFFL) << 8
          | (bytes[offset + 3] & 0xFFL);
    }
  }

  /** A request of ours that waits for its response. */
  private static final class Transaction {
    final TransactionID id;
    final TransactionKey key;
    final Request request;
    final byte[] encoded;
    final TransportAddress remote;
    final TransportAddress local;
    final ResponseCollector collector;
    final int maxRetransmissions;
    final long maxRtoNanos;
    long rtoNanos;
    long dueNanos;
    int retransmissions;
    boolean cancelled;

    Transaction(
        TransactionID id,
        Request request,
        byte[] encoded,
        TransportAddress remote,
        TransportAddress local,
        ResponseCollector collector,
        long firstRtoNanos,
        long maxRtoNanos,
        int maxRetransmissions) {
      this.id = id;
      this.key = TransactionKey.ofId(id.getBytes());
      this.request = request;
      this.encoded = encoded;
      this.remote = remote;
      this.local = local;
      this.collector = collector;
      this.rtoNanos = firstRtoNanos;
      this.maxRtoNanos = maxRtoNanos;
      this.maxRetransmissions = maxRetransmissions;
    }
  }

  /**
   * Handles one received message whose integrity the caller has verified.
   *
   * @throws StunException if an attribute can't be decoded
   */
  public void receive(byte[] message, TransportAddress remote, TransportAddress local)
      throws StunException {
    RawMessage raw = RawMessage.build(message, message.length, remote, local);
    Message decoded = Message.decode(message, 0, message.length);
    if (decoded instanceof Request request) {
      if (!request.containsAttribute(Attribute.PRIORITY)) {
        answerConsentCheck(request, remote, local);
      } else if (requestListener != null) {
        requestListener.processRequest(new StunMessageEvent(this, raw, decoded));
      }
    } else if (decoded instanceof Response response) {
      respond(raw, response, local);
    }
  }

  /** RFC 7675 section 5.1: a consent check needs no PRIORITY, which ice4j insists on. */
  private void answerConsentCheck(Request request, TransportAddress remote, TransportAddress local)
      throws StunException {
    UsernameAttribute username = (UsernameAttribute) request.getAttribute(Attribute.USERNAME);
    Response response = MessageFactory.createBindingResponse(request, remote);
    response.putAttribute(
        AttributeFactory.createMessageIntegrityAttribute(
            new String(username.getUsername(), StandardCharsets.UTF_8)));
    sendResponse(request.getTransactionID(), response, local, remote);
  }

  private void respond(RawMessage raw, Response response, TransportAddress local)
      throws StunException {
    Transaction transaction = transactions.remove(TransactionKey.ofId(response.getTransactionID()));
    if (transaction == null) {
      return;
    }
    output.onTransactionEnded(transaction.key);
    if (response.getMessageType() == Message.BINDING_SUCCESS_RESPONSE) {
      // What the peer sees as our address (NAT, one of many) is announced by configuration and
      // must not become a candidate: every new value would add a pair for ever.
      response.putAttribute(
          AttributeFactory.createXorMappedAddressAttribute(local, response.getTransactionID()));
    }
    transaction.collector.processResponse(
        new StunResponseEvent(this, raw, response, transaction.request, transaction.id));
  }

  /** Retransmits what is due and reports what was never answered. */
  public void advanceTo(long nowNanos) {
    this.nowNanos = nowNanos;
    if (transactions.isEmpty()) {
      return;
    }
    Transaction expired = null;
    for (Iterator<Transaction> i = transactions.values().iterator(); i.hasNext(); ) {
      Transaction transaction = i.next();
      if (nowNanos - transaction.dueNanos < 0) {
        continue;
      }
      if (transaction.retransmissions >= transaction.maxRetransmissions) {
        i.remove();
        output.onTransactionEnded(transaction.key);
        expired = transaction;
        // One time-out per call: the collector may start another check and so change the map.
        break;
      }
      transaction.retransmissions++;
      transaction.rtoNanos = Math.min(transaction.maxRtoNanos, 2 * transaction.rtoNanos);
      transaction.dueNanos = nowNanos + transaction.rtoNanos;
      if (!transaction.cancelled) {
        output.send(transaction.encoded, transaction.local, transaction.remote);
      }
    }
    if (expired != null && !expired.cancelled) {
      expired.collector.processTimeout(
          new StunTimeoutEvent(this, expired.request, expired.local, expired.id));
    }
  }

  @Override
  public TransactionID sendRequest(
      Request request,
      TransportAddress sendTo,
      TransportAddress sendThrough,
      ResponseCollector collector,
      TransactionID transactionId,
      int originalWaitIntervalMillis,
      int maxWaitIntervalMillis,
      int maxRetransmissions) {
    if (transactions.size() >= MAX_OUTSTANDING) {
      throw new IllegalStateException("too many STUN requests without a response");
    }
    TransactionID id = unguessable(transactionId);
    try {
      request.setTransactionID(id.getBytes());
    } catch (StunException e) {
      throw new IllegalArgumentException("not a transaction id", e);
    }
    byte[] encoded = request.encode(this);
    Transaction transaction =
        new Transaction(
            id,
            request,
            encoded,
            sendTo,
            sendThrough,
            collector,
            originalWaitIntervalMillis > 0
                ? originalWaitIntervalMillis * 1_000_000L
                : FIRST_RTO_NANOS,
            maxWaitIntervalMillis > 0 ? maxWaitIntervalMillis * 1_000_000L : MAX_RTO_NANOS,
            maxRetransmissions >= 0 ? maxRetransmissions : MAX_RETRANSMISSIONS);
    transaction.dueNanos = nowNanos + transaction.rtoNanos;
    transactions.put(transaction.key, transaction);
    output.onTransactionStarted(transaction.key);
    output.send(encoded, sendThrough, sendTo);
    return id;
  }

  /**
   * Another id for the same transaction, as RFC 8489 section 5 asks for: ice4j's are the clock and
   * java.util.Random, which whoever has seen a few can continue, and so answer a check that went to
   * an address at which it receives nothing.
   */
  private TransactionID unguessable(TransactionID given) {
    byte[] bytes = new byte[TransactionID.RFC5389_TRANSACTION_ID_LENGTH];
    RANDOM.nextBytes(bytes);
    TransactionID id = TransactionID.createTransactionID(this, bytes);
    id.setApplicationData(given.getApplicationData());
    return id;
  }

  @Override
  public void sendResponse(
      byte[] transactionId,
      Response response,
      TransportAddress sendThrough,
      TransportAddress sendTo)
      throws StunException {
    response.setTransactionID(transactionId);
    output.send(response.encode(this), sendThrough, sendTo);
  }

  /** Ends retransmission; a late response is still heard (RFC 8445 section 7.3.1.4). */
  @Override
  public void cancelTransaction(TransactionID transactionId) {
    Transaction transaction = transactions.get(TransactionKey.ofId(transactionId.getBytes()));
    if (transaction != null) {
      transaction.cancelled = true;
    }
  }

  @Override
  public void addRequestListener(RequestListener listener) {
    requestListener = listener;
  }

  @Override
  public void removeRequestListener(RequestListener listener) {
    requestListener = null;
  }

  @Override
  public void addSocket(IceSocketWrapper socket) {
    throw new UnsupportedOperationException("this stack has no sockets");
  }

  @Override
  public void addSocket(IceSocketWrapper socket, TransportAddress remote) {
    throw new UnsupportedOperationException("this stack has no sockets");
  }

  @Override
  public void removeSocket(TransportAddress local, TransportAddress remote) {
    // Candidates free "their" socket when an agent is freed; there is none.
  }

  @Override
  public void shutDown() {
    requestListener = null;
    transactions.keySet().forEach(output::onTransactionEnded);
    transactions.clear();
  }
}

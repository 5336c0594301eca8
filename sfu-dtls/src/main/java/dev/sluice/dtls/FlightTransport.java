package dev.sluice.dtls;

import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.bouncycastle.tls.DatagramTransport;

/**
 * The datagrams under one DTLS connection: a bounded queue from the loop to the connection's
 * thread, and a buffer in which the records of one outgoing flight share datagrams.
 *
 * <p>BouncyCastle sends each record by itself. A flight of 13 datagrams is lost far more often than
 * one of 4, so records wait until BouncyCastle turns to reading.
 */
final class FlightTransport implements DatagramTransport {

  /** The largest datagram taken; handshake datagrams keep below the path's MTU. */
  static final int RECEIVE_LIMIT = 1500;

  /** What WebRTC takes to pass everywhere, with room for IP, UDP and TURN headers. */
  static final int SEND_LIMIT = 1200;

  /** Several flights of a long certificate chain; more is a flood. */
  static final int QUEUE_LIMIT = 64;

  /** Thrown out of BouncyCastle's reading to end the connection's thread. */
  static final class Ended extends InterruptedIOException {
    Ended() {
      super("the DTLS connection is closed");
    }
  }

  private final Consumer<byte[]> output;
  private final Semaphore turns;

  /** Made when there is something to send; dropped after the handshake, when little is. */
  private byte[] flight;

  private int flightLength;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<byte[]> queue = new ArrayDeque<>();
  private boolean closeWanted;

  /** Starts a thread that reads; null while there is one. */
  private Runnable reader;

  private Runnable onCloseWanted = () -> {};
  private boolean hasTurn;
  private boolean takesTurns = true;
  private boolean ended;

  /**
   * @param output gets whole datagrams, to keep
   * @param turns limits how many handshakes compute at once; given back while this one waits
   */
  FlightTransport(Consumer<byte[]> output, Semaphore turns) {
    this.output = output;
    this.turns = turns;
  }

  /** Queues a received datagram for the connection's thread; false if the queue is full. */
  boolean offer(byte[] datagram) {
    lock.lock();
    try {
      if (queue.size() >= QUEUE_LIMIT || closeWanted) {
        return false;
      }
      queue.add(datagram);
      wake();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Asks the connection's thread to say goodbye and end. Any thread. */
  void wantClose() {
    lock.lock();
    try {
      closeWanted = true;
      wake();
    } finally {
      lock.unlock();
    }
  }

  /** Has the connection's thread read, though there may be nothing to be read. Any thread. */
  void poke() {
    lock.lock();
    try {
      wake();
    } finally {
      lock.unlock();
    }
  }

  private void wake() {
    changed.signal();
    if (reader != null) {
      reader.run();
      reader = null;
    }
  }

  /** Datagrams that the connection's thread has not taken yet. */
  int queued() {
    lock.lock();
    try {
      return queue.size();
    } finally {
      lock.unlock();
    }
  }

  boolean closeWanted() {
    lock.lock();
    try {
      return closeWanted;
    } finally {
      lock.unlock();
    }
  }

  // From here on: the connection's thread.

  /**
   * Ends the connection's thread for now, if there is nothing to be done: a thread that waits for a
   * peer that is silent for hours takes more memory than all else of the connection.
   *
   * @param nextReader starts another thread as soon as there is something to be done
   * @return whether to end
   */
  boolean leave(Runnable nextReader) {
    lock.lock();
    try {
      if (!queue.isEmpty() || closeWanted || ended) {
        return false;
      }
      reader = nextReader;
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** What says goodbye when {@link #wantClose} was called: it sends the alerts. */
  void onCloseWanted(Runnable goodbye) {
    onCloseWanted = goodbye;
  }

  /** Waits for a turn to compute. */
  void takeTurn() {
    if (takesTurns && !hasTurn) {
      turns.acquireUninterruptibly();
      hasTurn = true;
    }
  }

  /** Gives the turn back. */
  void giveTurnBack() {
    if (hasTurn) {
      hasTurn = false;
      turns.release();
    }
  }

  /** The heavy work is over: no more turns are taken. */
  void handshakeComplete() {
    giveTurnBack();
    takesTurns = false;
  }

  @Override
  public int getReceiveLimit() {
    return RECEIVE_LIMIT;
  }

  @Override
  public int getSendLimit() {
    return SEND_LIMIT;
  }

  /**
   * Takes the next datagram.
   *
   * @param waitMillis 0 waits for ever
   * @return its length, or -1 after that time
   */
  @Override
  public int receive(byte[] buffer, int offset, int length, int waitMillis) throws Ended {
    flush();
    if (ended) {
      // BouncyCastle goes on reading after the peer's close_notify.
      throw new Ended();
    }
    giveTurnBack();
    byte[] datagram = take(waitMillis);
    takeTurn();
    if (datagram == null) {
      return -1;
    }
    int received = Math.min(length, datagram.length);
    System.arraycopy(datagram, 0, buffer, offset, received);
    return received;
  }

  private byte[] take(int waitMillis) throws Ended {
    long waitNanos = waitMillis == 0 ? Long.MAX_VALUE : TimeUnit.MILLISECONDS.toNanos(waitMillis);
    lock.lock();
    try {
      while (queue.isEmpty() && !closeWanted && waitNanos > 0) {
        waitNanos = changed.awaitNanos(waitNanos);
      }
      if (!closeWanted) {
        return queue.poll();
      }
      queue.clear();
    } catch (InterruptedException e) {
      // Nobody interrupts this thread but the end of the process.
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
    onCloseWanted.run();
    throw new Ended();
  }

  @Override
  public void send(byte[] buffer, int offset, int length) {
    if (flightLength + length > SEND_LIMIT) {
      flush();
    }
    if (flight == null) {
      flight = new byte[SEND_LIMIT];
    }
    System.arraycopy(buffer, offset, flight, flightLength, length);
    flightLength += length;
  }

  /** Sends what has been gathered. */
  void flush() {
    if (flightLength > 0) {
      byte[] datagram = Arrays.copyOf(flight, flightLength);
      flightLength = 0;
      if (!takesTurns) {
        flight = null;
      }
      output.accept(datagram);
    }
  }

  /** BouncyCastle closes it after the last alert. */
  @Override
  public void close() {
    flush();
    ended = true;
  }

  /** Whether BouncyCastle has closed it. */
  boolean hasEnded() {
    return ended;
  }
}

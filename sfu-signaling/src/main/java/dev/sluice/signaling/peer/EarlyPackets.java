package dev.sluice.signaling.peer;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;

/**
 * SRTP packets that came before their keys: the peer may send as soon as its side of the handshake
 * is done (RFC 5764 section 5.1.2), and the first packets tend to be a keyframe's.
 */
final class EarlyPackets {

  /** About one keyframe; whoever sends more without keys is a stranger to the handshake. */
  private static final int MAX_PACKETS = 64;

  /** Takes a held packet. */
  @FunctionalInterface
  interface Receiver {
    void receive(byte[] packet, int length);
  }

  private final Queue<byte[]> held = new ArrayDeque<>();
  private long count;

  /** Keeps a copy; the oldest go first when there are too many. */
  void hold(byte[] packet, int offset, int length) {
    if (held.size() == MAX_PACKETS) {
      held.remove();
    }
    count++;
    held.add(Arrays.copyOfRange(packet, offset, offset + length));
  }

  /** How many there have ever been. */
  long count() {
    return count;
  }

  void release(Receiver receiver) {
    for (byte[] packet = held.poll(); packet != null; packet = held.poll()) {
      receiver.receive(packet, packet.length);
    }
  }
}

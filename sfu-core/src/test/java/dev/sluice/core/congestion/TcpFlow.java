package dev.sluice.core.congestion;

import java.util.ArrayDeque;
import java.util.Queue;

/** A download by TCP as RFC 5681 has it: slow start, congestion avoidance, fast recovery. */
final class TcpFlow implements Bottleneck.Flow {

  private static final int PACKET_BYTES = 1500;

  private record Acknowledgement(long number, long atNanos) {}

  private final Bottleneck link;
  private final Queue<Acknowledgement> acknowledgements = new ArrayDeque<>();
  private double window = 10;
  private double threshold = 1e9;
  private int inFlight;
  private int lost;
  private long next;
  private long recoverUntil;
  private long receivedBytes;

  TcpFlow(Bottleneck link) {
    this.link = link;
  }

  long receivedBytes() {
    return receivedBytes;
  }

  void advance(long nowNanos) {
    while (!acknowledgements.isEmpty() && acknowledgements.peek().atNanos <= nowNanos) {
      onAcknowledged(acknowledgements.remove().number);
    }
    while (inFlight < window) {
      inFlight++;
      link.send(this, next++, PACKET_BYTES, nowNanos);
    }
  }

  private void onAcknowledged(long number) {
    inFlight--;
    if (lost > 0 && number >= recoverUntil) {
      threshold = Math.max(2, window / 2);
      window = threshold;
      recoverUntil = next;
    }
    inFlight -= lost;
    lost = 0;
    window += window < threshold ? 1 : 1 / window;
  }

  @Override
  public void onDelivered(long number, int bytes, long arrivalNanos) {
    receivedBytes += bytes;
    acknowledgements.add(new Acknowledgement(number, arrivalNanos + link.delayNanos()));
  }

  @Override
  public void onDropped(long number, long nowNanos) {
    lost++;
  }
}

package dev.sluice.core.simulation;

import dev.sluice.core.rtcp.RtcpWriter;
import dev.sluice.core.rtcp.TransportFeedbackBuilder;
import dev.sluice.core.rtp.SequenceUnwrapper;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * A viewer's transport-wide feedback (draft-holmer-rmcat-transport-wide-cc-extensions-01): what has
 * arrived since the last, and what hasn't, in order of numbers.
 */
final class ArrivalFeedback {

  private static final int RTCP_BYTES = 1200;

  private final TransportFeedbackBuilder builder = new TransportFeedbackBuilder();
  private final SequenceUnwrapper sequences = new SequenceUnwrapper();
  private final TreeMap<Long, Long> arrivals = new TreeMap<>();
  private long next = -1;
  private int count;
  private long bytes;

  void onPacket(int transportSequence, long nowNanos, int length) {
    long sequence = sequences.unwrap(transportSequence);
    if (next < 0) {
      next = sequence;
    }
    bytes += length;
    arrivals.putIfAbsent(sequence, nowNanos);
  }

  /**
   * The next feedback packet; null where nothing new has arrived. To be asked until then.
   *
   * @param mediaSsrc of any stream
   */
  byte[] take(int mediaSsrc) {
    if (arrivals.isEmpty()) {
      return null;
    }
    // What overtook others is reported once more from where it belongs, as libwebrtc does.
    long base = Math.min(next, arrivals.firstKey());
    builder.begin((int) (base & 0xFFFF), count++ & 0xFF);
    long last = base;
    while (!arrivals.isEmpty()) {
      Map.Entry<Long, Long> arrival = arrivals.firstEntry();
      if (!builder.add((int) (arrival.getKey() & 0xFFFF), arrival.getValue())) {
        break;
      }
      last = arrival.getKey() + 1;
      arrivals.pollFirstEntry();
    }
    if (builder.isEmpty()) {
      // Too far ahead for the base: begin there.
      next = arrivals.firstKey();
      return take(mediaSsrc);
    }
    next = Math.max(next, last);
    byte[] buffer = new byte[RTCP_BYTES];
    RtcpWriter writer = new RtcpWriter();
    writer.wrap(buffer, 0, buffer.length);
    if (!writer.transportFeedback(SimulatedViewer.SSRC, mediaSsrc, builder)) {
      throw new AssertionError("Feedback on " + builder.statusCount() + " packets has no room");
    }
    return Arrays.copyOf(buffer, writer.length());
  }

  /** Received since the last call. */
  long takeBytes() {
    long taken = bytes;
    bytes = 0;
    return taken;
  }
}

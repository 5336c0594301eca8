package dev.sluice.core.receive;

import dev.sluice.core.rtcp.CongestionFeedbackBuilder;
import dev.sluice.core.rtcp.RtcpWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * Tells a sender that has no transport-wide numbers when each packet of each of its streams arrived
 * (RFC 8888), as often as {@link TransportCcFeedback} would.
 */
public final class CongestionControlFeedback {

  /** Numbers remembered of a stream; at 5 Mbit/s a second is about 500. */
  private static final int WINDOW = 512;

  /** Simulcast in three sizes with retransmissions, audio, a screen; more are nobody's need. */
  private static final int MOST_STREAMS = 32;

  private final List<Stream> streams = new ArrayList<>();
  private final CongestionFeedbackBuilder builder = new CongestionFeedbackBuilder();
  private long lastFeedbackNanos;

  private record Stream(int ssrc, ArrivalWindow arrivals) {}

  /** A packet has arrived. */
  public void onPacket(int ssrc, int sequenceNumber, long nowNanos) {
    for (int i = 0; i < streams.size(); i++) {
      if (streams.get(i).ssrc() == ssrc) {
        streams.get(i).arrivals().onPacket(sequenceNumber, nowNanos);
        return;
      }
    }
    if (streams.size() < MOST_STREAMS) {
      Stream stream = new Stream(ssrc, new ArrivalWindow(WINDOW, sequenceNumber));
      stream.arrivals().onPacket(sequenceNumber, nowNanos);
      streams.add(stream);
    }
  }

  /** Whether feedback is due; cheap when not. */
  public boolean isDue(long nowNanos, long receivedBps) {
    return nowNanos - lastFeedbackNanos >= TransportCcFeedback.intervalNanos(receivedBps);
  }

  /**
   * Writes one feedback packet.
   *
   * @param reportTimestamp this moment as compact NTP time
   * @return whether one was written; call again until not, since one may not hold all
   */
  public boolean write(int senderSsrc, RtcpWriter writer, int reportTimestamp, long nowNanos) {
    lastFeedbackNanos = nowNanos;
    builder.begin();
    boolean room = true;
    for (int i = 0; i < streams.size() && room; i++) {
      if (streams.get(i).arrivals().hasUnreported()) {
        room = add(streams.get(i), nowNanos);
      }
    }
    return writer.congestionFeedback(senderSsrc, builder, reportTimestamp);
  }

  /** Returns whether there was room for all of it. */
  private boolean add(Stream stream, long nowNanos) {
    ArrivalWindow arrivals = stream.arrivals();
    long next = arrivals.nextToReport();
    if (!builder.beginStream(stream.ssrc(), (int) next)) {
      return false;
    }
    boolean room = true;
    while (room && next <= arrivals.newest()) {
      long arrival = arrivals.arrivalNanos(next);
      room = builder.add(arrival != ArrivalWindow.NOT_RECEIVED, nowNanos - arrival);
      next += room ? 1 : 0;
    }
    arrivals.reportedBefore(next);
    return room;
  }
}

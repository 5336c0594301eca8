package dev.sluice.signaling.capture;

import dev.sluice.core.rtp.RtpParameters;
import java.util.List;

/**
 * What a capture tells besides packets: enough to build the same sessions again. In the file each
 * is a frame of JSON on the interface {@value #INTERFACE_NAME}.
 */
public sealed interface CaptureEvent {

  /** The interface of the events, always the file's first. */
  String INTERFACE_NAME = "sluice";

  /** Numbered from 1 in one capture. */
  int connection();

  /**
   * What is negotiated on a connection and what it plays, from now on until the next.
   *
   * @param participant whose connection it is; null for a viewer's
   * @param viewer whose connection it is; null for a participant's
   * @param wallClockOffsetNanos from the clock of the server's loops to nanoseconds since 1970:
   *     some of what is sent carries the loops' time
   * @param receives what the peer publishes
   * @param sends what the peer is sent
   */
  record Terms(
      int connection,
      String room,
      String participant,
      String viewer,
      long wallClockOffsetNanos,
      List<RtpParameters> receives,
      List<Sending> sends)
      implements CaptureEvent {
    public Terms {
      receives = List.copyOf(receives);
      sends = List.copyOf(sends);
    }
  }

  /**
   * A media section that the peer receives on.
   *
   * @param plays null while nothing
   * @param paused whether it is held: by its receiver, by its publisher or by the room's last-N
   */
  record Sending(RtpParameters parameters, Source plays, boolean paused) {}

  /** A publication, by its connection and media section. */
  record Source(int connection, String mid) {}

  /** The connection is no more. */
  record Ended(int connection) implements CaptureEvent {}
}

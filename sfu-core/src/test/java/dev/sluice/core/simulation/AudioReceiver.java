package dev.sluice.core.simulation;

import dev.sluice.core.codec.RedPayload;
import dev.sluice.core.rtp.RtpPacket;
import dev.sluice.core.rtp.TimestampUnwrapper;
import java.util.HashMap;
import java.util.Map;

/**
 * Receives one Opus stream, alone or as RED, as NetEq does in outline: each frame of 20 ms plays a
 * while after the soonest moment that it could have come, and is concealed where it isn't there
 * then. One that comes later plays all the same, after so much concealment that it fits: by that
 * the while grows, and it shrinks slowly.
 */
final class AudioReceiver {

  private static final long MIN_DELAY_NANOS = 80 * Simulation.MILLI;
  private static final double DECAY = 0.01;

  private final Simulation simulation;
  private final int redPayloadType;
  private final TimestampUnwrapper timestamps = new TimestampUnwrapper();
  private final RedPayload red = new RedPayload();

  /** Frames that were there in time, from the oldest not judged yet. */
  private final Map<Long, Boolean> inTime = new HashMap<>();

  private boolean started;
  private long firstFrame;
  private long lastFrame;
  private long minTransitNanos;
  private long delayNanos = MIN_DELAY_NANOS;
  private long lastNanos;
  private int played;

  /** Frames made up because none had come yet. */
  private int stretched;

  /**
   * @param redPayloadType -1 where there is none
   */
  AudioReceiver(Simulation simulation, int redPayloadType) {
    this.simulation = simulation;
    this.redPayloadType = redPayloadType;
  }

  void onPacket(RtpPacket packet) {
    long timestamp = timestamps.unwrap(packet.timestamp());
    if (packet.payloadType() != redPayloadType) {
      onFrame(timestamp / SimulatedMicrophone.TICKS, true);
      return;
    }
    if (!red.wrap(packet.buffer(), packet.payloadOffset(), packet.payloadLength())) {
      throw new AssertionError("A viewer was sent malformed RED");
    }
    // The primary block first: it alone tells how fast the path is.
    onFrame(timestamp / SimulatedMicrophone.TICKS, true);
    while (red.next()) {
      if (!red.isPrimary() && red.blockLength() > 0) {
        onFrame((timestamp - red.timestampOffset()) / SimulatedMicrophone.TICKS, false);
      }
    }
  }

  private void onFrame(long frame, boolean primary) {
    long now = simulation.nowNanos();
    long transit = now - frame * SimulatedMicrophone.FRAME_NANOS;
    if (!started) {
      started = true;
      firstFrame = frame;
      lastFrame = frame;
      minTransitNanos = transit;
      lastNanos = now;
    }
    if (frame < firstFrame) {
      return;
    }
    lastFrame = Math.max(lastFrame, frame);
    minTransitNanos = Math.min(minTransitNanos, transit);
    long late = transit - minTransitNanos;
    if (primary) {
      delayNanos = Math.max(MIN_DELAY_NANOS, delayNanos - (long) ((now - lastNanos) * DECAY));
      lastNanos = now;
      while (late > delayNanos) {
        delayNanos += SimulatedMicrophone.FRAME_NANOS;
        stretched++;
      }
    }
    if (late <= delayNanos && inTime.put(frame, true) == null) {
      played++;
    }
  }

  /** Frames that should have played since the first that came. */
  long expected() {
    return started ? lastFrame - firstFrame + 1 : 0;
  }

  long concealed() {
    return expected() - played + stretched;
  }

  /** 0 to 1. */
  double concealedShare() {
    return started ? (double) concealed() / (expected() + stretched) : 1;
  }
}

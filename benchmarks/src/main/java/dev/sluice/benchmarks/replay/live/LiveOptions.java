package dev.sluice.benchmarks.replay.live;

import java.util.Optional;

/**
 * How a recording is played into a server.
 *
 * @param room where everybody publishes; empty for the rooms of the recording
 * @param speed 1 as it was recorded, 2 twice as fast
 * @param times how often; 0 for until interrupted
 */
public record LiveOptions(Optional<String> room, double speed, long times) {

  /** As it was recorded, once. */
  public static final LiveOptions DEFAULT = new LiveOptions(Optional.empty(), 1, 1);

  /** Whether it has an end. */
  boolean ends() {
    return times > 0;
  }
}

package dev.sluice.core.simulation;

import java.util.ArrayList;
import java.util.List;

/** Every frame that a viewer was shown of one stream, and what can be asked of that afterwards. */
final class PictureLog {

  /** A picture is of use up to this long after the soonest moment that it could have come. */
  private static final long ON_TIME_NANOS = 200 * Simulation.MILLI;

  /** A picture that stands still for so long is none any more. */
  private static final double STANDSTILL_SECONDS = 1;

  /**
   * @param latenessNanos behind the frame that travelled fastest
   * @param frozeBefore whether the picture stood still before this frame
   */
  private record Shown(
      double seconds, int source, int layer, int height, long latenessNanos, boolean frozeBefore) {}

  private final FreezeDetector freezes = new FreezeDetector();
  private final List<Shown> frames = new ArrayList<>();
  private long lastNanos;

  void add(long nowNanos, double seconds, ReceivedFrame frame, int height, long latenessNanos) {
    boolean froze = !frames.isEmpty() && freezes.add(nowNanos - lastNanos);
    lastNanos = nowNanos;
    FrameTag tag = frame.tag();
    frames.add(new Shown(seconds, tag.source(), tag.layer(), height, latenessNanos, froze));
  }

  int frames(double from, double to) {
    int count = 0;
    // From the end, as it is asked for the last second most often.
    for (int i = frames.size() - 1; i >= 0 && frames.get(i).seconds() > from; i--) {
      if (frames.get(i).seconds() <= to) {
        count++;
      }
    }
    return count;
  }

  double framesPerSecond(double from, double to) {
    return frames(from, to) / (to - from);
  }

  /** Freezes that end in the interval, and one that lasts at its end. */
  int freezes(double from, double to) {
    int count = 0;
    double last = from;
    for (Shown frame : frames) {
      if (frame.seconds() > to) {
        break;
      }
      last = frame.seconds();
      if (frame.seconds() > from && frame.frozeBefore()) {
        count++;
      }
    }
    boolean lasting =
        freezes.isFreeze(Math.round((to - last) * 1e9)) || to - last > STANDSTILL_SECONDS;
    return lasting ? count + 1 : count;
  }

  /** The longest time without a new picture, the ends of the interval included. */
  double longestGapMillis(double from, double to) {
    double longest = 0;
    double last = from;
    for (Shown frame : frames) {
      if (frame.seconds() > from && frame.seconds() <= to) {
        longest = Math.max(longest, frame.seconds() - last);
        last = frame.seconds();
      }
    }
    return Math.max(longest, to - last) * 1e3;
  }

  /** Frames shown not later than 200 ms behind the fastest one. */
  int onTime(double from, double to) {
    return (int)
        frames.stream()
            .filter(f -> f.seconds() > from && f.seconds() <= to)
            .filter(f -> f.latenessNanos() <= ON_TIME_NANOS)
            .count();
  }

  /** From {@code from} to the first frame of this layer or a higher one; infinite without any. */
  double secondsToLayer(int layer, double from) {
    return frames.stream()
        .filter(f -> f.seconds() > from && f.layer() >= layer)
        .mapToDouble(f -> f.seconds() - from)
        .findFirst()
        .orElse(Double.POSITIVE_INFINITY);
  }

  /** From {@code from} to the first frame of a lower layer than this; infinite without any. */
  double secondsBelowLayer(int layer, double from) {
    return frames.stream()
        .filter(f -> f.seconds() > from && f.layer() < layer)
        .mapToDouble(f -> f.seconds() - from)
        .findFirst()
        .orElse(Double.POSITIVE_INFINITY);
  }

  /** From {@code from} to the first frame at all; infinite without any. */
  double secondsToPicture(double from) {
    return secondsToLayer(0, from);
  }

  int layerChanges(double from, double to) {
    int changes = 0;
    Shown last = null;
    for (Shown frame : frames) {
      if (frame.seconds() > to) {
        break;
      }
      if (frame.seconds() > from
          && last != null
          && (frame.layer() != last.layer() || frame.source() != last.source())) {
        changes++;
      }
      last = frame;
    }
    return changes;
  }

  double layerChangesPerMinute(double from, double to) {
    return layerChanges(from, to) * 60 / (to - from);
  }

  /** Of the last frame shown; -1 before the first, and when it was long ago. */
  int layerAt(double seconds) {
    for (int i = frames.size() - 1; i >= 0; i--) {
      Shown frame = frames.get(i);
      if (frame.seconds() <= seconds) {
        return seconds - frame.seconds() > STANDSTILL_SECONDS ? -1 : frame.layer();
      }
    }
    return -1;
  }

  /** The height of the last frame shown; 0 before the first. */
  int height() {
    return frames.isEmpty() ? 0 : frames.getLast().height();
  }
}

package dev.sluice.signaling.capture;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What captures had to do without since the start, all of them together. Any thread. */
public final class CaptureCounters {

  /** Why a packet passed without being written. */
  public enum Miss {
    /** More came than the disk took. */
    WRITER_BEHIND,
    /** Files that are being written take up all the room there may be. */
    FOLDER_FULL
  }

  private final Map<Miss, LongAdder> missed = new EnumMap<>(Miss.class);
  private final LongAdder deletedFiles = new LongAdder();
  private final LongAdder failed = new LongAdder();

  public CaptureCounters() {
    for (Miss reason : Miss.values()) {
      missed.put(reason, new LongAdder());
    }
  }

  /** A packet was not written. */
  void miss(Miss reason) {
    missed.get(reason).increment();
  }

  /** A finished file had to go. */
  void deleteFile() {
    deletedFiles.increment();
  }

  /** The disk has refused, and a capture is over for it. */
  void fail() {
    failed.increment();
  }

  /** Packets that were not written. */
  public long missed(Miss reason) {
    return missed.get(reason).sum();
  }

  /** Files that had to go so that others could begin. */
  public long deletedFiles() {
    return deletedFiles.sum();
  }

  /** Captures that the disk has ended. */
  public long failed() {
    return failed.sum();
  }
}

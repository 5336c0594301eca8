package dev.sluice.signaling.metrics;

import dev.sluice.signaling.capture.CaptureCounters;
import dev.sluice.signaling.capture.CaptureCounters.Miss;
import dev.sluice.signaling.text.Words;

/** What captures lack, for want of disk. */
final class CaptureFamilies {

  private CaptureFamilies() {}

  static void write(CaptureCounters captures, Families families) {
    families.counter(
        "sluice_capture_packets_missed",
        "Packets of captured rooms that were not written",
        points -> {
          for (Miss reason : Miss.values()) {
            points.add(captures.missed(reason), "reason", Words.of(reason));
          }
        });
    families.counter(
        "sluice_capture_files_deleted",
        "Files of captures that had to go as the folder may hold no more",
        points -> points.add(captures.deletedFiles()));
    families.counter(
        "sluice_captures_failed",
        "Captures that ended because the disk refused",
        points -> points.add(captures.failed()));
  }
}

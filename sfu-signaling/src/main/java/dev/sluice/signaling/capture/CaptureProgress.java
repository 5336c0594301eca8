package dev.sluice.signaling.capture;

import java.util.List;

/**
 * What has come of a capture so far.
 *
 * @param failure what went wrong, where it has failed; null otherwise
 * @param packets that were written
 * @param bytes that were written, also to files that are gone
 * @param files those still there, the oldest first
 */
record CaptureProgress(
    State state,
    String failure,
    long packets,
    long bytes,
    NotCaptured notCaptured,
    List<File> files) {

  /** How a capture is doing. */
  enum State {
    CAPTURING,
    /** Other captures' files take up all the room there may be; goes on when that changes. */
    FOLDER_FULL,
    STOPPED,
    /** The disk refused; over for good. */
    FAILED
  }

  /**
   * Packets that passed without being written.
   *
   * @param writerBehind more came than the disk took
   * @param folderFull there was no room in the folder
   */
  record NotCaptured(long writerBehind, long folderFull) {}

  /** One file in the folder of captures. */
  record File(String name, long bytes) {}
}

package dev.sluice.benchmarks.replay;

import dev.sluice.signaling.capture.CaptureEvent;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the server was given, in the order of time: packets as the media logic gets them, and what
 * was negotiated.
 *
 * @param entries in the order of time
 * @param notes what a reader should know: what was assumed, what was left out; a sentence each
 */
public record Recording(List<Entry> entries, List<String> notes) {

  public Recording {
    entries = List.copyOf(entries);
    notes = List.copyOf(notes);
  }

  /** From the clock of the server's loops to nanoseconds since 1970; 0 where nothing tells. */
  long wallClockOffsetNanos() {
    return entries.stream()
        .flatMap(entry -> entry instanceof Told told ? Stream.of(told.event()) : Stream.of())
        .flatMap(
            event -> event instanceof CaptureEvent.Terms terms ? Stream.of(terms) : Stream.of())
        .mapToLong(CaptureEvent.Terms::wallClockOffsetNanos)
        .findFirst()
        .orElse(0);
  }

  /** Whether anybody in it is to be sent anything. */
  public boolean hasReceivers() {
    return entries.stream()
        .anyMatch(
            entry ->
                entry instanceof Told told
                    && told.event() instanceof CaptureEvent.Terms terms
                    && !terms.sends().isEmpty());
  }

  /** One thing that happened. */
  public sealed interface Entry {

    /** Since 1970. */
    long nanos();
  }

  /**
   * A decrypted packet from a connection's peer.
   *
   * @param bytes in which the packet lies; not to be changed
   */
  // A part of the file, which is held once: a packet of its own would double the memory.
  @SuppressWarnings("ArrayRecordComponent")
  public record Packet(long nanos, int connection, byte[] bytes, int offset, int length)
      implements Entry {

    /** RFC 5761 section 4. */
    public boolean isRtcp() {
      return isRtcp(bytes, offset, length);
    }

    static boolean isRtcp(byte[] bytes, int offset, int length) {
      int type = length < 2 ? 0 : bytes[offset + 1] & 0xFF;
      return type >= 192 && type <= 223;
    }
  }

  /** Something was negotiated, or a connection ended. */
  public record Told(long nanos, CaptureEvent event) implements Entry {}
}

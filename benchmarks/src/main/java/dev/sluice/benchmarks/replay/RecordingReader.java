package dev.sluice.benchmarks.replay;

import dev.sluice.benchmarks.replay.Recording.Entry;
import dev.sluice.core.capture.CaptureFormatException;
import dev.sluice.core.capture.CaptureReader;
import dev.sluice.core.capture.LinkType;
import dev.sluice.signaling.capture.CaptureEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Reads captures, Sluice's own and others'. */
public final class RecordingReader {

  /** A clock that was set in between; a replay would tick through all of it. */
  private static final long LONGEST_PAUSE_NANOS = TimeUnit.DAYS.toNanos(1);

  private RecordingReader() {}

  /**
   * Reads one capture.
   *
   * @param files its parts, in any order
   * @throws IOException if one can't be read, isn't a capture, or has nothing to replay; the
   *     message is a sentence for whoever asked
   */
  public static Recording read(List<Path> files, RecordingOptions options) throws IOException {
    List<String> notes = new ArrayList<>();
    List<Entry> entries = new ArrayList<>();
    OwnCapture own = new OwnCapture(options, entries, notes);
    ForeignCapture foreign = new ForeignCapture(options, entries, notes);
    for (Path file : files) {
      try {
        read(file, own, foreign, notes);
      } catch (CaptureFormatException e) {
        throw new IOException("%s: %s.".formatted(file, e.getMessage()), e);
      }
    }
    own.finish();
    foreign.finish();
    // What was negotiated at the same instant as a packet came is meant to hold for it: it stands
    // before it in the file, and sorting leaves equals in their order.
    entries.sort(Comparator.comparingLong(Entry::nanos));
    check(files, entries);
    return new Recording(entries, notes);
  }

  private static void read(Path file, OwnCapture own, ForeignCapture foreign, List<String> notes)
      throws IOException, CaptureFormatException {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (OutOfMemoryError e) {
      throw new IOException(file + " is too large to be replayed in one piece.", e);
    }
    CaptureReader reader = new CaptureReader(bytes);
    boolean isOwn = false;
    while (reader.next()) {
      isOwn |=
          reader.source().linkType() == LinkType.WIRESHARK_UPPER_PDU
              && reader.source().name().equals(CaptureEvent.INTERFACE_NAME);
      if (isOwn) {
        own.add(reader);
      } else {
        foreign.add(reader);
      }
    }
    if (reader.isTruncated()) {
      notes.add(file + " ends in the middle of a packet, as if cut off.");
    }
    if (reader.dropped() > 0) {
      notes.add(
          "%s lacks %d packets that the capturing program lost.".formatted(file, reader.dropped()));
    }
  }

  private static void check(List<Path> files, List<Entry> entries) throws IOException {
    if (entries.stream().noneMatch(Recording.Packet.class::isInstance)) {
      throw new IOException(
          files.getFirst()
              + " has no decrypted RTP in it: captures of what is sent alone have none, and what is"
              + " encrypted needs --key.");
    }
    for (int i = 1; i < entries.size(); i++) {
      if (entries.get(i).nanos() - entries.get(i - 1).nanos() > LONGEST_PAUSE_NANOS) {
        throw new IOException(
            files.getFirst() + " has a pause of more than a day in it: cut it there.");
      }
    }
  }
}

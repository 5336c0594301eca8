package dev.sluice.signaling.capture;

import dev.sluice.signaling.config.Settings;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of all captures and what may be in it: files of a bounded size, of which the oldest
 * finished ones go where all together would be too much. Safe for any thread; touches the disk.
 */
public final class CaptureFolder {

  private static final Logger LOG = LoggerFactory.getLogger(CaptureFolder.class);

  private static final String PREFIX = "sluice-";
  private static final String SUFFIX = ".pcapng";
  private static final int BUFFER_BYTES = 1 << 16;
  private static final int ROOM_LENGTH = 64;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private final Path folder;
  private final long fileBytes;
  private final long totalBytes;
  private final CaptureCounters counters = new CaptureCounters();

  /** Oldest first. */
  private final Set<CaptureFile> files = new LinkedHashSet<>();

  private int number;
  private boolean deletionLogged;

  /** One file of a capture. */
  final class CaptureFile {
    private final Path path;
    private OutputStream out;
    private final AtomicLong bytes;

    private CaptureFile(Path path, OutputStream out, long bytes) {
      this.path = path;
      this.out = out;
      this.bytes = new AtomicLong(bytes);
    }

    String name() {
      return path.getFileName().toString();
    }

    long bytes() {
      return bytes.get();
    }

    /** Whether there is no room for so many bytes more. */
    boolean isFull(int more) {
      return bytes() + more > fileBytes;
    }

    void write(byte[] block, int length) throws IOException {
      out.write(block, 0, length);
      bytes.addAndGet(length);
    }

    void flush() throws IOException {
      out.flush();
    }

    /** The file is finished, and may go when its time has come. */
    void close() throws IOException {
      OutputStream closing = out;
      synchronized (CaptureFolder.this) {
        out = null;
      }
      closing.close();
    }
  }

  private CaptureFolder(Path folder, long fileBytes, long totalBytes) {
    this.folder = folder;
    this.fileBytes = fileBytes;
    this.totalBytes = totalBytes;
  }

  /**
   * Makes the folder where it isn't there, and counts in what an earlier run has left.
   *
   * @return empty where none is set
   * @throws IOException if it can't be made or written to; the message is for the operator
   */
  public static Optional<CaptureFolder> open(Settings.Capture settings) throws IOException {
    if (settings.folder().isEmpty()) {
      return Optional.empty();
    }
    Path folder = settings.folder().get();
    CaptureFolder opened = new CaptureFolder(folder, settings.fileBytes(), settings.totalBytes());
    try {
      Files.createDirectories(folder);
      opened.countLeftovers();
    } catch (IOException e) {
      throw new IOException(
          "The setting capture names the folder %s, which can't be used: %s.".formatted(folder, e),
          e);
    }
    if (!Files.isWritable(folder)) {
      throw new IOException(
          "The setting capture names the folder %s, which can't be written to.".formatted(folder));
    }
    return Optional.of(opened);
  }

  /** What all captures into this folder had to do without. */
  public CaptureCounters counters() {
    return counters;
  }

  private void countLeftovers() throws IOException {
    record Leftover(CaptureFile file, FileTime time) {}
    List<Leftover> leftovers = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, PREFIX + "*" + SUFFIX)) {
      for (Path path : found) {
        CaptureFile file = new CaptureFile(path, null, Files.size(path));
        leftovers.add(new Leftover(file, Files.getLastModifiedTime(path)));
      }
    }
    leftovers.sort(Comparator.comparing(Leftover::time));
    leftovers.forEach(leftover -> files.add(leftover.file()));
  }

  /**
   * Begins a file, for which the oldest finished ones may have to go.
   *
   * @return empty where files that are being written take up all the room
   */
  synchronized Optional<CaptureFile> begin(String room, Instant time) throws IOException {
    if (!makeRoom()) {
      return Optional.empty();
    }
    Path path = newPath(room, time);
    OutputStream out =
        new BufferedOutputStream(
            Files.newOutputStream(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            BUFFER_BYTES);
    CaptureFile file = new CaptureFile(path, out, 0);
    files.add(file);
    return Optional.of(file);
  }

  /** Those of the files that are still there. */
  synchronized List<CaptureFile> stillThere(List<CaptureFile> asked) {
    return asked.stream().filter(files::contains).toList();
  }

  /** A file that is being written counts as large as it may become. */
  private boolean makeRoom() throws IOException {
    long used = 0;
    for (CaptureFile file : files) {
      used += file.out != null ? fileBytes : file.bytes();
    }
    for (CaptureFile file : List.copyOf(files)) {
      if (used + fileBytes <= totalBytes) {
        return true;
      }
      if (file.out == null) {
        Files.deleteIfExists(file.path);
        files.remove(file);
        used -= file.bytes();
        noteDeletion(file);
      }
    }
    return used + fileBytes <= totalBytes;
  }

  /** Once in the log, as from then on a file may go for each that begins. */
  private void noteDeletion(CaptureFile file) {
    counters.deleteFile();
    if (!deletionLogged) {
      deletionLogged = true;
      LOG.info(
          "The folder of captures {} would hold more than {} bytes (--capture-total-size): the"
              + " oldest files go from now on, first {}",
          folder,
          totalBytes,
          file.name());
    }
  }

  private Path newPath(String room, Instant time) {
    String shown = room.replaceAll("[^A-Za-z0-9._-]", "_");
    String cut = shown.substring(0, Math.min(shown.length(), ROOM_LENGTH));
    while (true) {
      number++;
      Path path = folder.resolve(PREFIX + cut + "-" + TIME.format(time) + "-" + number + SUFFIX);
      if (!Files.exists(path)) {
        return path;
      }
    }
  }
}

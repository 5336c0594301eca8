package dev.sluice.benchmarks.load.media;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads VP8 or Opus from a WebM file: elements in elements (EBML, RFC 8794), of which those of
 * Matroska (RFC 9559) are looked at that say what the tracks are, and what is in them.
 *
 * <p>Elements are read one after the other, whatever they are in: an element that has others in it
 * is left for the first of these as soon as it begins. So it doesn't matter where those end of
 * which a browser doesn't say it, as it writes them while it records.
 */
final class WebmFile {

  private static final int EBML = 0x1A45DFA3;
  private static final int SEGMENT = 0x18538067;
  private static final int INFO = 0x1549A966;
  private static final int TIMESTAMP_SCALE = 0x2AD7B1;
  private static final int TRACKS = 0x1654AE6B;
  private static final int TRACK_ENTRY = 0xAE;
  private static final int TRACK_NUMBER = 0xD7;
  private static final int CODEC_ID = 0x86;
  private static final int CONTENT_ENCODINGS = 0x6D80;
  private static final int CLUSTER = 0x1F43B675;
  private static final int TIMESTAMP = 0xE7;
  private static final int SIMPLE_BLOCK = 0xA3;
  private static final int BLOCK_GROUP = 0xA0;
  private static final int BLOCK = 0xA1;

  /** How frames share a block: RFC 9559 section 10.3. */
  private static final int LACING = 0x06;

  private static final int XIPH_LACING = 0x02;
  private static final int FIXED_SIZE_LACING = 0x04;

  private static final long USUAL_FRAME_NANOS = 33_333_333;

  private final ByteBuffer bytes;
  private final List<Track> tracks = new ArrayList<>();
  private long tickNanos = 1_000_000;
  private long clusterTicks;

  private static final class Track {
    private long number;
    private String codec = "nothing known";

    /** Compressed or encrypted. */
    private boolean encoded;

    private final List<byte[]> frames = new ArrayList<>();
    private final List<Long> ticks = new ArrayList<>();
  }

  private WebmFile(byte[] file) {
    bytes = ByteBuffer.wrap(file);
  }

  static boolean isOne(byte[] file) {
    return file.length >= Integer.BYTES && ByteBuffer.wrap(file).getInt() == EBML;
  }

  static List<Recording.Frame> vp8(Path path, byte[] file) throws IOException {
    WebmFile webm = new WebmFile(file);
    return webm.timed(webm.track(path, "V_VP8"));
  }

  static List<byte[]> opus(Path path, byte[] file) throws IOException {
    return new WebmFile(file).track(path, "A_OPUS").frames;
  }

  /** The first track of a codec. */
  private Track track(Path path, String codec) throws IOException {
    read();
    Map<String, Track> byCodec = new HashMap<>();
    tracks.forEach(track -> byCodec.putIfAbsent(track.codec, track));
    Track found = byCodec.get(codec);
    if (found == null) {
      throw new IOException(
          "%s has no track of %s; it holds %s."
              .formatted(
                  path,
                  codec,
                  tracks.isEmpty()
                      ? "no track"
                      : String.join(", ", tracks.stream().map(track -> track.codec).toList())));
    }
    if (found.encoded) {
      throw new IOException(path + " is compressed or encrypted, which can't be read.");
    }
    return found;
  }

  /** To the end, or to what was being written when the file was copied. */
  private void read() {
    while (bytes.hasRemaining()) {
      int id = (int) number(bytes, true);
      long size = number(bytes, false);
      switch (id) {
        case SEGMENT, INFO, TRACKS, CLUSTER, BLOCK_GROUP -> {}
        case TRACK_ENTRY -> tracks.add(new Track());
        default -> {
          if (size < 0 || size > bytes.remaining()) {
            return;
          }
          ByteBuffer content = bytes.slice(bytes.position(), (int) size);
          bytes.position(bytes.position() + (int) size);
          take(id, content);
        }
      }
    }
  }

  private void take(int id, ByteBuffer content) {
    switch (id) {
      case TIMESTAMP_SCALE -> tickNanos = unsigned(content);
      case TIMESTAMP -> clusterTicks = unsigned(content);
      case SIMPLE_BLOCK, BLOCK -> takeBlock(content);
      default -> {
        if (!tracks.isEmpty()) {
          describe(tracks.getLast(), id, content);
        }
      }
    }
  }

  private static void describe(Track track, int id, ByteBuffer content) {
    switch (id) {
      case TRACK_NUMBER -> track.number = unsigned(content);
      case CODEC_ID -> track.codec = StandardCharsets.US_ASCII.decode(content).toString();
      case CONTENT_ENCODINGS -> track.encoded = true;
      default -> {}
    }
  }

  private static long unsigned(ByteBuffer content) {
    long value = 0;
    while (content.hasRemaining()) {
      value = (value << 8) | (content.get() & 0xFF);
    }
    return value;
  }

  /** RFC 9559 section 10.1: the track's number, a time from the cluster's on, flags, frames. */
  private void takeBlock(ByteBuffer block) {
    long number = number(block, false);
    if (block.remaining() < Short.BYTES + Byte.BYTES) {
      return;
    }
    long ticks = clusterTicks + block.getShort();
    int lacing = block.get() & LACING;
    for (Track track : tracks) {
      if (track.number == number) {
        for (int size : sizes(block, lacing)) {
          if (size < 0 || size > block.remaining()) {
            return;
          }
          byte[] frame = new byte[size];
          block.get(frame);
          track.frames.add(frame);
          track.ticks.add(ticks);
        }
      }
    }
  }

  /** The lengths of a block's frames, with the buffer left at the first of them. */
  private static int[] sizes(ByteBuffer block, int lacing) {
    if (lacing == 0 || !block.hasRemaining()) {
      return new int[] {block.remaining()};
    }
    int[] sizes = new int[(block.get() & 0xFF) + 1];
    int last = sizes.length - 1;
    if (lacing == FIXED_SIZE_LACING) {
      Arrays.fill(sizes, block.remaining() / sizes.length);
      return sizes;
    }
    int sum = 0;
    for (int i = 0; i < last; i++) {
      sizes[i] =
          lacing == XIPH_LACING
              ? xiphSize(block)
              : i == 0 ? (int) number(block, false) : sizes[i - 1] + (int) difference(block);
      sum += sizes[i];
    }
    sizes[last] = block.remaining() - sum;
    return sizes;
  }

  private static int xiphSize(ByteBuffer block) {
    int size = 0;
    int part = 0xFF;
    while (part == 0xFF && block.hasRemaining()) {
      part = block.get() & 0xFF;
      size += part;
    }
    return size;
  }

  /** RFC 9559 section 10.3.3: a number of variable length, less half of the most it can be. */
  private static long difference(ByteBuffer block) {
    int before = block.position();
    long number = number(block, false);
    int length = block.position() - before;
    return number - ((1L << (7 * length - 1)) - 1);
  }

  /**
   * A number of variable length (RFC 8794 section 4); -1 where there is none.
   *
   * @param marked whether the bit that tells the length belongs to it, as in an element's id
   */
  private static long number(ByteBuffer from, boolean marked) {
    if (!from.hasRemaining()) {
      return -1;
    }
    int first = from.get() & 0xFF;
    int more = Integer.numberOfLeadingZeros(first) - 24;
    if (more >= Byte.SIZE || more > from.remaining()) {
      from.position(from.limit());
      return -1;
    }
    long value = marked ? first : first & (0x7F >> more);
    for (int i = 0; i < more; i++) {
      value = (value << 8) | (from.get() & 0xFF);
    }
    return value;
  }

  /** The last one takes as long as the others do on average. */
  private List<Recording.Frame> timed(Track track) {
    List<Recording.Frame> timed = new ArrayList<>();
    int last = track.frames.size() - 1;
    for (int i = 0; i <= last; i++) {
      long nanos =
          i < last
              ? (track.ticks.get(i + 1) - track.ticks.get(i)) * tickNanos
              : last == 0
                  ? USUAL_FRAME_NANOS
                  : (track.ticks.getLast() - track.ticks.getFirst()) * tickNanos / last;
      timed.add(Recording.Frame.vp8(track.frames.get(i), Math.max(0, nanos)));
    }
    return timed;
  }
}

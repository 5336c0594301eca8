package dev.sluice.benchmarks.load.media;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Opus from an Ogg file (RFC 3533, RFC 7845), over and over. */
public final class OggAudio implements MediaSource {

  private static final int PAGE_HEADER_LENGTH = 27;

  /** A segment of this length is continued by the next. */
  private static final int LACED = 255;

  /** OpusHead and OpusTags. */
  private static final int HEADER_PACKETS = 2;

  private static final long MILLI = 1_000_000;

  /** A file read once, for any number of publishers. */
  public record File(List<byte[]> packets) {
    public File {
      packets = List.copyOf(packets);
    }
  }

  private final File file;
  private int index;
  private long dueNanos;

  public OggAudio(File file) {
    this.file = file;
  }

  /**
   * Reads a file of one stream.
   *
   * @throws IOException if it isn't there, or is no Ogg file of Opus; the message is one sentence
   */
  public static File read(Path path) throws IOException {
    List<byte[]> packets = packets(Files.readAllBytes(path));
    if (packets.size() <= HEADER_PACKETS || !startsWith(packets.getFirst(), "OpusHead")) {
      throw new IOException(path + " is no Ogg file with Opus in it.");
    }
    return new File(
        packets.subList(HEADER_PACKETS, packets.size()).stream()
            .filter(packet -> packet.length > 0)
            .toList());
  }

  private static boolean startsWith(byte[] packet, String text) {
    byte[] start = text.getBytes(StandardCharsets.US_ASCII);
    return packet.length >= start.length
        && Arrays.equals(packet, 0, start.length, start, 0, start.length);
  }

  /** RFC 3533 section 6: pages of segments, whose lengths say where packets end. */
  private static List<byte[]> packets(byte[] bytes) {
    List<byte[]> packets = new ArrayList<>();
    ByteArrayOutputStream packet = new ByteArrayOutputStream();
    int page = 0;
    while (bytes.length - page >= PAGE_HEADER_LENGTH
        && new String(bytes, page, 4, StandardCharsets.US_ASCII).equals("OggS")) {
      int segments = bytes[page + PAGE_HEADER_LENGTH - 1] & 0xFF;
      int table = page + PAGE_HEADER_LENGTH;
      int at = table + segments;
      for (int i = 0; i < segments && table + i < bytes.length; i++) {
        int length = bytes[table + i] & 0xFF;
        if (at + length > bytes.length) {
          return packets;
        }
        packet.write(bytes, at, length);
        at += length;
        if (length < LACED) {
          packets.add(packet.toByteArray());
          packet.reset();
        }
      }
      page = at;
    }
    return packets;
  }

  @Override
  public long nextNanos() {
    return dueNanos;
  }

  @Override
  public void next(boolean keyFrameWanted, EncodedFrame out) {
    byte[] packet = file.packets().get(index);
    out.ensureCapacity(packet.length);
    System.arraycopy(packet, 0, out.bytes, 0, packet.length);
    out.length = packet.length;
    out.keyFrame = true;
    index = (index + 1) % file.packets().size();
    dueNanos += durationNanos(packet);
  }

  /**
   * RFC 6716 section 3.1: the table of contents gives a frame's duration, and how many there are.
   */
  static long durationNanos(byte[] packet) {
    int configuration = (packet[0] & 0xFF) >> 3;
    int frames =
        switch (packet[0] & 3) {
          case 0 -> 1;
          case 1, 2 -> 2;
          default -> packet.length > 1 ? packet[1] & 0x3F : 1;
        };
    return frames * frameNanos(configuration);
  }

  private static long frameNanos(int configuration) {
    if (configuration < 12) {
      return new long[] {10, 20, 40, 60}[configuration & 3] * MILLI;
    }
    if (configuration < 16) {
      return new long[] {10, 20}[configuration & 1] * MILLI;
    }
    return (2 * MILLI + MILLI / 2) << (configuration & 3);
  }
}

package dev.sluice.benchmarks.load.media;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads Opus from an Ogg file of one stream (RFC 3533, RFC 7845). */
final class OggFile {

  private static final byte[] PAGE = "OggS".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] OPUS_HEAD = "OpusHead".getBytes(StandardCharsets.US_ASCII);
  private static final int PAGE_HEADER_LENGTH = 27;

  /** A segment of this length is continued by the next. */
  private static final int LACED = 255;

  /** OpusHead and OpusTags. */
  private static final int HEADER_PACKETS = 2;

  private OggFile() {}

  static boolean isOne(byte[] file) {
    return startsWith(file, 0, PAGE);
  }

  static List<byte[]> opus(Path path, byte[] file) throws IOException {
    List<byte[]> packets = packets(file);
    if (packets.size() < HEADER_PACKETS || !startsWith(packets.getFirst(), 0, OPUS_HEAD)) {
      throw new IOException(path + " is no Ogg file with Opus in it.");
    }
    return packets.subList(HEADER_PACKETS, packets.size());
  }

  private static boolean startsWith(byte[] bytes, int from, byte[] text) {
    return bytes.length - from >= text.length
        && Arrays.equals(bytes, from, from + text.length, text, 0, text.length);
  }

  /** RFC 3533 section 6: pages of segments, whose lengths say where packets end. */
  private static List<byte[]> packets(byte[] file) {
    List<byte[]> packets = new ArrayList<>();
    ByteArrayOutputStream packet = new ByteArrayOutputStream();
    int page = 0;
    while (file.length - page >= PAGE_HEADER_LENGTH && startsWith(file, page, PAGE)) {
      int segments = file[page + PAGE_HEADER_LENGTH - 1] & 0xFF;
      int table = page + PAGE_HEADER_LENGTH;
      int at = table + segments;
      for (int i = 0; i < segments && table + i < file.length; i++) {
        int length = file[table + i] & 0xFF;
        if (at + length > file.length) {
          return packets;
        }
        packet.write(file, at, length);
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
}

package dev.sluice.benchmarks.load.media;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads VP8 from an IVF file.
 *
 * <p>The format, little endian: a header of 32 bytes ({@code DKIF}, version, header length, codec,
 * width, height, time base), then for each frame its length, its time and its bytes.
 */
final class IvfFile {

  private static final int HEADER_LENGTH = 32;
  private static final int FRAME_HEADER_LENGTH = 12;

  private IvfFile() {}

  static boolean isOne(byte[] file) {
    return file.length >= HEADER_LENGTH && text(file, 0).equals("DKIF");
  }

  static List<Recording.Frame> vp8(Path path, byte[] file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    if (!text(file, 8).equals("VP80")) {
      throw new IOException(
          "%s holds %s; only VP8 (VP80) can be sent.".formatted(path, text(file, 8)));
    }
    long rate = Integer.toUnsignedLong(bytes.getInt(16));
    long scale = Integer.toUnsignedLong(bytes.getInt(20));
    if (rate == 0) {
      throw new IOException(path + " has no time base.");
    }
    long frameNanos = 1_000_000_000L * Math.max(1, scale) / rate;
    List<Recording.Frame> frames = new ArrayList<>();
    int at = Short.toUnsignedInt(bytes.getShort(6));
    while (bytes.limit() - at >= FRAME_HEADER_LENGTH) {
      int length = bytes.getInt(at);
      at += FRAME_HEADER_LENGTH;
      if (length < 0 || length > bytes.limit() - at) {
        // What was being written when the file was copied.
        break;
      }
      byte[] frame = new byte[length];
      bytes.get(at, frame);
      frames.add(Recording.Frame.vp8(frame, frameNanos));
      at += length;
    }
    return frames;
  }

  private static String text(byte[] file, int at) {
    return new String(file, at, 4, StandardCharsets.US_ASCII);
  }
}

package dev.sluice.benchmarks.load.media;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * VP8 from an IVF file, over and over. Asked for a key frame, it goes on with the file's next one.
 *
 * <p>The format, little endian: a header of 32 bytes ({@code DKIF}, version, header length, codec,
 * width, height, time base), then for each frame its length, its time and its bytes.
 */
public final class IvfVideo implements MediaSource {

  private static final int HEADER_LENGTH = 32;
  private static final int FRAME_HEADER_LENGTH = 12;

  /** A file read once, for any number of publishers. */
  public record File(List<byte[]> frames, long frameNanos) {
    public File {
      frames = List.copyOf(frames);
    }
  }

  private final File file;
  private int index;
  private long count;

  public IvfVideo(File file) {
    this.file = file;
  }

  /**
   * Reads a file.
   *
   * @throws IOException if it isn't there, or is no IVF file of VP8 that begins with a key frame;
   *     the message is one sentence
   */
  public static File read(Path path) throws IOException {
    byte[] file = Files.readAllBytes(path);
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    if (file.length < HEADER_LENGTH || !text(file, 0).equals("DKIF")) {
      throw new IOException(path + " is no IVF file.");
    }
    if (!text(file, 8).equals("VP80")) {
      throw new IOException(
          "%s holds %s; only VP8 (VP80) can be sent.".formatted(path, text(file, 8)));
    }
    long rate = Integer.toUnsignedLong(bytes.getInt(16));
    long scale = Integer.toUnsignedLong(bytes.getInt(20));
    List<byte[]> frames = new ArrayList<>();
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
      frames.add(frame);
      at += length;
    }
    if (rate == 0 || frames.isEmpty() || !isKeyFrame(frames.getFirst())) {
      throw new IOException(
          path + " has no frames, no time base, or no key frame at its beginning.");
    }
    return new File(frames, 1_000_000_000L * Math.max(1, scale) / rate);
  }

  private static String text(byte[] file, int at) {
    return new String(file, at, 4, StandardCharsets.US_ASCII);
  }

  /** RFC 6386 section 9.1: the first bit, inverted. */
  private static boolean isKeyFrame(byte[] frame) {
    return frame.length > 0 && (frame[0] & 1) == 0;
  }

  @Override
  public long nextNanos() {
    return count * file.frameNanos();
  }

  @Override
  public void next(boolean keyFrameWanted, EncodedFrame out) {
    if (keyFrameWanted) {
      while (!isKeyFrame(file.frames().get(index))) {
        index = (index + 1) % file.frames().size();
      }
    }
    byte[] frame = file.frames().get(index);
    out.ensureCapacity(frame.length);
    System.arraycopy(frame, 0, out.bytes, 0, frame.length);
    out.length = frame.length;
    out.keyFrame = isKeyFrame(frame);
    index = (index + 1) % file.frames().size();
    count++;
  }
}

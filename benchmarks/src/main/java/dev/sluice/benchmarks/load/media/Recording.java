package dev.sluice.benchmarks.load.media;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a file holds, read once, for any number of publishers: VP8 from IVF or WebM, Opus from Ogg
 * or WebM. What its first bytes say counts, not its name.
 *
 * @param frames video frames or audio packets that take some time; the first is a key frame
 */
public record Recording(List<Frame> frames) {

  /** One of them. */
  static final class Frame {
    private final byte[] bytes;
    private final boolean keyFrame;
    private final long nanos;

    private Frame(byte[] bytes, boolean keyFrame, long nanos) {
      this.bytes = bytes;
      this.keyFrame = keyFrame;
      this.nanos = nanos;
    }

    byte[] bytes() {
      return bytes;
    }

    /** Whether a decoder can begin with it. */
    boolean keyFrame() {
      return keyFrame;
    }

    /** Until the next is due. */
    long nanos() {
      return nanos;
    }

    static Frame vp8(byte[] bytes, long nanos) {
      // RFC 6386 section 9.1: the first bit, inverted.
      return new Frame(bytes, bytes.length > 0 && (bytes[0] & 1) == 0, nanos);
    }

    static Frame opus(byte[] bytes) {
      return new Frame(bytes, true, OpusPacket.durationNanos(bytes));
    }
  }

  public Recording {
    frames = List.copyOf(frames);
  }

  /**
   * Reads a file's VP8.
   *
   * @throws IOException if it isn't there, or has none that begins with a key frame; the message is
   *     one sentence
   */
  public static Recording video(Path path) throws IOException {
    byte[] file = Files.readAllBytes(path);
    List<Frame> frames;
    if (WebmFile.isOne(file)) {
      frames = WebmFile.vp8(path, file);
    } else if (IvfFile.isOne(file)) {
      frames = IvfFile.vp8(path, file);
    } else {
      throw new IOException(path + " is neither an IVF nor a WebM file.");
    }
    return checked(path, frames);
  }

  /**
   * Reads a file's Opus.
   *
   * @throws IOException if it isn't there, or has none; the message is one sentence
   */
  public static Recording audio(Path path) throws IOException {
    byte[] file = Files.readAllBytes(path);
    List<byte[]> packets;
    if (WebmFile.isOne(file)) {
      packets = WebmFile.opus(path, file);
    } else if (OggFile.isOne(file)) {
      packets = OggFile.opus(path, file);
    } else {
      throw new IOException(path + " is neither an Ogg nor a WebM file.");
    }
    List<Frame> frames =
        packets.stream().filter(packet -> packet.length > 0).map(Frame::opus).toList();
    return checked(path, frames);
  }

  private static Recording checked(Path path, List<Frame> frames) throws IOException {
    if (frames.stream().allMatch(frame -> frame.nanos() == 0)) {
      throw new IOException(path + " has nothing in it that takes time.");
    }
    if (!frames.getFirst().keyFrame()) {
      throw new IOException(path + " has no key frame at its beginning.");
    }
    return new Recording(frames);
  }
}

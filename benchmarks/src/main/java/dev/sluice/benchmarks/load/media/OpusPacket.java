package dev.sluice.benchmarks.load.media;

/** What a packet of Opus says of itself. */
final class OpusPacket {

  private static final long MILLI = 1_000_000;

  private OpusPacket() {}

  /**
   * RFC 6716 section 3.1: the table of contents gives a frame's duration, and how many there are.
   *
   * @param packet not empty
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

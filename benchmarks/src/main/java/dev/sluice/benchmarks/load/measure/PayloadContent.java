package dev.sluice.benchmarks.load.measure;

import dev.sluice.core.rtp.Codec;
import java.util.zip.CRC32C;

/**
 * What tells one payload from another: a number made of all its bytes, but for the payload
 * descriptor that a server rewrites. Not thread-safe.
 */
public final class PayloadContent {

  private static final int EXTENDED = 0x80;
  private static final int PICTURE_ID = 0x80;
  private static final int TL0PICIDX = 0x40;
  private static final int TID_OR_KEYIDX = 0x30;

  private final CRC32C crc = new CRC32C();

  /** The content of a payload. */
  public long of(Codec codec, byte[] bytes, int offset, int length) {
    int skipped = codec == Codec.VP8 ? vp8DescriptorLength(bytes, offset, length) : 0;
    crc.reset();
    crc.update(bytes, offset + skipped, length - skipped);
    return (long) (length - skipped) << 32 | crc.getValue();
  }

  /** RFC 7741 section 4.2: its picture id and TL0PICIDX run on for each viewer alone. */
  private static int vp8DescriptorLength(byte[] bytes, int offset, int length) {
    if (length < 2 || (bytes[offset] & EXTENDED) == 0) {
      return Math.min(1, length);
    }
    int flags = bytes[offset + 1];
    int descriptor = 2;
    if ((flags & PICTURE_ID) != 0 && length > 2) {
      descriptor += bytes[offset + 2] < 0 ? 2 : 1;
    }
    descriptor += (flags & TL0PICIDX) != 0 ? 1 : 0;
    descriptor += (flags & TID_OR_KEYIDX) != 0 ? 1 : 0;
    return Math.min(descriptor, length);
  }
}

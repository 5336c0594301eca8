package dev.sluice.core.codec;

/**
 * The video layers allocation header extension (libwebrtc's "video-layers-allocation00"), by which
 * a sender tells a middlebox which layers of all its encodings it sends, with what bitrate each,
 * and how large the pictures are.
 *
 * <p>Streams are the encodings of a simulcast, in the order in which it was offered; without
 * simulcast there is stream 0. Reusable, reading allocates nothing, not thread-safe.
 */
public final class VideoLayersAllocation {

  public static final int MAX_STREAMS = 4;
  public static final int MAX_SPATIAL_LAYERS = FrameInfo.MAX_SPATIAL_LAYERS;
  public static final int MAX_TEMPORAL_LAYERS = 4;

  private static final int LAYERS = MAX_STREAMS * MAX_SPATIAL_LAYERS;

  /** As libwebrtc's reader has it: nobody sends a gigabit per second. */
  private static final long MAX_KBPS = 1_000_000;

  /** A number of "AV1 Bitstream &amp; Decoding Process Specification" section 4.10.5. */
  private static final int MAX_LEB128_BYTES = 8;

  /** Width, height and frame rate of one spatial layer. */
  private static final int PICTURE_BITS = 40;

  private final BitReader bits = new BitReader();

  private int stream;
  private boolean sized;

  /** A bit for each spatial layer of each stream. */
  private int sent;

  private final int[] temporalLayers = new int[LAYERS];
  private final long[] bitrates = new long[LAYERS * MAX_TEMPORAL_LAYERS];
  private final int[] widths = new int[LAYERS];
  private final int[] heights = new int[LAYERS];
  private final int[] frameRates = new int[LAYERS];

  private static int index(int stream, int spatial) {
    return stream * MAX_SPATIAL_LAYERS + spatial;
  }

  /**
   * Reads the extension's value in {@code buffer[offset, offset + length)}.
   *
   * @return false where it is malformed: then nothing may be asked
   */
  public boolean read(byte[] buffer, int offset, int length) {
    bits.wrap(buffer, offset, length);
    if (length == 1 && buffer[offset] == 0) {
      // Nothing is sent at all; on which stream that was said isn't told.
      stream = -1;
      sent = 0;
      sized = false;
      return true;
    }
    stream = bits.read(2);
    int streams = bits.read(2) + 1;
    sent = readSent(streams);
    readTemporalLayers();
    return readBitrates() && readPictures() && !bits.overrun() && stream < streams;
  }

  private int readSent(int streams) {
    int common = bits.read(4);
    int masks = common != 0 ? streams : streams <= 2 ? 2 : 4;
    int layers = 0;
    for (int i = 0; i < masks; i++) {
      int mask = common != 0 ? common : bits.read(4);
      layers |= i < streams ? mask << index(i, 0) : 0;
    }
    return layers;
  }

  private void readTemporalLayers() {
    for (int i = 0; i < LAYERS; i++) {
      temporalLayers[i] = isSent(i) ? bits.read(2) + 1 : 0;
    }
    bits.alignToByte();
  }

  private boolean readBitrates() {
    for (int i = 0; i < LAYERS; i++) {
      for (int temporal = 0; temporal < temporalLayers[i]; temporal++) {
        long kbps = readLeb128();
        if (kbps < 0 || kbps > MAX_KBPS) {
          return false;
        }
        bitrates[i * MAX_TEMPORAL_LAYERS + temporal] = kbps * 1000;
      }
    }
    return true;
  }

  /** -1 where it doesn't end. */
  private long readLeb128() {
    long value = 0;
    for (int i = 0; i < MAX_LEB128_BYTES; i++) {
      boolean more = bits.readFlag();
      value |= (long) bits.read(7) << (7 * i);
      if (!more) {
        return value;
      }
    }
    return -1;
  }

  /** They are there where bytes are left. */
  private boolean readPictures() {
    int layers = Integer.bitCount(sent);
    sized = bits.left() > 0;
    if (sized && bits.left() != layers * PICTURE_BITS) {
      return false;
    }
    for (int i = 0; sized && i < LAYERS; i++) {
      if (isSent(i)) {
        widths[i] = bits.read(16) + 1;
        heights[i] = bits.read(16) + 1;
        frameRates[i] = bits.read(8);
      }
    }
    return true;
  }

  /** On which stream it was sent, 0 to 3; -1 where nothing is sent, which doesn't tell. */
  public int stream() {
    return stream;
  }

  /** Whether a spatial layer of a stream is sent. */
  public boolean isSent(int stream, int spatial) {
    return isSent(index(stream, spatial));
  }

  private boolean isSent(int layer) {
    return (sent >> layer & 1) != 0;
  }

  /** How many temporal layers a spatial layer has, 1 to 4; 0 where it isn't sent. */
  public int temporalLayers(int stream, int spatial) {
    return isSent(stream, spatial) ? temporalLayers[index(stream, spatial)] : 0;
  }

  /**
   * What the sender aims at with this spatial and this temporal layer, and all that they need:
   * defined for layers that are sent.
   */
  public long bitrateBps(int stream, int spatial, int temporal) {
    return bitrates[index(stream, spatial) * MAX_TEMPORAL_LAYERS + temporal];
  }

  /** Whether the sizes are told as well. */
  public boolean isSized() {
    return sized;
  }

  /** In pixels, 1 to 65536; defined where {@link #isSized}, of a layer that is sent. */
  public int width(int stream, int spatial) {
    return widths[index(stream, spatial)];
  }

  /** As {@link #width}. */
  public int height(int stream, int spatial) {
    return heights[index(stream, spatial)];
  }

  /** At most so many pictures a second, 0 to 255; defined as {@link #width} is. */
  public int framesPerSecond(int stream, int spatial) {
    return frameRates[index(stream, spatial)];
  }
}

package dev.sluice.core.capture;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a pcapng file (draft-ietf-opsawg-pcapng) or a pcap file (draft-ietf-opsawg-pcap) of either
 * byte order, frame by frame. A file that ends within a block, as a crash leaves it, ends there.
 */
public final class CaptureReader {

  private static final int PCAP_MICROS = 0xA1B2C3D4;
  private static final int PCAP_NANOS = 0xA1B23C4D;
  private static final int PCAP_HEADER_LENGTH = 24;
  private static final int PCAP_RECORD_LENGTH = 16;

  private static final int SIMPLE_PACKET = 3;
  private static final int OBSOLETE_PACKET = 2;
  private static final int SMALLEST_BLOCK = 12;

  /** What a time stamp counts where the interface doesn't say: microseconds. */
  private static final int DEFAULT_RESOLUTION = 6;

  private static final VarHandle SHORT_BE =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle SHORT_LE =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT_BE =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT_LE =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  /** An interface with what only reading needs to know of it. */
  private static final class Source {
    final CaptureInterface described;
    final TimeUnits units;
    final long snapLength;
    long dropped;

    Source(CaptureInterface described, TimeUnits units, long snapLength) {
      this.described = described;
      this.units = units;
      this.snapLength = snapLength;
    }
  }

  private final byte[] file;
  private final boolean pcap;
  private final List<Source> sources = new ArrayList<>();
  private boolean littleEndian;
  private int position;
  private boolean truncated;
  private long droppedBefore;

  private Source source;
  private long unixNanos;
  private int offset;
  private int length;
  private long originalLength;

  /**
   * @param file the whole file
   * @throws CaptureFormatException where it is neither pcapng nor pcap
   */
  public CaptureReader(byte[] file) throws CaptureFormatException {
    this.file = file;
    if (file.length < 4) {
      throw new CaptureFormatException("this is neither a pcapng nor a pcap file: it is too short");
    }
    pcap = (int) INT_BE.get(file, 0) != PcapngWriter.SECTION_HEADER;
    if (pcap) {
      readPcapHeader();
    }
  }

  /**
   * Goes on to the next frame.
   *
   * @return false at the end
   * @throws CaptureFormatException where the file is broken
   */
  public boolean next() throws CaptureFormatException {
    if (pcap) {
      return nextPcapRecord();
    }
    while (nextBlock()) {
      if (source != null) {
        return true;
      }
    }
    return false;
  }

  /** Where the frame was captured. */
  public CaptureInterface source() {
    return source.described;
  }

  /** When the frame was captured, in nanoseconds since 1970. */
  public long unixNanos() {
    return unixNanos;
  }

  /** The file: the frame lies in it from {@link #offset}, {@link #length} bytes long. */
  public byte[] bytes() {
    return file;
  }

  public int offset() {
    return offset;
  }

  public int length() {
    return length;
  }

  /** Whether the frame was longer than what the file has of it. */
  public boolean isCut() {
    return originalLength > length;
  }

  /** Whether the file ended within a block. */
  public boolean isTruncated() {
    return truncated;
  }

  /** How many frames the capturing program says, by now, are missing in the file. */
  public long dropped() {
    long sum = droppedBefore;
    for (Source each : sources) {
      sum += each.dropped;
    }
    return sum;
  }

  // pcap.

  private void readPcapHeader() throws CaptureFormatException {
    int magic = (int) INT_BE.get(file, 0);
    littleEndian =
        Integer.reverseBytes(magic) == PCAP_MICROS || Integer.reverseBytes(magic) == PCAP_NANOS;
    int ordered = littleEndian ? Integer.reverseBytes(magic) : magic;
    if (ordered != PCAP_MICROS && ordered != PCAP_NANOS) {
      throw new CaptureFormatException(
          "this is neither a pcapng nor a pcap file: it begins with %08x".formatted(magic));
    }
    if (file.length < PCAP_HEADER_LENGTH) {
      throw new CaptureFormatException("the pcap file ends within its header");
    }
    // The upper bits of the link type may tell of a frame check sequence.
    int linkType = get32(20) & 0xFFFF;
    int resolution = ordered == PCAP_NANOS ? 9 : DEFAULT_RESOLUTION;
    source =
        new Source(
            new CaptureInterface(linkType, ""),
            TimeUnits.ofOption(resolution, 0),
            Integer.MAX_VALUE);
    position = PCAP_HEADER_LENGTH;
  }

  private boolean nextPcapRecord() {
    if (file.length - position < PCAP_RECORD_LENGTH) {
      truncated = position < file.length;
      return false;
    }
    long captured = getUnsigned32(position + 8);
    if (captured > file.length - position - PCAP_RECORD_LENGTH) {
      truncated = true;
      position = file.length;
      return false;
    }
    unixNanos = source.units.nanos(getUnsigned32(position), getUnsigned32(position + 4));
    offset = position + PCAP_RECORD_LENGTH;
    length = (int) captured;
    originalLength = getUnsigned32(position + 12);
    position = offset + length;
    return true;
  }

  // pcapng.

  /** Reads one block; {@link #source} is null where it holds no frame. */
  private boolean nextBlock() throws CaptureFormatException {
    source = null;
    int left = file.length - position;
    if (left < SMALLEST_BLOCK) {
      truncated = left > 0;
      return false;
    }
    if ((int) INT_BE.get(file, position) == PcapngWriter.SECTION_HEADER) {
      readByteOrder();
    }
    long total = getUnsigned32(position + 4);
    if (total < SMALLEST_BLOCK || total % 4 != 0) {
      throw broken("a block of %d bytes".formatted(total));
    }
    if (total > left) {
      truncated = true;
      return false;
    }
    int body = position + 8;
    int end = position + (int) total - 4;
    int type = get32(position);
    switch (type) {
      case PcapngWriter.SECTION_HEADER -> beginSection();
      case PcapngWriter.INTERFACE_DESCRIPTION -> readInterface(body, end);
      case PcapngWriter.ENHANCED_PACKET -> readPacket(body, end, getId(body, end));
      case OBSOLETE_PACKET -> readPacket(body, end, getId(body, end) & 0xFFFF);
      case SIMPLE_PACKET -> readSimplePacket(body, end);
      case PcapngWriter.INTERFACE_STATISTICS -> readStatistics(body, end);
      default -> {
        // Names, secrets, journals: nothing that was on a wire.
      }
    }
    position = end + 4;
    return true;
  }

  private void readByteOrder() throws CaptureFormatException {
    if (file.length - position < SMALLEST_BLOCK) {
      throw broken("a section header without a byte order");
    }
    int magic = (int) INT_BE.get(file, position + 8);
    littleEndian = Integer.reverseBytes(magic) == PcapngWriter.BYTE_ORDER_MAGIC;
    if (!littleEndian && magic != PcapngWriter.BYTE_ORDER_MAGIC) {
      throw broken("a section header whose byte order is %08x".formatted(magic));
    }
  }

  /** Interfaces are numbered anew in each section. */
  private void beginSection() {
    droppedBefore = dropped();
    sources.clear();
  }

  private void readInterface(int body, int end) throws CaptureFormatException {
    if (end - body < 8) {
      throw broken("an interface description of %d bytes".formatted(end - body));
    }
    int resolution = DEFAULT_RESOLUTION;
    long offsetSeconds = 0;
    String name = "";
    Options options = new Options(body + 8, end);
    while (options.next()) {
      switch (options.code) {
        case PcapngWriter.INTERFACE_NAME ->
            name = new String(file, options.value, options.length, StandardCharsets.UTF_8);
        case PcapngWriter.INTERFACE_TIME_RESOLUTION -> {
          if (options.length >= 1) {
            resolution = file[options.value] & 0xFF;
          }
        }
        case PcapngWriter.INTERFACE_TIME_OFFSET -> {
          if (options.length >= 8) {
            offsetSeconds = get64(options.value);
          }
        }
        default -> {
          // Nothing that a frame needs to be understood.
        }
      }
    }
    long snapLength = getUnsigned32(body + 4);
    sources.add(
        new Source(
            new CaptureInterface(getUnsigned16(body), name),
            TimeUnits.ofOption(resolution, offsetSeconds),
            snapLength == 0 ? Integer.MAX_VALUE : snapLength));
  }

  private int getId(int body, int end) throws CaptureFormatException {
    if (end - body < 20) {
      throw broken("a packet block of %d bytes".formatted(end - body));
    }
    // The obsolete block has 16 bits for the interface and 16 for a drop count.
    return get32(position) == OBSOLETE_PACKET ? getUnsigned16(body) : get32(body);
  }

  private void readPacket(int body, int end, int id) throws CaptureFormatException {
    Source from = sourceOf(id);
    long captured = getUnsigned32(body + 12);
    if (captured > end - body - 20) {
      throw broken("a frame of %d bytes in a block that ends before".formatted(captured));
    }
    unixNanos = from.units.nanosOf(getUnsigned32(body + 4) << 32 | getUnsigned32(body + 8));
    offset = body + 20;
    length = (int) captured;
    originalLength = getUnsigned32(body + 16);
    source = from;
  }

  /** Has neither a time, for which that of the frame before must do, nor a length of its own. */
  private void readSimplePacket(int body, int end) throws CaptureFormatException {
    if (end - body < 4) {
      throw broken("a simple packet block of %d bytes".formatted(end - body));
    }
    Source from = sourceOf(0);
    originalLength = getUnsigned32(body);
    offset = body + 4;
    length = (int) Math.min(end - offset, Math.min(originalLength, from.snapLength));
    source = from;
  }

  private void readStatistics(int body, int end) throws CaptureFormatException {
    if (end - body < 12) {
      throw broken("interface statistics of %d bytes".formatted(end - body));
    }
    Source from = sourceOf(get32(body));
    Options options = new Options(body + 12, end);
    while (options.next()) {
      if (options.code == PcapngWriter.STATISTICS_DROPPED && options.length >= 8) {
        from.dropped = get64(options.value);
      }
    }
  }

  private Source sourceOf(int id) throws CaptureFormatException {
    if (id < 0 || id >= sources.size()) {
      throw broken(
          "a block of interface %s, of which the section has not told"
              .formatted(Integer.toUnsignedString(id)));
    }
    return sources.get(id);
  }

  /** The options of one block. */
  private final class Options {

    private final int end;
    private int at;
    int code;
    int value;
    int length;

    Options(int begin, int end) {
      this.at = begin;
      this.end = end;
    }

    boolean next() throws CaptureFormatException {
      if (end - at < 4) {
        return false;
      }
      code = getUnsigned16(at);
      length = getUnsigned16(at + 2);
      value = at + 4;
      if (code == PcapngWriter.OPTION_END) {
        return false;
      }
      if (length > end - value) {
        throw broken("an option of %d bytes in a block that ends before".formatted(length));
      }
      at = Math.min(end, value + ((length + 3) & ~3));
      return true;
    }
  }

  private CaptureFormatException broken(String what) {
    return new CaptureFormatException(
        "the pcapng file is broken at byte %d: %s".formatted(position, what));
  }

  private int getUnsigned16(int at) {
    return (short) (littleEndian ? SHORT_LE : SHORT_BE).get(file, at) & 0xFFFF;
  }

  private int get32(int at) {
    return (int) (littleEndian ? INT_LE : INT_BE).get(file, at);
  }

  private long getUnsigned32(int at) {
    return Integer.toUnsignedLong(get32(at));
  }

  private long get64(int at) {
    long first = getUnsigned32(at);
    long second = getUnsigned32(at + 4);
    return littleEndian ? second << 32 | first : first << 32 | second;
  }
}

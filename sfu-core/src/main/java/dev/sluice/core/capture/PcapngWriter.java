package dev.sluice.core.capture;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes the blocks of a pcapng file (draft-ietf-opsawg-pcapng), one at a time: each method leaves
 * one block in {@link #bytes}. Times are nanoseconds since 1970.
 */
public final class PcapngWriter {

  static final int SECTION_HEADER = 0x0A0D0D0A;
  static final int INTERFACE_DESCRIPTION = 1;
  static final int INTERFACE_STATISTICS = 5;
  static final int ENHANCED_PACKET = 6;

  static final int BYTE_ORDER_MAGIC = 0x1A2B3C4D;

  static final int OPTION_END = 0;
  static final int OPTION_COMMENT = 1;
  static final int SECTION_APPLICATION = 4;
  static final int INTERFACE_NAME = 2;
  static final int INTERFACE_DESCRIPTION_TEXT = 3;
  static final int INTERFACE_TIME_RESOLUTION = 9;
  static final int INTERFACE_TIME_OFFSET = 14;
  static final int STATISTICS_RECEIVED = 4;
  static final int STATISTICS_DROPPED = 5;

  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] block = new byte[4096];
  private int length;

  /** The block written last, from 0 to {@link #length}; good until the next. */
  public byte[] bytes() {
    return block;
  }

  public int length() {
    return length;
  }

  /** What every file begins with. */
  public void section(String application, String comment) {
    begin(SECTION_HEADER);
    put32(BYTE_ORDER_MAGIC);
    put16(1);
    put16(0);
    // The section's length isn't known beforehand.
    put32(-1);
    put32(-1);
    option(SECTION_APPLICATION, application);
    option(OPTION_COMMENT, comment);
    endOptions();
    end();
  }

  /**
   * Comes before the first frame of the interface. Interfaces are numbered from 0 in the order in
   * which they are written.
   */
  public void describeInterface(int linkType, String name, String description) {
    begin(INTERFACE_DESCRIPTION);
    put16(linkType);
    put16(0);
    // No limit to a frame's length.
    put32(0);
    option(INTERFACE_NAME, name);
    option(INTERFACE_DESCRIPTION_TEXT, description);
    put16(INTERFACE_TIME_RESOLUTION);
    put16(1);
    // Powers of ten: nanoseconds.
    put32(9);
    endOptions();
    end();
  }

  /**
   * One frame.
   *
   * @param frame from its beginning
   * @param originalLength more than {@code frameLength} where the frame was cut
   */
  public void packet(
      int interfaceId, long unixNanos, byte[] frame, int frameLength, int originalLength) {
    begin(ENHANCED_PACKET);
    put32(interfaceId);
    putTime(unixNanos);
    put32(frameLength);
    put32(originalLength);
    putPadded(frame, 0, frameLength);
    end();
  }

  /** What the interface has seen: the frames in the file, and those that aren't in it. */
  public void statistics(int interfaceId, long unixNanos, long received, long dropped) {
    begin(INTERFACE_STATISTICS);
    put32(interfaceId);
    putTime(unixNanos);
    option(STATISTICS_RECEIVED, received);
    option(STATISTICS_DROPPED, dropped);
    endOptions();
    end();
  }

  private void begin(int type) {
    length = 0;
    put32(type);
    put32(0);
  }

  private void end() {
    int total = length + 4;
    put32(total);
    INT.set(block, 4, total);
  }

  private void option(int code, String text) {
    byte[] value = text.getBytes(StandardCharsets.UTF_8);
    // An option's length has 16 bits.
    int valueLength = Math.min(value.length, 0xFFFF);
    put16(code);
    put16(valueLength);
    putPadded(value, 0, valueLength);
  }

  private void option(int code, long value) {
    put16(code);
    put16(8);
    put32((int) value);
    put32((int) (value >>> 32));
  }

  private void endOptions() {
    put32(OPTION_END);
  }

  /** The high half comes first, in either byte order. */
  private void putTime(long unixNanos) {
    put32((int) (unixNanos >>> 32));
    put32((int) unixNanos);
  }

  private void putPadded(byte[] value, int offset, int valueLength) {
    int padded = (valueLength + 3) & ~3;
    ensure(padded);
    System.arraycopy(value, offset, block, length, valueLength);
    Arrays.fill(block, length + valueLength, length + padded, (byte) 0);
    length += padded;
  }

  private void put16(int value) {
    ensure(2);
    SHORT.set(block, length, (short) value);
    length += 2;
  }

  private void put32(int value) {
    ensure(4);
    INT.set(block, length, value);
    length += 4;
  }

  private void ensure(int more) {
    if (length + more > block.length) {
      block = Arrays.copyOf(block, Math.max(2 * block.length, length + more));
    }
  }
}

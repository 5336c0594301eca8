package dev.sluice.core.rtp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Reads and writes integers in network byte order (RFC 3550 section 4). Bounds are the caller's.
 */
public final class NetworkBytes {
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private NetworkBytes() {}

  public static int getUnsigned8(byte[] buffer, int offset) {
    return buffer[offset] & 0xFF;
  }

  public static int getUnsigned16(byte[] buffer, int offset) {
    return (short) SHORT.get(buffer, offset) & 0xFFFF;
  }

  public static int getUnsigned24(byte[] buffer, int offset) {
    return (getUnsigned8(buffer, offset) << 16) | getUnsigned16(buffer, offset + 1);
  }

  /** 32 bits as they are; {@link Integer#toUnsignedLong} where the value is meant unsigned. */
  public static int get32(byte[] buffer, int offset) {
    return (int) INT.get(buffer, offset);
  }

  public static long getUnsigned32(byte[] buffer, int offset) {
    return Integer.toUnsignedLong(get32(buffer, offset));
  }

  public static long get64(byte[] buffer, int offset) {
    return (long) LONG.get(buffer, offset);
  }

  public static void put8(byte[] buffer, int offset, int value) {
    buffer[offset] = (byte) value;
  }

  public static void put16(byte[] buffer, int offset, int value) {
    SHORT.set(buffer, offset, (short) value);
  }

  public static void put24(byte[] buffer, int offset, int value) {
    buffer[offset] = (byte) (value >> 16);
    put16(buffer, offset + 1, value);
  }

  public static void put32(byte[] buffer, int offset, int value) {
    INT.set(buffer, offset, value);
  }

  public static void put64(byte[] buffer, int offset, long value) {
    LONG.set(buffer, offset, value);
  }
}

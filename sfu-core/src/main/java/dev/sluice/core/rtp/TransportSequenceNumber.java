package dev.sluice.core.rtp;

/** The transport-wide sequence number, draft-holmer-rmcat-transport-wide-cc-extensions-01, 2. */
public final class TransportSequenceNumber {
  /** Bytes of its value. */
  public static final int LENGTH = 2;

  private TransportSequenceNumber() {}

  /** 0 to 65535. */
  public static int read(byte[] buffer, int offset) {
    return NetworkBytes.getUnsigned16(buffer, offset);
  }

  public static void write(byte[] buffer, int offset, int sequenceNumber) {
    NetworkBytes.put16(buffer, offset, sequenceNumber);
  }
}

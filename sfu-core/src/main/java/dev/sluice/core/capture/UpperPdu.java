package dev.sluice.core.capture;

import static dev.sluice.core.rtp.NetworkBytes.getUnsigned16;
import static dev.sluice.core.rtp.NetworkBytes.put16;

import java.nio.charset.StandardCharsets;

/**
 * Frames of {@link LinkType#WIRESHARK_UPPER_PDU}: tags, one of which names the dissector to be
 * used, and then data that no network has carried.
 */
public final class UpperPdu {

  private static final int END = 0;
  private static final int DISSECTOR_NAME = 12;

  private UpperPdu() {}

  /** The frame by which Wireshark shows {@code data} with that dissector. */
  public static byte[] frame(String dissector, byte[] data) {
    byte[] name = dissector.getBytes(StandardCharsets.US_ASCII);
    int padded = (name.length + 3) & ~3;
    byte[] frame = new byte[4 + padded + 4 + data.length];
    put16(frame, 0, DISSECTOR_NAME);
    put16(frame, 2, padded);
    System.arraycopy(name, 0, frame, 4, name.length);
    System.arraycopy(data, 0, frame, 4 + padded + 4, data.length);
    return frame;
  }

  /** Where in a frame's array the data begins; -1 where the tags don't end. */
  public static int dataOffset(byte[] bytes, int offset, int length) {
    int end = offset + length;
    int at = offset;
    while (end - at >= 4) {
      int tag = getUnsigned16(bytes, at);
      at += 4 + getUnsigned16(bytes, at + 2);
      if (tag == END) {
        return at <= end ? at : -1;
      }
    }
    return -1;
  }
}

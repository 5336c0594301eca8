package dev.sluice.core.rtp;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/** Packets for tests: written as hexadecimal text, or captured. */
public final class WireBytes {
  private WireBytes() {}

  /** Bytes of hexadecimal digits; white space is free. */
  public static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replaceAll("\\s", ""));
  }

  /** The packets of a file beside this class, see captures/README.md. */
  public static List<byte[]> capture(String name) {
    List<byte[]> packets = new ArrayList<>();
    try (InputStream file = WireBytes.class.getResourceAsStream("captures/" + name);
        DataInputStream in = new DataInputStream(Objects.requireNonNull(file, name))) {
      while (in.available() > 0) {
        packets.add(in.readNBytes(in.readUnsignedShort()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packets;
  }

  /** The lines of a text beside this class, see captures/README.md. */
  public static List<String> captureLines(String name) {
    try (InputStream file = WireBytes.class.getResourceAsStream("captures/" + name)) {
      byte[] text = Objects.requireNonNull(file, name).readAllBytes();
      return new String(text, StandardCharsets.US_ASCII).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a parser made of the bytes, positions relative to their beginning. */
  @FunctionalInterface
  public interface Observation {
    Object of(byte[] buffer, int offset, int length);
  }

  /**
   * Proves that an observation depends on the packet's own bytes alone: in an array of its exact
   * size, and within larger ones full of different bytes, it must be the same and must not throw.
   */
  public static void assertReadsOnlyWithin(byte[] packet, Observation observation) {
    Object exact = observation.of(packet.clone(), 0, packet.length);
    for (int poison : new int[] {0x00, 0xFF, 0x91}) {
      byte[] larger = new byte[packet.length + 192];
      Arrays.fill(larger, (byte) poison);
      System.arraycopy(packet, 0, larger, 67, packet.length);
      Object within = observation.of(larger, 67, packet.length);
      if (!exact.equals(within)) {
        throw new AssertionError(
            "Read beyond the packet "
                + HexFormat.of().formatHex(packet)
                + ": "
                + exact
                + " alone, but "
                + within
                + " among "
                + poison);
      }
    }
  }
}

package dev.sluice.benchmarks;

import dev.sluice.core.rtp.HeaderExtension;
import dev.sluice.core.rtp.RtpPacket;
import dev.sluice.core.rtp.TransportSequenceNumber;
import java.util.Arrays;
import java.util.Random;

/**
 * A publisher's video without end, about 2.5 Mbit/s at 30 frames a second: Chromium's VP8 packets
 * over and over, filled up to 1200 bytes, under running numbers. Time is virtual.
 */
final class EndlessVideo {

  static final Capture CAPTURE = Capture.VP8;

  static final int PACKET_LENGTH = 1200;

  private static final int PACKETS_PER_FRAME = 9;
  private static final int TICKS_PER_FRAME = 3000;
  private static final long PACKET_NANOS = 1_000_000_000L / 30 / PACKETS_PER_FRAME;

  private final byte[][] packets;
  private final int[] transportCcOffsets;
  private final RtpPacket packet = new RtpPacket();
  private long count;

  EndlessVideo() {
    Random random = new Random(1);
    packets = CAPTURE.packets();
    transportCcOffsets = new int[packets.length];
    int transportCc = CAPTURE.headerExtensions().get(HeaderExtension.TRANSPORT_CC);
    for (int i = 0; i < packets.length; i++) {
      byte[] captured = packets[i];
      packets[i] = Arrays.copyOf(captured, PACKET_LENGTH);
      for (int at = captured.length; at < PACKET_LENGTH; at++) {
        packets[i][at] = (byte) random.nextInt();
      }
      packet.wrap(packets[i], 0, PACKET_LENGTH);
      transportCcOffsets[i] = packet.findExtension(transportCc);
    }
  }

  /** The next packet, of {@link #PACKET_LENGTH}; good until its turn comes again. */
  byte[] next() {
    int index = (int) (count % packets.length);
    byte[] bytes = packets[index];
    packet.wrap(bytes, 0, PACKET_LENGTH);
    packet.setSequenceNumber((int) count & 0xFFFF);
    packet.setTimestamp((int) (count / PACKETS_PER_FRAME) * TICKS_PER_FRAME);
    TransportSequenceNumber.write(bytes, transportCcOffsets[index], (int) count & 0xFFFF);
    count++;
    return bytes;
  }

  /** When the packet given last arrives. */
  long nowNanos() {
    return count * PACKET_NANOS;
  }
}

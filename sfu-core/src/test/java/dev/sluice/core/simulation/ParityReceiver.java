package dev.sluice.core.simulation;

import dev.sluice.core.rtp.NetworkBytes;
import dev.sluice.core.rtp.RtpPacket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Restores lost packets of one stream from parity packets, as libwebrtc does
 * (draft-ietf-payload-flexible-fec-scheme-03, the shortest mask alone).
 */
final class ParityReceiver {

  private static final int REMEMBERED = 512;
  private static final int PARITY_HEADER = 20;
  private static final int SPAN = 15;

  private final int ssrc;
  private final int[] stampedExtensions;
  private final Consumer<RtpPacket> restored;
  private final Map<Integer, byte[]> media =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, byte[]> eldest) {
          return size() > REMEMBERED;
        }
      };
  private final List<byte[]> waiting = new ArrayList<>();

  private int restoredPackets;

  /**
   * @param ssrc of the stream
   * @param stampedExtensions ids whose values count as zero
   * @param restored is given each packet
   */
  ParityReceiver(int ssrc, int[] stampedExtensions, Consumer<RtpPacket> restored) {
    this.ssrc = ssrc;
    this.stampedExtensions = stampedExtensions;
    this.restored = restored;
  }

  void onMedia(RtpPacket packet) {
    byte[] copy = copyOf(packet);
    for (int id : stampedExtensions) {
      if (packet.findExtension(id) >= 0) {
        int at = packet.extensionOffset() - packet.offset();
        Arrays.fill(copy, at, at + packet.extensionLength(), (byte) 0);
      }
    }
    media.put(packet.sequenceNumber(), copy);
    restoreAll();
  }

  void onParity(RtpPacket packet) {
    byte[] copy = new byte[packet.payloadLength()];
    System.arraycopy(packet.buffer(), packet.payloadOffset(), copy, 0, copy.length);
    if (copy.length < PARITY_HEADER
        || (copy[0] & 0xC0) != 0
        || copy[8] != 1
        || NetworkBytes.get32(copy, 12) != ssrc
        || (copy[18] & 0x80) == 0) {
      throw new AssertionError("A viewer was sent malformed parity");
    }
    waiting.add(copy);
    if (waiting.size() > REMEMBERED) {
      waiting.removeFirst();
    }
    restoreAll();
  }

  private static byte[] copyOf(RtpPacket packet) {
    byte[] copy = new byte[packet.length()];
    System.arraycopy(packet.buffer(), packet.offset(), copy, 0, copy.length);
    return copy;
  }

  private void restoreAll() {
    for (int i = waiting.size() - 1; i >= 0; i--) {
      byte[] parity = waiting.get(i);
      Map<Integer, byte[]> group = new HashMap<>();
      int base = NetworkBytes.getUnsigned16(parity, 16);
      int mask = NetworkBytes.getUnsigned16(parity, 18);
      for (int bit = 0; bit < SPAN; bit++) {
        if ((mask & (0x4000 >>> bit)) != 0) {
          int sequence = (base + bit) & 0xFFFF;
          group.put(sequence, media.get(sequence));
        }
      }
      List<Integer> missing = group.keySet().stream().filter(s -> group.get(s) == null).toList();
      if (missing.size() <= 1) {
        waiting.remove(i);
      }
      if (missing.size() == 1) {
        restore(parity, missing.getFirst(), group);
        i = waiting.size();
      }
    }
  }

  private void restore(byte[] parity, int sequence, Map<Integer, byte[]> group) {
    byte[] sum = parity.clone();
    for (byte[] packet : group.values()) {
      if (packet == null) {
        continue;
      }
      int behindHeader = packet.length - RtpPacket.FIXED_HEADER_LENGTH;
      sum[0] ^= packet[0];
      sum[1] ^= packet[1];
      sum[2] ^= (byte) (behindHeader >>> 8);
      sum[3] ^= (byte) behindHeader;
      for (int i = 4; i < 8; i++) {
        sum[i] ^= packet[i];
      }
      for (int i = 0; i < behindHeader; i++) {
        sum[PARITY_HEADER + i] ^= packet[RtpPacket.FIXED_HEADER_LENGTH + i];
      }
    }
    int length = RtpPacket.FIXED_HEADER_LENGTH + NetworkBytes.getUnsigned16(sum, 2);
    byte[] packet = new byte[length];
    packet[0] = (byte) (0x80 | (sum[0] & 0x3F));
    packet[1] = sum[1];
    NetworkBytes.put16(packet, 2, sequence);
    System.arraycopy(sum, 4, packet, 4, 4);
    NetworkBytes.put32(packet, 8, ssrc);
    System.arraycopy(
        sum,
        PARITY_HEADER,
        packet,
        RtpPacket.FIXED_HEADER_LENGTH,
        length - RtpPacket.FIXED_HEADER_LENGTH);
    RtpPacket read = new RtpPacket();
    if (!read.wrap(packet, 0, length)) {
      throw new AssertionError("Parity restores what is no RTP");
    }
    media.put(sequence, packet);
    restoredPackets++;
    restored.accept(read);
  }

  int restoredPackets() {
    return restoredPackets;
  }
}

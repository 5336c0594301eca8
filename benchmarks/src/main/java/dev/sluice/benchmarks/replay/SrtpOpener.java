package dev.sluice.benchmarks.replay;

import dev.sluice.dtls.srtp.SrtpSession;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Decrypts what one sender has sent, with the keys given for it. */
final class SrtpOpener {

  private final List<SrtpKey> keys;
  private final String name;
  private final Map<SrtpKey, SrtpSession> sessions = new HashMap<>();
  private final byte[] plain = new byte[1 << 16];

  /**
   * @param name the sender's name in the capture; null where it has none
   */
  SrtpOpener(List<SrtpKey> keys, String name) {
    this.keys = keys;
    this.name = name;
  }

  /** Whether there is a key for the packet at all. */
  boolean hasKey(InetSocketAddress sender, byte[] packet, int offset, int length) {
    return keys.stream().anyMatch(key -> key.opens(sender, name, packet, offset, length));
  }

  /** The packet decrypted; null where no key opens it. */
  byte[] open(InetSocketAddress sender, byte[] packet, int offset, int length) {
    for (SrtpKey key : keys) {
      if (key.opens(sender, name, packet, offset, length)) {
        SrtpSession session = sessions.computeIfAbsent(key, added -> new SrtpSession(added.keys()));
        int plainLength =
            Recording.Packet.isRtcp(packet, offset, length)
                ? session.unprotectRtcp(packet, offset, length, plain, 0)
                : session.unprotectRtp(packet, offset, length, plain, 0);
        if (plainLength > 0) {
          return Arrays.copyOf(plain, plainLength);
        }
      }
    }
    return null;
  }
}

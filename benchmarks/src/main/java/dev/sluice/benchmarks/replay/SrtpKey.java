package dev.sluice.benchmarks.replay;

import dev.sluice.core.rtp.NetworkBytes;
import dev.sluice.dtls.srtp.SrtpKeys;
import dev.sluice.dtls.srtp.SrtpProfile;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Base64;

/**
 * The key of somebody's SRTP, as {@code WHO=PROFILE:BASE64}.
 *
 * @param who an address and port, an SSRC as 0x…, a participant's id in Sluice's captures, or * for
 *     everybody
 * @param keys whose remote half is the sender's
 */
public record SrtpKey(String who, SrtpKeys keys) {

  /**
   * Reads the text, whose last part is the master key with the master salt behind it (as in RFC
   * 4568 section 6.1).
   *
   * @throws IllegalArgumentException where it is something else; the message says what would be
   *     right
   */
  static SrtpKey parse(String text) {
    int equals = text.indexOf('=');
    int colon = text.indexOf(':', equals);
    if (equals < 1 || colon < 0) {
      throw new IllegalArgumentException(
          "a key is WHO=PROFILE:BASE64, such as *=AEAD_AES_128_GCM:…, not '" + text + "'");
    }
    SrtpProfile profile = profile(text.substring(equals + 1, colon));
    byte[] secret;
    try {
      secret = Base64.getDecoder().decode(text.substring(colon + 1));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("the key behind the profile is in Base64", e);
    }
    if (secret.length != profile.keyLength() + profile.saltLength()) {
      throw new IllegalArgumentException(
          "%s has a master key of %d bytes and a salt of %d behind it, not %d bytes"
              .formatted(profile, profile.keyLength(), profile.saltLength(), secret.length));
    }
    byte[] key = Arrays.copyOf(secret, profile.keyLength());
    byte[] salt = Arrays.copyOfRange(secret, profile.keyLength(), secret.length);
    return new SrtpKey(text.substring(0, equals), new SrtpKeys(profile, key, salt, key, salt));
  }

  private static SrtpProfile profile(String name) {
    for (SrtpProfile profile : SrtpProfile.values()) {
      if (profile.name().equalsIgnoreCase(name)) {
        return profile;
      }
    }
    throw new IllegalArgumentException(
        "the profile is one of %s, not '%s'"
            .formatted(Arrays.toString(SrtpProfile.values()), name));
  }

  /**
   * Whether it is the key of that packet.
   *
   * @param name the sender's name in the capture; null where it has none
   */
  boolean opens(InetSocketAddress sender, String name, byte[] packet, int offset, int length) {
    if (who.equals("*") || who.equals(name) || who.equals(text(sender))) {
      return true;
    }
    int at = offset + (Recording.Packet.isRtcp(packet, offset, length) ? 4 : 8);
    return length >= 12 && who.equalsIgnoreCase("0x%08x".formatted(NetworkBytes.get32(packet, at)));
  }

  /** An address and port as people write them, IPv6 addresses in brackets. */
  static String text(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
  }
}

package dev.sluice.ice;

import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.zip.CRC32;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.ShortBufferException;

/** Checks MESSAGE-INTEGRITY and FINGERPRINT (RFC 8489 sections 14.5 and 14.7). One per loop. */
public final class StunVerifier {

  /** What MESSAGE-INTEGRITY is made with, by the JDK's name. */
  public static final String ALGORITHM = "HmacSHA1";

  private static final int FINGERPRINT_XOR = 0x5354554E;
  private static final int ATTRIBUTE_HEADER_LENGTH = 4;

  private final Mac mac;
  private final CRC32 crc = new CRC32();
  private final byte[] digest = new byte[StunPacket.INTEGRITY_LENGTH];

  public StunVerifier() {
    try {
      mac = Mac.getInstance(ALGORITHM);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
    }
  }

  /** Whether the message has a MESSAGE-INTEGRITY made with this key. */
  public boolean hasIntegrity(StunPacket packet, SecretKey key) {
    if (!packet.hasIntegrity()) {
      return false;
    }
    byte[] bytes = packet.bytes();
    int offset = packet.offset();
    int position = packet.integrityPosition();
    // The length that is hashed ends with this attribute.
    int hashedLength =
        position + ATTRIBUTE_HEADER_LENGTH + StunPacket.INTEGRITY_LENGTH - StunPacket.HEADER_LENGTH;
    try {
      mac.init(key);
      mac.update(bytes, offset, 2);
      mac.update((byte) (hashedLength >> 8));
      mac.update((byte) hashedLength);
      mac.update(bytes, offset + 4, position - 4);
      mac.doFinal(digest, 0);
    } catch (InvalidKeyException | ShortBufferException e) {
      throw new IllegalStateException(ALGORITHM + " takes any key and yields 20 bytes", e);
    }
    int value = offset + position + ATTRIBUTE_HEADER_LENGTH;
    int difference = 0;
    for (int i = 0; i < digest.length; i++) {
      difference |= digest[i] ^ bytes[value + i];
    }
    return difference == 0;
  }

  /** Whether the message's FINGERPRINT matches; true if it has none, which RFC 8445 allows. */
  public boolean hasNoWrongFingerprint(StunPacket packet) {
    if (!packet.hasFingerprint()) {
      return true;
    }
    byte[] bytes = packet.bytes();
    int position = packet.fingerprintPosition();
    crc.reset();
    crc.update(bytes, packet.offset(), position);
    int expected = (int) crc.getValue() ^ FINGERPRINT_XOR;
    int value = packet.offset() + position + ATTRIBUTE_HEADER_LENGTH;
    int actual =
        (bytes[value] & 0xFF) << 24
            | (bytes[value + 1] & 0xFF) << 16
            | (bytes[value + 2] & 0xFF) << 8
            | (bytes[value + 3] & 0xFF);
    return expected == actual;
  }
}

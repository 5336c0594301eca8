package dev.sluice.benchmarks.load.client;

import dev.sluice.core.rtp.NetworkBytes;
import dev.sluice.ice.StunVerifier;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.zip.CRC32;
import javax.crypto.Mac;
import javax.crypto.SecretKey;

/**
 * Writes the STUN messages of a controlling ICE agent (RFC 8489 section 5, RFC 8445 section 7). One
 * per loop.
 */
final class BindingMessages {

  static final int TRANSACTION_ID_LENGTH = 12;
  static final int TRANSACTION_ID_OFFSET = 8;

  private static final int HEADER_LENGTH = 20;
  private static final int MAGIC_COOKIE = 0x2112A442;

  private static final int BINDING_REQUEST = 0x0001;
  private static final int BINDING_SUCCESS = 0x0101;

  private static final int USERNAME = 0x0006;
  private static final int MESSAGE_INTEGRITY = 0x0008;
  private static final int XOR_MAPPED_ADDRESS = 0x0020;
  private static final int PRIORITY = 0x0024;
  private static final int USE_CANDIDATE = 0x0025;
  private static final int FINGERPRINT = 0x8028;
  private static final int ICE_CONTROLLING = 0x802A;

  private static final int INTEGRITY_LENGTH = 20;
  private static final int FINGERPRINT_XOR = 0x5354554E;

  /** Peer-reflexive, RFC 8445 section 5.1.2.1. */
  private static final int PEER_REFLEXIVE_PRIORITY = (110 << 24) | (0xFFFF << 8) | 255;

  private final byte[] message = new byte[1024];
  private final CRC32 crc = new CRC32();
  private final Mac mac;
  private int end;

  BindingMessages() {
    try {
      mac = Mac.getInstance(StunVerifier.ALGORITHM);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + StunVerifier.ALGORITHM, e);
    }
  }

  /** The message written last, in its first bytes. */
  byte[] bytes() {
    return message;
  }

  /**
   * Writes a connectivity check.
   *
   * @param username the server's fragment, a colon, the client's
   * @param key made of the server's password
   * @return its length
   */
  int request(
      byte[] transactionId, String username, long tieBreaker, boolean nominate, SecretKey key) {
    begin(BINDING_REQUEST, transactionId, 0);
    byte[] name = username.getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(name, 0, message, attribute(USERNAME, name.length), name.length);
    NetworkBytes.put64(message, attribute(ICE_CONTROLLING, 8), tieBreaker);
    if (nominate) {
      attribute(USE_CANDIDATE, 0);
    }
    NetworkBytes.put32(message, attribute(PRIORITY, 4), PEER_REFLEXIVE_PRIORITY);
    return finish(key);
  }

  /**
   * Writes the answer to a check of the server's.
   *
   * @param request holds the check from {@code offset} on
   * @param sender whom the check came from
   * @param key made of the client's password
   * @return its length
   */
  int success(byte[] request, int offset, InetSocketAddress sender, SecretKey key) {
    begin(BINDING_SUCCESS, request, offset + TRANSACTION_ID_OFFSET);
    byte[] ip = sender.getAddress().getAddress();
    int at = attribute(XOR_MAPPED_ADDRESS, 4 + ip.length);
    message[at] = 0;
    message[at + 1] = (byte) (ip.length == 4 ? 1 : 2);
    NetworkBytes.put16(message, at + 2, sender.getPort() ^ (MAGIC_COOKIE >>> 16));
    for (int i = 0; i < ip.length; i++) {
      // Cookie and transaction id lie one behind the other, as the mask has them.
      message[at + 4 + i] = (byte) (ip[i] ^ message[4 + i]);
    }
    return finish(key);
  }

  private void begin(int type, byte[] transactionId, int offset) {
    NetworkBytes.put16(message, 0, type);
    NetworkBytes.put32(message, 4, MAGIC_COOKIE);
    System.arraycopy(transactionId, offset, message, TRANSACTION_ID_OFFSET, TRANSACTION_ID_LENGTH);
    end = HEADER_LENGTH;
  }

  /** Writes an attribute's header and padding; returns where its value belongs. */
  private int attribute(int type, int length) {
    NetworkBytes.put16(message, end, type);
    NetworkBytes.put16(message, end + 2, length);
    int value = end + 4;
    end = value + ((length + 3) & ~3);
    for (int i = value + length; i < end; i++) {
      message[i] = 0;
    }
    return value;
  }

  private int finish(SecretKey key) {
    int hashed = end;
    int integrity = attribute(MESSAGE_INTEGRITY, INTEGRITY_LENGTH);
    putLength(end);
    try {
      mac.init(key);
      mac.update(message, 0, hashed);
      mac.doFinal(message, integrity);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HMAC takes any key and yields 20 bytes", e);
    }
    int covered = end;
    int fingerprint = attribute(FINGERPRINT, 4);
    putLength(end);
    crc.reset();
    crc.update(message, 0, covered);
    NetworkBytes.put32(message, fingerprint, (int) crc.getValue() ^ FINGERPRINT_XOR);
    return end;
  }

  private void putLength(int messageEnd) {
    NetworkBytes.put16(message, 2, messageEnd - HEADER_LENGTH);
  }
}

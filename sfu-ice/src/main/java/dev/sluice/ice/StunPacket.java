package dev.sluice.ice;

import java.nio.charset.StandardCharsets;

/**
 * A flyweight over one received STUN message (RFC 8489 section 5): just enough to find whose it is
 * and whether it is authentic, before ice4j sees a byte.
 *
 * <p>{@link #wrap} checks the whole structure; the other methods hold for the last message wrapped.
 */
public final class StunPacket {

  static final int HEADER_LENGTH = 20;
  static final int INTEGRITY_LENGTH = 20;

  private static final int MAGIC_COOKIE = 0x2112A442;
  private static final int MAX_USERNAME_LENGTH = 513;

  private static final int USERNAME = 0x0006;
  private static final int MESSAGE_INTEGRITY = 0x0008;
  private static final int PRIORITY = 0x0024;
  private static final int USE_CANDIDATE = 0x0025;
  private static final int FINGERPRINT = 0x8028;

  private static final int CLASS_MASK = 0x0110;
  private static final int BINDING_METHOD = 0x0001;

  private static final int ABSENT = -1;

  private byte[] bytes;
  private int offset;
  private int length;
  private int usernameOffset;
  private int usernameLength;
  private int integrityOffset;
  private int fingerprintOffset;
  private boolean useCandidate;
  private boolean priority;

  /**
   * Takes a message that fills the given range exactly.
   *
   * @return false if it is malformed
   */
  public boolean wrap(byte[] bytes, int offset, int length) {
    this.bytes = bytes;
    this.offset = offset;
    this.length = length;
    usernameOffset = ABSENT;
    usernameLength = 0;
    integrityOffset = ABSENT;
    fingerprintOffset = ABSENT;
    useCandidate = false;
    priority = false;
    if (length < HEADER_LENGTH
        || (bytes[offset] & 0xC0) != 0
        || int32(offset + 4) != MAGIC_COOKIE
        || uint16(offset + 2) != length - HEADER_LENGTH
        || (length & 3) != 0) {
      return false;
    }
    return readAttributes();
  }

  private boolean readAttributes() {
    int end = offset + length;
    int position = offset + HEADER_LENGTH;
    while (position < end) {
      // The length is a multiple of four, so a header always fits.
      int type = uint16(position);
      int valueLength = uint16(position + 2);
      int next = position + 4 + ((valueLength + 3) & ~3);
      if (next > end || fingerprintOffset != ABSENT) {
        // FINGERPRINT must be the last attribute (RFC 8489 section 14.7).
        return false;
      }
      if (!readAttribute(type, position, valueLength)) {
        return false;
      }
      position = next;
    }
    return true;
  }

  private boolean readAttribute(int type, int position, int valueLength) {
    if (type == FINGERPRINT) {
      fingerprintOffset = position;
      return valueLength == 4;
    }
    if (integrityOffset != ABSENT) {
      // Unprotected, to be ignored (RFC 8489 section 14.5).
      return true;
    }
    return switch (type) {
      case MESSAGE_INTEGRITY -> {
        integrityOffset = position;
        yield valueLength == INTEGRITY_LENGTH;
      }
      case USERNAME -> {
        boolean repeated = usernameOffset != ABSENT;
        usernameOffset = position + 4;
        usernameLength = valueLength;
        yield !repeated && valueLength <= MAX_USERNAME_LENGTH;
      }
      case PRIORITY -> {
        priority = true;
        yield valueLength == 4;
      }
      case USE_CANDIDATE -> {
        useCandidate = true;
        yield valueLength == 0;
      }
      default -> true;
    };
  }

  /** Whether a message that is known to be STUN is a response, of success or of an error. */
  static boolean isResponse(byte[] message) {
    return (message[0] & 1) != 0;
  }

  public boolean isBinding() {
    return (uint16(offset) & ~CLASS_MASK) == BINDING_METHOD;
  }

  public boolean isRequest() {
    return (uint16(offset) & CLASS_MASK) == 0;
  }

  public boolean isIndication() {
    return (uint16(offset) & CLASS_MASK) == 0x0010;
  }

  public boolean isResponse() {
    return (uint16(offset) & 0x0100) != 0;
  }

  public boolean hasIntegrity() {
    return integrityOffset != ABSENT;
  }

  boolean hasFingerprint() {
    return fingerprintOffset != ABSENT;
  }

  /** Whether a USE-CANDIDATE is there, protected by the integrity. */
  public boolean nominates() {
    return useCandidate;
  }

  boolean hasPriority() {
    return priority;
  }

  /**
   * The first part of the USERNAME, which is the receiver's fragment (RFC 8445 section 7.2.2).
   *
   * @param expectedLength the only length a known fragment has
   * @return null if there is no USERNAME or its first part has another length
   */
  String localUfrag(int expectedLength) {
    if (usernameLength <= expectedLength || bytes[usernameOffset + expectedLength] != ':') {
      return null;
    }
    return new String(bytes, usernameOffset, expectedLength, StandardCharsets.ISO_8859_1);
  }

  /**
   * Whether the USERNAME's second part, behind {@link #localUfrag}, is this fragment of the
   * sender's.
   */
  boolean isFrom(String remoteUfrag, int localUfragLength) {
    int start = usernameOffset + localUfragLength + 1;
    if (usernameLength != localUfragLength + 1 + remoteUfrag.length()) {
      return false;
    }
    for (int i = 0; i < remoteUfrag.length(); i++) {
      if ((bytes[start + i] & 0xFF) != remoteUfrag.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  byte[] bytes() {
    return bytes;
  }

  int offset() {
    return offset;
  }

  int length() {
    return length;
  }

  /** Where the MESSAGE-INTEGRITY attribute begins, counted from the message's first byte. */
  int integrityPosition() {
    return integrityOffset - offset;
  }

  /** Where the FINGERPRINT attribute begins, counted from the message's first byte. */
  int fingerprintPosition() {
    return fingerprintOffset - offset;
  }

  private int uint16(int at) {
    return (bytes[at] & 0xFF) << 8 | (bytes[at + 1] & 0xFF);
  }

  private int int32(int at) {
    return uint16(at) << 16 | uint16(at + 2);
  }
}

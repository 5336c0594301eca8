package dev.sluice.ice;

import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.zip.CRC32;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Writes STUN messages for tests, independently of what is tested. */
final class StunMessages {

  static final int BINDING_REQUEST = 0x0001;
  static final int BINDING_INDICATION = 0x0011;
  static final int BINDING_SUCCESS = 0x0101;

  private final ByteArrayOutputStream attributes = new ByteArrayOutputStream();
  private final int type;
  private final byte[] transactionId;

  private StunMessages(int type, byte[] transactionId) {
    this.type = type;
    this.transactionId = transactionId;
  }

  static StunMessages message(int type, byte[] transactionId) {
    return new StunMessages(type, transactionId);
  }

  StunMessages attribute(int attributeType, byte[] value) {
    attributes.write(attributeType >> 8);
    attributes.write(attributeType);
    attributes.write(value.length >> 8);
    attributes.write(value.length);
    attributes.writeBytes(value);
    attributes.writeBytes(new byte[-value.length & 3]);
    return this;
  }

  StunMessages username(String username) {
    return attribute(0x0006, username.getBytes(StandardCharsets.UTF_8));
  }

  StunMessages priority(int priority) {
    return attribute(0x0024, ByteBuffer.allocate(4).putInt(priority).array());
  }

  StunMessages useCandidate() {
    return attribute(0x0025, new byte[0]);
  }

  StunMessages controlling(long tieBreaker) {
    return attribute(0x802A, ByteBuffer.allocate(8).putLong(tieBreaker).array());
  }

  StunMessages controlled(long tieBreaker) {
    return attribute(0x8029, ByteBuffer.allocate(8).putLong(tieBreaker).array());
  }

  StunMessages xorMappedAddress(InetSocketAddress address) {
    byte[] ip = address.getAddress().getAddress();
    byte[] mask = ByteBuffer.allocate(16).putInt(0x2112A442).put(transactionId).array();
    ByteBuffer value = ByteBuffer.allocate(4 + ip.length);
    value.put((byte) 0).put((byte) (ip.length == 4 ? 1 : 2));
    value.putShort((short) (address.getPort() ^ 0x2112));
    for (int i = 0; i < ip.length; i++) {
      value.put((byte) (ip[i] ^ mask[i]));
    }
    return attribute(0x0020, value.array());
  }

  StunMessages integrity(String password) {
    byte[] hashed = encode(24);
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(password.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
      return attribute(0x0008, mac.doFinal(hashed));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  StunMessages fingerprint() {
    CRC32 crc = new CRC32();
    crc.update(encode(8));
    return attribute(
        0x8028, ByteBuffer.allocate(4).putInt((int) crc.getValue() ^ 0x5354554E).array());
  }

  byte[] encode() {
    return encode(0);
  }

  private byte[] encode(int bytesToFollow) {
    byte[] body = attributes.toByteArray();
    return ByteBuffer.allocate(20 + body.length)
        .putShort((short) type)
        .putShort((short) (body.length + bytesToFollow))
        .putInt(0x2112A442)
        .put(transactionId)
        .put(body)
        .array();
  }
}

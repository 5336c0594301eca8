package dev.sluice.dtls.srtp;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.sluice.core.rtp.NetworkBytes;
import java.lang.management.ManagementFactory;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What protecting a packet allocates, in a JVM without escape analysis (see the parent pom):
 * nothing, and where only the JDK's public cipher is to be had, no more than that does by itself.
 */
class SrtpAllocationTest {

  /**
   * At most: until the JIT compiler has come to the JDK's cipher, whose interpreted form allocates,
   * and on a busy machine that takes a while.
   */
  private static final int ROUNDS = 300;

  private static final int FEWEST_ROUNDS = 10;

  private static final int PACKETS = 2_000;
  private static final int RTP_LENGTH = 1200;
  private static final int RTCP_LENGTH = 100;
  private static final int HEADER_LENGTH = 12;
  private static final int SSRC = 1000;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final byte[] rtp = SrtpFixture.rtp(SSRC, 0, RTP_LENGTH - HEADER_LENGTH);
  private final byte[] rtcp = SrtpFixture.rtcp(SSRC, RTCP_LENGTH - 8);
  private final byte[] secret = new byte[RTP_LENGTH + SrtpSession.MAX_TRAILER];
  private final byte[] plain = new byte[RTP_LENGTH];
  private int sequenceNumber;

  @ParameterizedTest
  @EnumSource
  void protectingAllocatesNothing(SrtpProfile profile) {
    SrtpSession sender = SrtpFixture.client(profile);
    SrtpSession receiver = SrtpFixture.server(profile);
    Runnable packets =
        () -> {
          exchangeRtp(sender, receiver);
          exchangeRtcp(sender, receiver);
        };

    long least = Long.MAX_VALUE;
    for (int round = 0; round < ROUNDS && least > 0; round++) {
      least = Math.min(least, bytes(packets));
    }

    assertThat(least).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 32})
  void withThePublicCipherOnlyThatAllocates(int keyLength) throws GeneralSecurityException {
    SessionKeys keys = new SessionKeys(new byte[keyLength], new byte[20], new byte[12]);
    GcmTransform transform = new GcmTransform(keys, keys, JdkGcm::new);
    BareGcm cipher = new BareGcm(keyLength);

    long ours = Long.MAX_VALUE;
    long ciphers = Long.MAX_VALUE;
    // In turn, because the cipher allocates less once it is compiled.
    for (int round = 0; round < FEWEST_ROUNDS || (round < ROUNDS && ours > ciphers); round++) {
      ours = Math.min(ours, bytes(() -> exchangeRtp(transform)));
      ciphers = Math.min(ciphers, bytes(cipher::exchange));
    }

    assertThat(ours).isLessThanOrEqualTo(ciphers);
  }

  /** Of many packets. What happens once doesn't count, hence the rounds of the tests. */
  private static long bytes(Runnable packet) {
    long first = THREADS.getCurrentThreadAllocatedBytes();
    long reading = THREADS.getCurrentThreadAllocatedBytes() - first;
    long before = THREADS.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < PACKETS; i++) {
      packet.run();
    }
    return THREADS.getCurrentThreadAllocatedBytes() - before - reading;
  }

  private void exchangeRtp(SrtpSession sender, SrtpSession receiver) {
    NetworkBytes.put16(rtp, 2, sequenceNumber++ & 0xFFFF);
    int length = sender.protectRtp(rtp, 0, rtp.length, secret, 0);
    require(receiver.unprotectRtp(secret, 0, length, plain, 0) == rtp.length);
  }

  private void exchangeRtp(GcmTransform transform) {
    int index = sequenceNumber++;
    int length = transform.protectRtp(rtp, 0, HEADER_LENGTH, rtp.length, SSRC, index, secret, 0);
    require(
        transform.unprotectRtp(secret, 0, HEADER_LENGTH, length, SSRC, index, plain, 0)
            == rtp.length);
  }

  private void exchangeRtcp(SrtpSession sender, SrtpSession receiver) {
    int length = sender.protectRtcp(rtcp, 0, rtcp.length, secret, 0);
    require(receiver.unprotectRtcp(secret, 0, length, plain, 0) == rtcp.length);
  }

  private static void require(boolean passed) {
    if (!passed) {
      throw new AssertionError("a packet was dropped");
    }
  }

  /** What RFC 7714 asks of the JDK, without anything of ours around it. */
  private final class BareGcm {

    private final SecretKeySpec key;
    private final Cipher encryption = Cipher.getInstance("AES/GCM/NoPadding");
    private final Cipher decryption = Cipher.getInstance("AES/GCM/NoPadding");
    private final byte[] nonce = new byte[12];

    BareGcm(int keyLength) throws GeneralSecurityException {
      key = new SecretKeySpec(new byte[keyLength], "AES");
    }

    void exchange() {
      try {
        NetworkBytes.put32(nonce, 8, sequenceNumber++);
        encryption.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(128, nonce, 0, 12));
        encryption.updateAAD(rtp, 0, HEADER_LENGTH);
        int payload = RTP_LENGTH - HEADER_LENGTH;
        int encrypted = encryption.doFinal(rtp, HEADER_LENGTH, payload, secret, HEADER_LENGTH);
        decryption.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(128, nonce, 0, 12));
        decryption.updateAAD(rtp, 0, HEADER_LENGTH);
        require(
            decryption.doFinal(secret, HEADER_LENGTH, encrypted, plain, HEADER_LENGTH) == payload);
      } catch (GeneralSecurityException e) {
        throw new AssertionError(e);
      }
    }
  }
}

package dev.sluice.dtls.srtp;

import java.util.Arrays;

/**
 * The master keys and salts of both directions, as DTLS-SRTP exports them. The arrays are copies of
 * this object's own and stay inside the package.
 */
public final class SrtpKeys {

  /** The exporter's label (RFC 5764 section 4.2). */
  public static final String EXPORTER_LABEL = "EXTRACTOR-dtls_srtp";

  private final SrtpProfile profile;
  private final byte[] localKey;
  private final byte[] localSalt;
  private final byte[] remoteKey;
  private final byte[] remoteSalt;

  /**
   * @param localKey protects what this side sends
   * @param remoteKey protects what the peer sends
   * @throws IllegalArgumentException if a length is not the profile's
   */
  public SrtpKeys(
      SrtpProfile profile, byte[] localKey, byte[] localSalt, byte[] remoteKey, byte[] remoteSalt) {
    this.profile = profile;
    this.localKey = copyOf(localKey, profile.keyLength(), "key");
    this.localSalt = copyOf(localSalt, profile.saltLength(), "salt");
    this.remoteKey = copyOf(remoteKey, profile.keyLength(), "key");
    this.remoteSalt = copyOf(remoteSalt, profile.saltLength(), "salt");
  }

  /** How many bytes of keying material a profile takes from the exporter. */
  public static int exportedLength(SrtpProfile profile) {
    return 2 * (profile.keyLength() + profile.saltLength());
  }

  /**
   * Cuts the exported keying material: client key, server key, client salt, server salt (RFC 5764
   * section 4.2).
   *
   * @param localIsClient whether this side was the DTLS client
   * @throws IllegalArgumentException if the material is not {@link #exportedLength} long
   */
  public static SrtpKeys ofExported(SrtpProfile profile, byte[] material, boolean localIsClient) {
    if (material.length != exportedLength(profile)) {
      throw new IllegalArgumentException(
          "%s takes %d bytes of keying material, not %d"
              .formatted(profile, exportedLength(profile), material.length));
    }
    int key = profile.keyLength();
    int salt = profile.saltLength();
    byte[] clientKey = Arrays.copyOfRange(material, 0, key);
    byte[] serverKey = Arrays.copyOfRange(material, key, 2 * key);
    byte[] clientSalt = Arrays.copyOfRange(material, 2 * key, 2 * key + salt);
    byte[] serverSalt = Arrays.copyOfRange(material, 2 * key + salt, 2 * key + 2 * salt);
    return localIsClient
        ? new SrtpKeys(profile, clientKey, clientSalt, serverKey, serverSalt)
        : new SrtpKeys(profile, serverKey, serverSalt, clientKey, clientSalt);
  }

  public SrtpProfile profile() {
    return profile;
  }

  SrtpTransform localTransform() {
    return transform(localKey, localSalt);
  }

  SrtpTransform remoteTransform() {
    return transform(remoteKey, remoteSalt);
  }

  private SrtpTransform transform(byte[] masterKey, byte[] masterSalt) {
    KeyDerivation derivation = new KeyDerivation(masterKey, masterSalt);
    SessionKeys rtp = SessionKeys.forRtp(profile, derivation);
    SessionKeys rtcp = SessionKeys.forRtcp(profile, derivation);
    return switch (profile) {
      case AEAD_AES_128_GCM, AEAD_AES_256_GCM -> new GcmTransform(rtp, rtcp, GcmCipher::of);
      case AES128_CM_HMAC_SHA1_80 -> new CounterModeTransform(rtp, rtcp);
    };
  }

  private static byte[] copyOf(byte[] bytes, int length, String what) {
    if (bytes.length != length) {
      throw new IllegalArgumentException(
          "the %s has %d bytes instead of %d".formatted(what, bytes.length, length));
    }
    return bytes.clone();
  }
}

package dev.sluice.dtls.srtp;

/**
 * What RFC 3711 section 4.3 derives from a master key for one of the two protocols. The key
 * derivation rate is 0, as DTLS-SRTP fixes it, so this happens once.
 */
final class SessionKeys {

  /** HMAC-SHA1's key, RFC 3711 section 5.2. */
  private static final int AUTHENTICATION_KEY_LENGTH = 20;

  private static final byte[] NONE = {};

  private final byte[] encryptionKey;
  private final byte[] authenticationKey;
  private final byte[] salt;

  SessionKeys(byte[] encryptionKey, byte[] authenticationKey, byte[] salt) {
    this.encryptionKey = encryptionKey;
    this.authenticationKey = authenticationKey;
    this.salt = salt;
  }

  byte[] encryptionKey() {
    return encryptionKey;
  }

  /** Empty under the AEAD profiles. */
  byte[] authenticationKey() {
    return authenticationKey;
  }

  byte[] salt() {
    return salt;
  }

  static SessionKeys forRtp(SrtpProfile profile, KeyDerivation derivation) {
    return derived(profile, derivation, 0);
  }

  static SessionKeys forRtcp(SrtpProfile profile, KeyDerivation derivation) {
    return derived(profile, derivation, 3);
  }

  private static SessionKeys derived(
      SrtpProfile profile, KeyDerivation derivation, int firstLabel) {
    boolean authenticates = profile == SrtpProfile.AES128_CM_HMAC_SHA1_80;
    return new SessionKeys(
        derivation.derive(firstLabel, profile.keyLength()),
        authenticates ? derivation.derive(firstLabel + 1, AUTHENTICATION_KEY_LENGTH) : NONE,
        derivation.derive(firstLabel + 2, profile.saltLength()));
  }
}

package dev.sluice.signaling.room;

import java.security.SecureRandom;
import java.util.Base64;

/** Ids that nobody can guess, safe in URLs and SDP. */
public final class RandomIds {

  private static final int ID_BYTES = 9;
  private static final int SECRET_BYTES = 24;
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  private final SecureRandom random = new SecureRandom();

  /** A name: 72 bits, so that two are never the same. */
  public String newId() {
    return next(ID_BYTES);
  }

  /** A key: 192 bits; who knows it may act. */
  public String newSecret() {
    return next(SECRET_BYTES);
  }

  private String next(int bytes) {
    byte[] value = new byte[bytes];
    random.nextBytes(value);
    return ENCODER.encodeToString(value);
  }
}

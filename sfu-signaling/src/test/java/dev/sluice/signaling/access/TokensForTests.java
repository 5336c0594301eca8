package dev.sluice.signaling.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Instant;
import java.util.Date;

/** Tokens as somebody else's program would make them. */
public final class TokensForTests {

  public static final String SECRET = "0123456789abcdef0123456789abcdef";
  public static final String KEY = "k1:" + SECRET;

  private TokensForTests() {}

  /** Signed with {@link #KEY}, good for a while; claims are JSON in which ' stands for ". */
  public static String token(String claims) {
    return token("k1", SECRET, claims, Instant.now().plusSeconds(600));
  }

  /** With no exp where expiry is null. */
  static String token(String keyId, String secret, String claims, Instant expiry) {
    try {
      JWTClaimsSet.Builder set =
          new JWTClaimsSet.Builder(JWTClaimsSet.parse(claims.replace('\'', '"')));
      if (expiry != null) {
        set.expirationTime(Date.from(expiry));
      }
      SignedJWT token =
          new SignedJWT(
              new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(keyId).build(), set.build());
      token.sign(new MACSigner(secret));
      return token.serialize();
    } catch (ParseException | JOSEException e) {
      throw new IllegalArgumentException(e);
    }
  }
}

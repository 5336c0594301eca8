package dev.sluice.signaling.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.sluice.signaling.config.SharedKey;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;

/** How grants are written into JSON Web Tokens (RFC 7519), and read from them. */
public final class Tokens {

  private static final String ROOM = "room";
  private static final String PUBLISH = "publish";
  private static final String SUBSCRIBE = "subscribe";
  private static final String MODERATOR = "moderator";
  private static final String ADMIN = "admin";

  /** Clocks of different machines differ. */
  private static final Duration LEEWAY = Duration.ofSeconds(10);

  private Tokens() {}

  /** A token of HS256 that is good until then. */
  public static String sign(SharedKey key, Grant grant, Instant now, Instant expiry) {
    JWTClaimsSet.Builder claims =
        new JWTClaimsSet.Builder()
            .issueTime(Date.from(now))
            .expirationTime(Date.from(expiry))
            .claim(PUBLISH, grant.publish().toClaim())
            .claim(SUBSCRIBE, grant.subscribe());
    grant.identity().ifPresent(claims::subject);
    grant.room().ifPresent(room -> claims.claim(ROOM, room));
    if (grant.moderator()) {
      claims.claim(MODERATOR, true);
    }
    if (grant.admin()) {
      claims.claim(ADMIN, true);
    }
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(key.id()).build(), claims.build());
    try {
      token.sign(new MACSigner(key.secret()));
    } catch (JOSEException e) {
      throw new IllegalStateException("every shared key is long enough for HS256", e);
    }
    return token.serialize();
  }

  /**
   * What a verified token grants. What it does not say it does not allow, but for subscribing.
   *
   * @throws AccessException if it isn't good at this time, or its claims are malformed
   */
  static Grant grant(JWTClaimsSet claims, Instant now) throws AccessException {
    checkTime(claims, now);
    Grant grant;
    try {
      grant =
          new Grant(
              Optional.ofNullable(claims.getStringClaim(ROOM)),
              Optional.ofNullable(claims.getSubject()),
              publish(claims.getClaim(PUBLISH)),
              flag(claims, SUBSCRIBE, true),
              flag(claims, MODERATOR, false),
              flag(claims, ADMIN, false));
    } catch (ParseException e) {
      throw AccessException.unauthorized(
          "a claim of the token has the wrong type: room is a string; subscribe, moderator and"
              + " admin are true or false");
    } catch (IllegalArgumentException e) {
      throw AccessException.unauthorized("the token's claim publish: " + e.getMessage());
    }
    if (grant.room().isEmpty() && !grant.admin()) {
      throw AccessException.unauthorized("the token has no claim room, which says where it is for");
    }
    return grant;
  }

  private static void checkTime(JWTClaimsSet claims, Instant now) throws AccessException {
    Date expiry = claims.getExpirationTime();
    if (expiry == null) {
      throw AccessException.unauthorized("the token has no claim exp, which says when it ends");
    }
    if (!now.minus(LEEWAY).isBefore(expiry.toInstant())) {
      throw AccessException.unauthorized(
          "the token has expired at %s: get a new one".formatted(expiry.toInstant()));
    }
    Date start = claims.getNotBeforeTime();
    if (start != null && now.plus(LEEWAY).isBefore(start.toInstant())) {
      throw AccessException.unauthorized(
          "the token is not good before %s (nbf)".formatted(start.toInstant()));
    }
  }

  private static boolean flag(JWTClaimsSet claims, String name, boolean absent)
      throws ParseException {
    Boolean value = claims.getBooleanClaim(name);
    return value == null ? absent : value;
  }

  private static PublishRight publish(Object claim) {
    return switch (claim) {
      case null -> PublishRight.NONE;
      case Boolean all -> all ? PublishRight.ALL : PublishRight.NONE;
      case List<?> names -> PublishRight.of(names.stream().map(String::valueOf).toList());
      case String name -> PublishRight.of(List.of(name));
      case Object other -> throw notPublish(other);
    };
  }

  private static IllegalArgumentException notPublish(Object other) {
    return new IllegalArgumentException("true, false or a list of what, not " + other);
  }
}

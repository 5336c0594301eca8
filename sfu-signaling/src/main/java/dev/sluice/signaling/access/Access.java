package dev.sluice.signaling.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jwt.EncryptedJWT;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.sluice.signaling.config.SharedKey;
import io.vertx.core.Future;
import java.text.ParseException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Turns tokens into grants. Signatures are of HS256 with a shared key, or of ES256 or EdDSA with
 * one of a published key set; the token's header names the key, and the key decides which algorithm
 * is right (RFC 8725 section 3.1). Control thread only.
 */
public final class Access {

  private final Map<String, SharedKey> sharedKeys = new HashMap<>();
  private final Optional<JsonWebKeys> published;
  private final boolean open;
  private final InstantSource clock;

  /**
   * @param published empty where there is no key set
   * @param open where there are no keys at all: whether everybody who gets here may publish and
   *     play; else this machine's own clients may do everything, and others nothing
   */
  public Access(
      List<SharedKey> shared, Optional<JsonWebKeys> published, boolean open, InstantSource clock) {
    this.published = published;
    this.open = open;
    this.clock = clock;
    use(shared);
  }

  /** From now on these are the shared keys; sessions that have begun go on. */
  public void use(List<SharedKey> shared) {
    sharedKeys.clear();
    shared.forEach(key -> sharedKeys.put(key.id(), key));
  }

  /** Whether a token is needed at all. */
  public boolean needsToken() {
    return !sharedKeys.isEmpty() || published.isPresent();
  }

  /**
   * What the caller may do.
   *
   * @return fails with an {@link AccessException}; at once, unless a key set has to be fetched
   */
  public Future<Grant> grant(Caller caller) {
    if (!needsToken()) {
      return withoutKeys(caller);
    }
    Optional<String> token = caller.token();
    if (token.isEmpty() || token.get().isBlank()) {
      return Future.failedFuture(
          AccessException.unauthorized(
              "this server needs a token: a JSON Web Token signed with one of its keys"));
    }
    try {
      return grant(signed(token.get()));
    } catch (AccessException e) {
      return Future.failedFuture(e);
    }
  }

  private Future<Grant> withoutKeys(Caller caller) {
    if (open) {
      return Future.succeededFuture(Grant.MEDIA);
    }
    return caller.direct()
        ? Future.succeededFuture(Grant.EVERYTHING)
        : Future.failedFuture(
            AccessException.notAllowed(
                "without keys the server lets in this machine's own clients alone, and this request"
                    + " came through a proxy or names another host: set key, key-file or jwks, or"
                    + " open to let everybody in"));
  }

  private Future<Grant> grant(SignedJWT token) throws AccessException {
    JWSHeader header = token.getHeader();
    JWSAlgorithm algorithm = header.getAlgorithm();
    String keyId = header.getKeyID();
    if (header.getCriticalParams() != null && !header.getCriticalParams().isEmpty()) {
      throw AccessException.unauthorized(
          "the token's header has crit, which nothing here supports");
    }
    if (keyId == null) {
      throw AccessException.unauthorized("the token's header has no kid, which names its key");
    }
    if (algorithm.equals(JWSAlgorithm.HS256)) {
      SharedKey key = sharedKeys.get(keyId);
      if (key == null) {
        throw unknownKey(keyId);
      }
      return Future.succeededFuture(verified(token, verify(token, key)));
    }
    boolean isOfPublishedKeys = List.of("ES256", "EdDSA", "Ed25519").contains(algorithm.getName());
    if (!isOfPublishedKeys) {
      throw AccessException.unauthorized(
          "the token is signed with %s: use HS256, ES256 or EdDSA".formatted(algorithm.getName()));
    }
    return published
        .orElseThrow(() -> unknownKey(keyId))
        .find(keyId)
        .compose(
            key -> {
              try {
                return Future.succeededFuture(
                    verified(token, verify(token, key.orElseThrow(() -> unknownKey(keyId)))));
              } catch (AccessException e) {
                return Future.failedFuture(e);
              }
            });
  }

  private static SignedJWT signed(String token) throws AccessException {
    try {
      return switch (JWTParser.parse(token)) {
        case SignedJWT signed -> signed;
        case PlainJWT plain ->
            throw AccessException.unauthorized(
                "the token isn't signed (alg none): use HS256, ES256 or EdDSA");
        case EncryptedJWT encrypted ->
            throw AccessException.unauthorized("the token is encrypted: it must be signed only");
        default -> throw AccessException.unauthorized("the token is no JSON Web Token");
      };
    } catch (ParseException e) {
      throw AccessException.unauthorized("the token is no JSON Web Token (RFC 7519)");
    }
  }

  private static boolean verify(SignedJWT token, SharedKey key) {
    try {
      // Compares in constant time.
      return token.verify(new MACVerifier(key.secret()));
    } catch (JOSEException e) {
      return false;
    }
  }

  private static boolean verify(SignedJWT token, JWK key) throws AccessException {
    boolean isEs256 = token.getHeader().getAlgorithm().equals(JWSAlgorithm.ES256);
    try {
      return switch (key) {
        case ECKey ec when isEs256 && ec.getCurve().equals(Curve.P_256) ->
            token.verify(new ECDSAVerifier(ec));
        case OctetKeyPair ed when !isEs256 && ed.getCurve().equals(Curve.Ed25519) ->
            Ed25519.verifies(
                ed.getX().decode(), token.getSigningInput(), token.getSignature().decode());
        default ->
            throw AccessException.unauthorized(
                "the token's algorithm %s is not that of its key %s"
                    .formatted(token.getHeader().getAlgorithm(), key.getKeyID()));
      };
    } catch (JOSEException e) {
      return false;
    }
  }

  private Grant verified(SignedJWT token, boolean signatureHolds) throws AccessException {
    if (!signatureHolds) {
      throw AccessException.unauthorized(
          "the token's signature is not that of key " + token.getHeader().getKeyID());
    }
    try {
      return Tokens.grant(token.getJWTClaimsSet(), clock.instant());
    } catch (ParseException e) {
      throw AccessException.unauthorized("the token's claims can't be read");
    }
  }

  private static AccessException unknownKey(String keyId) {
    return AccessException.unauthorized("the server has no key " + keyId + " (kid) of this kind");
  }
}

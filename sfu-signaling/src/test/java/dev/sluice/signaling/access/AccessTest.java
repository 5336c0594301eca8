package dev.sluice.signaling.access;

import static dev.sluice.signaling.access.TokensForTests.SECRET;
import static dev.sluice.signaling.access.TokensForTests.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.sluice.core.room.TrackSource;
import dev.sluice.core.rtp.MediaKind;
import dev.sluice.signaling.access.AccessException.Reason;
import dev.sluice.signaling.config.SharedKey;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessTest {

  private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
  private static final Instant LATER = NOW.plusSeconds(60);
  private static final String CLAIMS = "{'room':'tea','sub':'ada','publish':['microphone']}";
  private static final SharedKey KEY = SharedKey.parse("k1:" + SECRET);

  private JWKSet published = new JWKSet();
  private int readings;
  private boolean unreachable;
  private long nowNanos;
  private final Access access = access(List.of(KEY));

  @Test
  void aTokenGrantsWhatItsClaimsSay() throws Exception {
    Grant grant = grant(token("k1", SECRET, CLAIMS, LATER));

    assertThat(grant)
        .isEqualTo(
            new Grant(
                Optional.of("tea"),
                Optional.of("ada"),
                PublishRight.of(List.of("microphone")),
                true,
                false,
                false));
  }

  /** RFC 7515 appendix A.1. */
  @Test
  void aTokenThatNamesNoKeyIsRefused() {
    assertRefused(
        "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQo"
            + "gImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW"
            + "1gFWFOEjXk",
        "no kid");
  }

  /** RFC 8037 appendix A.4. */
  @Test
  void theSignatureOfRfc8037Verifies() {
    byte[] key = Base64URL.from("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo").decode();
    byte[] input =
        "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc"
            .getBytes(StandardCharsets.US_ASCII);
    byte[] signature =
        Base64URL.from(
                "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr"
                    + "_MuM0KAg")
            .decode();

    assertThat(Ed25519.verifies(key, input, signature)).isTrue();
    input[0]++;
    assertThat(Ed25519.verifies(key, input, signature)).isFalse();
  }

  @Test
  void severalKeysAreGoodAtOnceUntilOneIsTakenOut() throws Exception {
    String other = "another secret of thirty-two bytes";
    Access rotating = access(List.of(KEY, new SharedKey("k2", other)));
    String old = token("k1", SECRET, CLAIMS, LATER);
    String fresh = token("k2", other, CLAIMS, LATER);

    assertThat(rotating.grant(new Caller(Optional.of(old), true)).succeeded()).isTrue();
    assertThat(rotating.grant(new Caller(Optional.of(fresh), true)).succeeded()).isTrue();
    rotating.use(List.of(new SharedKey("k2", other)));
    assertThat(rotating.grant(new Caller(Optional.of(old), true)).succeeded()).isFalse();
    assertThat(rotating.grant(new Caller(Optional.of(fresh), true)).succeeded()).isTrue();
  }

  @Test
  void withoutKeysNobodyNeedsAToken() {
    Access open = new Access(List.of(), Optional.empty(), true, () -> NOW);

    assertThat(open.grant(new Caller(Optional.empty(), true)).result()).isEqualTo(Grant.MEDIA);
    assertThat(open.grant(new Caller(Optional.empty(), false)).result()).isEqualTo(Grant.MEDIA);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'sub':'ada'}                       | no claim room",
        "{'room':7}                          | room is a string",
        "{'room':'tea','subscribe':'yes'}    | true or false",
        "{'room':'tea','publish':['smell']}  | not smell",
        "{'room':'tea','publish':{'a':1}}    | a list of what",
        "{'room':'tea','nbf':1795694500}     | not good before",
      })
  void malformedClaimsAreRefused(String claims, String explanation) {
    assertRefused(token("k1", SECRET, claims, LATER), explanation);
  }

  @Test
  void aTokenEnds() {
    assertRefused(token("k1", SECRET, CLAIMS, NOW.minusSeconds(11)), "expired");
    assertRefused(token("k1", SECRET, CLAIMS, null), "no claim exp");
  }

  @Test
  void aTokenOfAnotherKeyOrSecretIsRefused() {
    assertRefused(token("k9", SECRET, CLAIMS, LATER), "no key k9");
    assertRefused(
        token("k1", "a wrong secret, though long enough", CLAIMS, LATER), "signature is not that");
  }

  @Test
  void aTokenWithoutASignatureIsRefused() throws Exception {
    assertRefused(new PlainJWT(JWTClaimsSet.parse("{\"room\":\"tea\"}")).serialize(), "alg none");
    assertRefused("nonsense", "no JSON Web Token");
    assertRefused(" ", "needs a token");
  }

  @Test
  void anotherAlgorithmIsRefused() throws Exception {
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.HS512).keyID("k1").build(),
            JWTClaimsSet.parse("{}"));
    token.sign(new MACSigner(SECRET + SECRET));

    assertRefused(token.serialize(), "signed with HS512");
  }

  @Test
  void aPublishedKeyIsGoodForItsOwnAlgorithm() throws Exception {
    ECKey key = new ECKeyGenerator(Curve.P_256).keyID("e1").generate();
    published = new JWKSet(key.toPublicJWK());

    assertThat(grant(es256(key)).room()).contains("tea");
    // RFC 8725 section 2.1: what is public must be no secret of HS256.
    assertRefused(token("e1", key.toPublicJWK().toJSONString(), CLAIMS, LATER), "no key e1");
  }

  @Test
  void aPublishedEdwardsKeyIsGood() throws Exception {
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    byte[] encoded = pair.getPublic().getEncoded();
    String x =
        Base64URL.encode(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length))
            .toString();
    published =
        new JWKSet(
            JWK.parse(
                "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"d1\",\"x\":\"%s\"}".formatted(x)));
    Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
    String input =
        base64.encodeToString("{\"alg\":\"EdDSA\",\"kid\":\"d1\"}".getBytes(StandardCharsets.UTF_8))
            + "."
            + base64.encodeToString(
                "{\"room\":\"tea\",\"exp\":%d}"
                    .formatted(LATER.getEpochSecond())
                    .getBytes(StandardCharsets.UTF_8));
    Signature signer = Signature.getInstance("Ed25519");
    signer.initSign(pair.getPrivate());
    signer.update(input.getBytes(StandardCharsets.US_ASCII));

    assertThat(grant(input + "." + base64.encodeToString(signer.sign())).room()).contains("tea");
  }

  @Test
  void aKeyThatIsPublishedLaterIsFoundOnceTheSetMayBeReadAgain() throws Exception {
    ECKey key = new ECKeyGenerator(Curve.P_256).keyID("e1").generate();
    assertRefused(es256(key), "no key e1");
    published = new JWKSet(key.toPublicJWK());

    assertRefused(es256(key), "no key e1");
    assertThat(readings).isEqualTo(1);
    nowNanos += 11_000_000_000L;
    assertThat(grant(es256(key)).room()).contains("tea");
    assertThat(readings).isEqualTo(2);
  }

  @Test
  void aKeySetThatCannotBeReadAgainGoesOnToHold() throws Exception {
    ECKey key = new ECKeyGenerator(Curve.P_256).keyID("e1").generate();
    published = new JWKSet(key.toPublicJWK());
    grant(es256(key));

    unreachable = true;
    nowNanos += 3_600_000_000_000L;

    assertThat(grant(es256(key)).room()).contains("tea");
    assertThat(readings).isEqualTo(2);
  }

  @Test
  void aSourceMustFitToItsKind() {
    PublishRight right = PublishRight.of(List.of("microphone", "screen"));

    assertThat(right.allows(MediaKind.AUDIO, TrackSource.MICROPHONE)).isTrue();
    assertThat(right.allows(MediaKind.VIDEO, TrackSource.SCREEN)).isTrue();
    assertThat(right.allows(MediaKind.VIDEO, TrackSource.MICROPHONE)).isFalse();
    assertThat(right.allows(MediaKind.AUDIO, TrackSource.CUSTOM)).isFalse();
    assertThat(PublishRight.of(List.of("audio")).allows(MediaKind.AUDIO, TrackSource.CUSTOM))
        .isTrue();
  }

  @Test
  void aSecretIsNeverShown() {
    assertThat(KEY.toString()).doesNotContain(SECRET);
    assertThatThrownBy(() -> SharedKey.parse("k1:short")).message().doesNotContain(":short");
  }

  private Access access(List<SharedKey> keys) {
    JsonWebKeys webKeys =
        new JsonWebKeys(
            () -> published,
            source -> {
              readings++;
              return unreachable
                  ? Future.failedFuture(new IOException("unreachable"))
                  : Future.succeededFuture(published);
            },
            () -> nowNanos);
    return new Access(keys, Optional.of(webKeys), false, () -> NOW);
  }

  private static String es256(ECKey key) throws Exception {
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()).build(),
            new JWTClaimsSet.Builder()
                .claim("room", "tea")
                .expirationTime(Date.from(LATER))
                .build());
    token.sign(new ECDSASigner(key));
    return token.serialize();
  }

  private Grant grant(String token) {
    return access.grant(new Caller(Optional.of(token), true)).result();
  }

  private void assertRefused(String token, String explanation) {
    assertThat(access.grant(new Caller(Optional.of(token), true)).cause())
        .isInstanceOfSatisfying(
            AccessException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNAUTHORIZED))
        .hasMessageContaining(explanation);
  }
}

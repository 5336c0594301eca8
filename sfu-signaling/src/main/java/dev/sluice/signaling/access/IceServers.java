package dev.sluice.signaling.access;

import dev.sluice.signaling.config.IceServer;
import dev.sluice.signaling.config.Secret;
import dev.sluice.signaling.config.Settings;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The STUN and TURN servers that a client is told of. Where there is a secret, each client gets
 * credentials of its own that end: the scheme of draft-uberti-behave-turn-rest, which coturn calls
 * use-auth-secret.
 */
public final class IceServers {

  private static final String HMAC = "HmacSHA1";

  private final Settings.Ice settings;
  private final InstantSource clock;

  public IceServers(Settings.Ice settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * For one client.
   *
   * @param identity by which the TURN server's log calls it
   */
  public List<IceServer> of(String identity) {
    return settings.servers().stream().map(server -> withCredentials(server, identity)).toList();
  }

  private IceServer withCredentials(IceServer server, String identity) {
    Optional<Secret> secret = settings.turnSecret();
    if (secret.isEmpty() || !server.isTurn() || server.username().isPresent()) {
      return server;
    }
    String username =
        clock.instant().plus(settings.turnLifetime()).getEpochSecond() + ":" + identity;
    return new IceServer(
        server.url(),
        Optional.of(username),
        Optional.of(new Secret(hmac(secret.get().text(), username))));
  }

  private static String hmac(String secret, String text) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), HMAC));
      return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + HMAC, e);
    }
  }
}

package dev.sluice.benchmarks;

import dev.sluice.dtls.srtp.SrtpKeys;
import dev.sluice.dtls.srtp.SrtpProfile;
import dev.sluice.dtls.srtp.SrtpSession;
import java.util.Random;

/** SRTP sessions as a handshake would leave them, with the same keys in every run. */
final class Keys {

  private Keys() {}

  static SrtpSession client(SrtpProfile profile) {
    return session(profile, true);
  }

  static SrtpSession server(SrtpProfile profile) {
    return session(profile, false);
  }

  private static SrtpSession session(SrtpProfile profile, boolean client) {
    byte[] material = new byte[SrtpKeys.exportedLength(profile)];
    new Random(profile.code()).nextBytes(material);
    return new SrtpSession(SrtpKeys.ofExported(profile, material, client));
  }
}

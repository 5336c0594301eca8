package dev.sluice.benchmarks.load.client;

import dev.sluice.dtls.DtlsCertificate;
import dev.sluice.dtls.srtp.SrtpProfile;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

/**
 * What all clients of a test have in common.
 *
 * @param certificate shown by all; making one each would cost this side alone
 * @param profiles the SRTP protection profiles to offer, the favourite first
 * @param localAddress announced in the candidate, with each socket's port
 * @param video whether there is video
 * @param audio whether there is audio
 * @param transportCcInterval how often a viewer sends transport-wide feedback; zero offers none
 * @param decryptEvery of how many packets a viewer decrypts one; 1 for all of them
 */
public record ClientTerms(
    DtlsCertificate certificate,
    List<SrtpProfile> profiles,
    InetAddress localAddress,
    boolean video,
    boolean audio,
    Duration transportCcInterval,
    int decryptEvery) {
  public ClientTerms {
    profiles = List.copyOf(profiles);
  }
}

package dev.sluice.dtls;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A certificate's fingerprint as in an {@code a=fingerprint} attribute (RFC 8122 section 5).
 *
 * @param hash the hash function's name, in lower case
 * @param value the hash, as pairs of upper-case hexadecimal digits with colons between
 */
public record DtlsFingerprint(String hash, String value) {

  /** Names of RFC 8122 and of the JDK; SHA-1 and MD5 are left out because they can be forged. */
  private static final Map<String, String> ACCEPTABLE =
      Map.of("sha-256", "SHA-256", "sha-384", "SHA-384", "sha-512", "SHA-512");

  private static final Pattern ATTRIBUTE =
      Pattern.compile("([!#$%&'*+.^_`{|}~0-9A-Za-z-]+) +([0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2})*)");
  private static final HexFormat HEX = HexFormat.ofDelimiter(":").withUpperCase();

  public DtlsFingerprint {
    hash = hash.toLowerCase(Locale.ROOT);
    value = value.toUpperCase(Locale.ROOT);
  }

  /**
   * Reads the attribute's value, {@code sha-256 AB:CD:…}. Any hash function is read: a description
   * may hold several fingerprints, of which {@link #isAcceptable} tells those that count.
   *
   * @throws IllegalArgumentException if it is no fingerprint
   */
  public static DtlsFingerprint parse(String attribute) {
    var matcher = ATTRIBUTE.matcher(attribute.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "a fingerprint is a hash function and pairs of hexadecimal digits with colons between");
    }
    return new DtlsFingerprint(matcher.group(1), matcher.group(2));
  }

  /** The fingerprint of a DER-encoded certificate under SHA-256. */
  static DtlsFingerprint ofCertificate(byte[] der) {
    return new DtlsFingerprint("sha-256", digest("SHA-256", der));
  }

  /** Whether any of the acceptable fingerprints is the certificate's. */
  static boolean anyMatches(List<DtlsFingerprint> fingerprints, byte[] der) {
    for (DtlsFingerprint fingerprint : fingerprints) {
      String algorithm = ACCEPTABLE.get(fingerprint.hash);
      if (algorithm != null && digest(algorithm, der).equals(fingerprint.value)) {
        return true;
      }
    }
    return false;
  }

  /** Whether the hash function is sha-256, sha-384 or sha-512; others never match. */
  public boolean isAcceptable() {
    return ACCEPTABLE.containsKey(hash);
  }

  /** The attribute's value. */
  public String format() {
    return hash + " " + value;
  }

  private static String digest(String algorithm, byte[] der) {
    try {
      return HEX.formatHex(MessageDigest.getInstance(algorithm).digest(der));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK has no " + algorithm, e);
    }
  }
}

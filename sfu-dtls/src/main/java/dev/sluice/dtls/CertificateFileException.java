package dev.sluice.dtls;

/**
 * An operator's certificate or key cannot be used; the message is one sentence that says which file
 * and why.
 */
public final class CertificateFileException extends Exception {

  public CertificateFileException(String message) {
    super(message);
  }

  public CertificateFileException(String message, Throwable cause) {
    super(message, cause);
  }
}

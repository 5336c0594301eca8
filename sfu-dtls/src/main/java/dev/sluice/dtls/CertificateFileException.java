package dev.sluice.dtls;

/**
 * An operator's certificate or key cannot be used; the message is one sentence that says which file
 * and why.
 */
public final class DtlsCertificateException extends Exception {

  DtlsCertificateException(String message) {
    super(message);
  }

  DtlsCertificateException(String message, Throwable cause) {
    super(message, cause);
  }
}

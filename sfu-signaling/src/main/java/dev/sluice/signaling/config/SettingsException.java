package dev.sluice.signaling.config;

/** A setting that can't be used; the message is one sentence for the operator. */
public final class SettingsException extends RuntimeException {

  public SettingsException(String message) {
    super(message);
  }
}

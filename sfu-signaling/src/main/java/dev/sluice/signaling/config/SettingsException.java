package dev.sluice.signaling.config;

import java.util.List;

/** A setting that can't be used; the message is one sentence for the operator. */
public final class SettingsException extends RuntimeException {

  private final transient List<String> settings;

  /**
   * Says so.
   *
   * @param settings the names of those it is about
   */
  public SettingsException(String message, String... settings) {
    super(message);
    this.settings = List.of(settings);
  }

  /** Which it is about, as far as they are known. */
  List<String> settings() {
    return settings;
  }
}

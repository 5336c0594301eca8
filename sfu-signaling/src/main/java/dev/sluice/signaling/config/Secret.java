package dev.sluice.signaling.config;

/** A text that belongs in no log. */
public record Secret(String text) {

  @Override
  public String toString() {
    return "Secret[]";
  }
}

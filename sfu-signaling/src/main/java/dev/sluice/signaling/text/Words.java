package dev.sluice.signaling.text;

import java.util.Locale;

/** Constants as words. */
public final class Words {

  private Words() {}

  /** In lower case, with hyphens: {@code NO_BANDWIDTH} is {@code no-bandwidth}. */
  public static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

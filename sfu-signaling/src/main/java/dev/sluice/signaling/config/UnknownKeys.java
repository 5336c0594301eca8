package dev.sluice.signaling.config;

import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;

/** Tells of a key in the YAML file that is no setting: where it is, and what was meant. */
final class UnknownKeys {

  private UnknownKeys() {}

  static SettingsException refuse(Path file, int line, String key, Collection<String> known) {
    return new SettingsException(
        "The configuration file %s has the unknown key %s in line %d: did you mean %s? Known are: %s."
            .formatted(file, key, line, nearest(key, known), String.join(", ", known)));
  }

  /** The known name that takes the fewest letters to change. */
  static String nearest(String name, Collection<String> known) {
    return known.stream().min(Comparator.comparingInt(each -> distance(each, name))).orElseThrow();
  }

  /** Letters to change, add or leave out (Levenshtein). */
  private static int distance(String one, String other) {
    int[] row = new int[other.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int changed = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[other.length()];
  }
}

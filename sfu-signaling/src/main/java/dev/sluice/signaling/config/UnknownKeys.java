package dev.sluice.signaling.config;

import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/** Tells of a key in the YAML file that is no setting: where it is, and what was meant. */
final class UnknownKeys {

  private UnknownKeys() {}

  static SettingsException refuse(Path file, String text, String key, Collection<String> known) {
    String nearest =
        known.stream().min(Comparator.comparingInt(k -> distance(k, key))).orElseThrow();
    return new SettingsException(
        "The configuration file %s has the unknown key %s%s: did you mean %s? Known are: %s."
            .formatted(file, key, line(text, key), nearest, String.join(", ", known)));
  }

  private static String line(String text, String key) {
    Pattern begins = Pattern.compile("[{\\s]*[\"']?" + Pattern.quote(key) + "[\"']?\\s*:.*");
    List<String> lines = text.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      if (begins.matcher(lines.get(i)).matches()) {
        return " in line " + (i + 1);
      }
    }
    return "";
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

package dev.sluice.benchmarks;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a duration: {@code 20s}, {@code 100ms}, {@code 5m}, or seconds. */
final class Time implements ITypeConverter<Duration> {

  private static final Pattern FORM = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)(ms|s|m|)");

  @Override
  public Duration convert(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new TypeConversionException("expected a time, such as 20s or 100ms, not " + text);
    }
    double millis =
        switch (matcher.group(2)) {
          case "ms" -> 1;
          case "m" -> 60_000;
          default -> 1000;
        };
    return Duration.ofMillis(Math.round(Double.parseDouble(matcher.group(1)) * millis));
  }
}

package dev.sluice.benchmarks;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a bitrate: {@code 2500k}, {@code 2.5M} or bits a second. */
final class Bitrate implements ITypeConverter<Long> {

  private static final Pattern FORM = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)([kM]?)");

  @Override
  public Long convert(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new TypeConversionException(
          "expected bits a second, such as 2500k or 2.5M, not " + text);
    }
    double factor =
        switch (matcher.group(2)) {
          case "k" -> 1e3;
          case "M" -> 1e6;
          default -> 1;
        };
    return Math.round(Double.parseDouble(matcher.group(1)) * factor);
  }
}

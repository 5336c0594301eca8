package dev.sluice.signaling.sdp;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * An {@code a=fmtp} line.
 *
 * @param parameters by name, in the order given; a word without a value, such as RED's {@code
 *     111/111}, is a name with an empty value
 */
public record FormatParameters(int payloadType, Map<String, String> parameters) {
  public FormatParameters {
    Grammar.payloadType(payloadType);
    parameters.forEach(FormatParameters::check);
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
  }

  private static void check(String name, String value) {
    Grammar.text("a parameter of a=fmtp", name);
    Grammar.text("a parameter's value of a=fmtp", value);
    if (name.isEmpty() || (name + value).indexOf(';') >= 0 || name.indexOf('=') >= 0) {
      throw new IllegalArgumentException("a=fmtp needs parameters of the form name=value");
    }
  }

  /** The value of a parameter, whose name is compared without regard to case. */
  public Optional<String> value(String name) {
    for (Map.Entry<String, String> parameter : parameters.entrySet()) {
      if (parameter.getKey().equalsIgnoreCase(name)) {
        return Optional.of(parameter.getValue());
      }
    }
    return Optional.empty();
  }

  static FormatParameters parse(String line) {
    String[] words = Grammar.words(line, 2);
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String parameter : words.length == 2 ? words[1].split(";", -1) : new String[0]) {
      String text = parameter.strip();
      int equals = text.indexOf('=');
      String name = equals < 0 ? text : text.substring(0, equals).strip();
      if (!name.isEmpty()) {
        parameters.putIfAbsent(name, equals < 0 ? "" : text.substring(equals + 1).strip());
      }
    }
    return new FormatParameters(Grammar.payloadType(words[0]), parameters);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder().append(payloadType);
    char separator = ' ';
    for (Map.Entry<String, String> parameter : parameters.entrySet()) {
      text.append(separator).append(parameter.getKey());
      if (!parameter.getValue().isEmpty()) {
        text.append('=').append(parameter.getValue());
      }
      separator = ';';
    }
    return text.toString();
  }
}

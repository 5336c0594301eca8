package dev.sluice.signaling.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The character classes of RFC 8866 section 9 and RFC 8839 section 5.4. Every record of this
 * package checks its texts against them, so that no value, whoever supplied it, can smuggle a line
 * into a formatted description.
 */
final class Grammar {
  /** Visible ASCII that no {@code token} has. */
  private static final String SEPARATORS = "\"(),/:;<=>?@[\\]";

  private static final int MAX_TOKEN_LENGTH = 512;

  /** {@code ice-char}. */
  private static final Pattern ICE_CHARS = Pattern.compile("[A-Za-z0-9+/]*");

  private static final int MAX_DIGITS = 20;

  private Grammar() {}

  static String token(String what, String text) {
    if (!isToken(text)) {
      throw new IllegalArgumentException(
          what + " must be a token (visible ASCII without spaces), not " + quote(text));
    }
    return text;
  }

  /** Not by a regular expression, whose matchers were most of what reading an offer left behind. */
  private static boolean isToken(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c >= 0x7f || SEPARATORS.indexOf(c) >= 0) {
        return false;
      }
    }
    return !text.isEmpty() && text.length() <= MAX_TOKEN_LENGTH;
  }

  private static boolean isDigits(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return !text.isEmpty() && text.length() <= MAX_DIGITS;
  }

  /** Text that stays on its line: no control character but the tab. */
  static String text(String what, String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < ' ' && c != '\t') || c == 0x7f) {
        throw new IllegalArgumentException(what + " must not hold control characters");
      }
    }
    return text;
  }

  /** Text without spaces or control characters, and not empty. */
  static String word(String what, String text) {
    text(what, text);
    if (text.isEmpty() || text.indexOf(' ') >= 0 || text.indexOf('\t') >= 0) {
      throw new IllegalArgumentException(what + " must be one word, not " + quote(text));
    }
    return text;
  }

  static String iceChars(String what, String text, int minimum) {
    if (text.length() < minimum || text.length() > 256 || !ICE_CHARS.matcher(text).matches()) {
      throw new IllegalArgumentException(
          what + " must be " + minimum + " to 256 letters, digits, '+' or '/' (RFC 8839)");
    }
    return text;
  }

  static String digits(String what, String text) {
    if (!isDigits(text)) {
      throw new IllegalArgumentException(what + " must be a number, not " + quote(text));
    }
    return text;
  }

  static int number(String what, String text, int minimum, int maximum) {
    return (int) longNumber(what, text, minimum, maximum);
  }

  static long longNumber(String what, String text, long minimum, long maximum) {
    long value = isDigits(text) && text.length() < 19 ? Long.parseLong(text) : -1;
    if (value < minimum || value > maximum) {
      throw new IllegalArgumentException(
          what + " must be a number from " + minimum + " to " + maximum + ", not " + quote(text));
    }
    return value;
  }

  /** An SSRC: 32 unsigned bits, carried in an int. */
  static int ssrc(String text) {
    return (int) longNumber("an SSRC", text, 0, 0xFFFF_FFFFL);
  }

  static int payloadType(int payloadType) {
    if (payloadType < 0 || payloadType > 127) {
      throw new IllegalArgumentException(
          "a payload type must be a number from 0 to 127, not " + payloadType);
    }
    return payloadType;
  }

  static int payloadType(String text) {
    return number("a payload type", text, 0, 127);
  }

  /**
   * The words of a line, between any number of spaces. Not by a regular expression: compiled for
   * each of an offer's hundred lines, it took a quarter of the time in which the offer is read.
   *
   * @param limit how many words at most, the last of which is all the rest; negative for no limit
   */
  static String[] words(String line, int limit) {
    String text = line.strip();
    List<String> words = new ArrayList<>();
    int from = 0;
    int space = text.indexOf(' ');
    while (space >= 0 && words.size() != limit - 1) {
      words.add(text.substring(from, space));
      from = space + 1;
      while (text.charAt(from) == ' ') {
        from++;
      }
      space = text.indexOf(' ', from);
    }
    words.add(text.substring(from));
    return words.toArray(String[]::new);
  }

  /** What an error message may show of foreign text. */
  static String quote(String text) {
    String shown = text.length() > 40 ? text.substring(0, 40) + "…" : text;
    return '"' + shown.replaceAll("\\p{Cntrl}", "?") + '"';
  }
}

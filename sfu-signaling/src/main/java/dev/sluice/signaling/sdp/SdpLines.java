package dev.sluice.signaling.sdp;

/**
 * Walks a text line by line within bounds, so that whoever sends it decides neither the memory nor
 * the time that reading it takes. Lines may end in CRLF, LF or CR, and the last in nothing.
 */
final class SdpLines {
  private final String text;
  private final int maxLines;
  private final int maxLineChars;
  private int position;
  private int number;
  private char type;
  private String value = "";

  SdpLines(String text, int maxChars, int maxLines, int maxLineChars) throws SdpException {
    if (text.length() > maxChars) {
      throw new SdpException(1, "a description may have " + maxChars + " characters at most");
    }
    this.text = text;
    this.maxLines = maxLines;
    this.maxLineChars = maxLineChars;
  }

  /** Steps to the next line that is not empty; false at the end. */
  boolean next() throws SdpException {
    while (position < text.length()) {
      int end = position;
      while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
        end++;
      }
      String line = text.substring(position, end);
      boolean crlf = text.startsWith("\r\n", end);
      position = end + (crlf ? 2 : 1);
      if (++number > maxLines) {
        throw error("a description may have " + maxLines + " lines at most");
      }
      if (!line.isBlank()) {
        split(line);
        return true;
      }
    }
    return false;
  }

  private void split(String line) throws SdpException {
    if (line.length() > maxLineChars) {
      throw error("a line may have " + maxLineChars + " characters at most");
    }
    if (line.length() < 2 || line.charAt(1) != '=') {
      throw error("a line must be a letter, '=' and a value, not " + Grammar.quote(line));
    }
    type = line.charAt(0);
    value = line.substring(2);
  }

  /** The letter before the {@code =}. */
  char type() {
    return type;
  }

  String value() {
    return value;
  }

  int number() {
    return number;
  }

  SdpException error(String message) {
    return new SdpException(Math.max(1, number), message);
  }
}

package dev.sluice.signaling.sdp;

/**
 * An {@code a=rtpmap} line.
 *
 * @param channels 1 where the line says nothing of it
 */
public record RtpMap(int payloadType, String encodingName, int clockRateHz, int channels) {
  public RtpMap {
    Grammar.payloadType(payloadType);
    Grammar.token("the encoding name of a=rtpmap", encodingName);
    if (clockRateHz < 1 || channels < 1) {
      throw new IllegalArgumentException("a=rtpmap needs a clock rate and channels above 0");
    }
  }

  static RtpMap parse(String value) {
    String[] words = Grammar.words(value, 3);
    String[] parts = words.length == 2 ? words[1].split("/", 4) : new String[0];
    if (parts.length < 2 || parts.length > 3) {
      throw new IllegalArgumentException(
          "a=rtpmap needs a payload type and name/rate[/channels], such as 111 opus/48000/2");
    }
    return new RtpMap(
        Grammar.payloadType(words[0]),
        parts[0],
        Grammar.number("the clock rate of a=rtpmap", parts[1], 1, Integer.MAX_VALUE),
        parts.length == 3 ? Grammar.number("channels of a=rtpmap", parts[2], 1, 255) : 1);
  }

  @Override
  public String toString() {
    String rate = payloadType + " " + encodingName + '/' + clockRateHz;
    return channels == 1 ? rate : rate + '/' + channels;
  }
}

package dev.sluice.benchmarks.replay;

import dev.sluice.core.rtp.Codec;
import dev.sluice.core.rtp.HeaderExtension;
import dev.sluice.core.rtp.RtpParameters;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import picocli.CommandLine.Option;

/** The command line's part on what a capture doesn't tell by itself. */
final class RecordingArguments {

  @Option(
      names = "--key",
      paramLabel = "WHO=PROFILE:BASE64",
      description =
          "Decrypt SRTP: the sender's master key and salt (in this order, as one Base64 text). WHO"
              + " is ADDRESS:PORT, 0xSSRC, a participant of Sluice's own captures, or * for all;"
              + " PROFILE is AEAD_AES_128_GCM, AEAD_AES_256_GCM or AES128_CM_HMAC_SHA1_80.")
  private List<String> keys = new ArrayList<>();

  @Option(
      names = "--sdp",
      paramLabel = "FILE",
      description =
          "The sender's offer, for a capture that isn't Sluice's: says what payload types, header"
              + " extensions and SSRCs mean.")
  private Path sdp;

  @Option(
      names = "--codec",
      paramLabel = "PT=CODEC",
      description = "Without an offer: what a payload type is, such as 96=VP8 or 111=opus.")
  private Map<Integer, String> codecs = new LinkedHashMap<>();

  @Option(
      names = "--rtx",
      paramLabel = "PT=PT",
      description = "Without an offer: the first one carries retransmissions of the second.")
  private Map<Integer, Integer> rtx = new LinkedHashMap<>();

  @Option(
      names = "--extension",
      paramLabel = "ID=NAME",
      description =
          "Without an offer: a header extension, by URI or as mid, transport-cc, abs-send-time,"
              + " dependency-descriptor…")
  private Map<Integer, String> extensions = new LinkedHashMap<>();

  @Option(
      names = "--from",
      paramLabel = "ADDRESS[:PORT]",
      description =
          "Only take packets that come from there, in a capture that isn't Sluice's. Default:"
              + " everybody's")
  private List<String> from = new ArrayList<>();

  /**
   * What is told altogether.
   *
   * @throws IOException if the offer can't be read
   * @throws IllegalArgumentException where an option can't be; the message says what would be right
   */
  RecordingOptions options() throws IOException {
    List<RtpParameters> negotiated = sdp == null ? List.of() : OfferFile.read(sdp);
    return new RecordingOptions(
        keys.stream().map(SrtpKey::parse).toList(), payloadTypes(), negotiated, senders());
  }

  private PayloadTypeTable payloadTypes() {
    Map<Integer, Codec> told = new HashMap<>();
    codecs.forEach((payloadType, name) -> told.put(payloadType, codec(name)));
    Map<Integer, Integer> rtxByCodec = new HashMap<>();
    rtx.forEach((type, of) -> rtxByCodec.put(of, type));
    Map<HeaderExtension, Integer> ids = new EnumMap<>(HeaderExtension.class);
    extensions.forEach((id, name) -> ids.put(extension(name), id));
    return new PayloadTypeTable(told, rtxByCodec, ids);
  }

  private static Codec codec(String name) {
    return Arrays.stream(Codec.values())
        .filter(codec -> codec.encodingName().equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "the codec is one of %s, not %s"
                        .formatted(
                            Arrays.stream(Codec.values()).map(Codec::encodingName).toList(),
                            name)));
  }

  private static HeaderExtension extension(String name) {
    String constant = name.toUpperCase(Locale.ROOT).replace('-', '_');
    return Arrays.stream(HeaderExtension.values())
        .filter(each -> each.uri().equals(name) || each.name().equals(constant))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "the header extension %s isn't one of %s"
                        .formatted(
                            name,
                            Arrays.stream(HeaderExtension.values())
                                .map(each -> each.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                                .toList())));
  }

  private Predicate<InetSocketAddress> senders() {
    if (from.isEmpty()) {
      return sender -> true;
    }
    List<Predicate<InetSocketAddress>> wanted =
        from.stream().map(RecordingArguments::sender).toList();
    return sender -> wanted.stream().anyMatch(each -> each.test(sender));
  }

  /** {@code 192.0.2.1}, {@code 192.0.2.1:5000}, {@code 2001:db8::1}, {@code [2001:db8::1]:5000}. */
  private static Predicate<InetSocketAddress> sender(String text) {
    int colon = text.lastIndexOf(':');
    boolean withPort = colon >= 0 && (text.indexOf(':') == colon || text.charAt(colon - 1) == ']');
    String host = withPort ? text.substring(0, colon) : text;
    try {
      InetAddress address = InetAddress.getByName(host);
      if (!withPort) {
        return sender -> sender.getAddress().equals(address);
      }
      InetSocketAddress whole =
          new InetSocketAddress(address, Integer.parseInt(text.substring(colon + 1)));
      return whole::equals;
    } catch (UnknownHostException | NumberFormatException e) {
      throw new IllegalArgumentException(
          "--from is an address, with a port or without, not '" + text + "'", e);
    }
  }
}

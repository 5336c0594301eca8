package dev.sluice.signaling.sdp;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.Supplier;

/** Descriptions of any shape that the model allows, the same for the same seed. */
final class RandomDescriptions {
  private static final String TOKEN_CHARS = "!#$%&'*+-.09AZ^_`az{|}~";

  private final Random random;

  RandomDescriptions(long seed) {
    random = new Random(seed);
  }

  SessionDescription description() {
    return new SessionDescription(
        new Origin(
            token(), "" + random.nextInt(1 << 30), "" + random.nextInt(9), "IN", "IP6", "::"),
        words(),
        maybe(this::words),
        list(() -> new MediaGroup(token(), list(this::token))),
        transport(),
        random.nextBoolean(),
        random.nextBoolean(),
        maybe(this::words),
        list(this::attribute),
        list(this::section));
  }

  private MediaSection section() {
    List<String> formats = new ArrayList<>(list(() -> Integer.toString(payloadType())));
    formats.add("0");
    MediaSectionBuilder section =
        MediaSection.builder(token(), random.nextInt(65536), "UDP/TLS/RTP/SAVPF", formats)
            .direction(oneOf(Direction.values()))
            .bundleOnly(random.nextBoolean())
            .rtcpMux(random.nextBoolean())
            .rtcpReducedSize(random.nextBoolean())
            .extmapAllowMixed(random.nextBoolean())
            .transport(transport());
    maybe(this::words).ifPresent(section::connection);
    maybe(this::token).ifPresent(section::mid);
    list(this::words).forEach(section::bandwidth);
    list(() ->
            new RtpMap(
                payloadType(),
                token().replace("/", ""),
                1 + random.nextInt(96_000),
                1 + random.nextInt(3)))
        .forEach(section::rtpMap);
    list(() -> new FormatParameters(payloadType(), parameters()))
        .forEach(section::formatParameters);
    list(this::feedback).forEach(section::feedback);
    list(() ->
            new ExtensionMapping(
                1 + random.nextInt(4095),
                oneOf(Direction.values()),
                "urn:" + token(),
                maybe(this::words)))
        .forEach(section::extension);
    list(() -> new SourceAttribute(random.nextInt(), attribute())).forEach(section::source);
    list(() -> new SourceGroup(token(), list(random::nextInt))).forEach(section::sourceGroup);
    list(() -> new Rid(rid(), random.nextBoolean(), maybe(this::words))).forEach(section::rid);
    maybe(this::simulcast).ifPresent(section::simulcast);
    list(() -> new Msid(token(), maybe(this::token))).forEach(section::msid);
    maybe(random::nextInt).ifPresent(size -> section.maxMessageSize(size & 0xFFFF_FFFFL));
    list(this::attribute).forEach(section::attribute);
    return section.build();
  }

  private TransportDescription transport() {
    return new TransportDescription(
        maybe(() -> new IceParameters(iceChars(4), iceChars(22))),
        list(() -> token().replace(",", "")),
        list(this::fingerprint),
        maybe(() -> oneOf(Setup.values())),
        list(() -> "candidate:" + words()),
        random.nextBoolean());
  }

  private Fingerprint fingerprint() {
    List<String> octets = new ArrayList<>();
    for (int i = 0; i < 32; i++) {
      octets.add(String.format("%02X", random.nextInt(256)));
    }
    return new Fingerprint("sha-256", String.join(":", octets));
  }

  private FeedbackCapability feedback() {
    return new FeedbackCapability(
        random.nextBoolean() ? OptionalInt.empty() : OptionalInt.of(payloadType()), words());
  }

  private Simulcast simulcast() {
    List<List<Simulcast.Alternative>> streams =
        List.of(List.of(alternative(), alternative()), List.of(alternative()));
    return random.nextBoolean()
        ? new Simulcast(streams, List.of())
        : new Simulcast(random.nextBoolean() ? streams : List.of(), streams);
  }

  private Simulcast.Alternative alternative() {
    return new Simulcast.Alternative(rid(), random.nextBoolean());
  }

  private Map<String, String> parameters() {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String name : list(() -> token().replace("=", "").replace(";", ""))) {
      parameters.put(name, random.nextBoolean() ? "" : token() + "=" + token());
    }
    return parameters;
  }

  private Attribute attribute() {
    return new Attribute("x-" + token(), maybe(this::words));
  }

  private String rid() {
    return "r" + random.nextInt(1000);
  }

  private int payloadType() {
    return random.nextInt(128);
  }

  private String iceChars(int length) {
    String chars = "abzABZ019+/";
    StringBuilder text = new StringBuilder();
    while (text.length() < length) {
      text.append(chars.charAt(random.nextInt(chars.length())));
    }
    return text.toString();
  }

  private String token() {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(8); i >= 0; i--) {
      text.append(TOKEN_CHARS.charAt(random.nextInt(TOKEN_CHARS.length())));
    }
    return text.toString();
  }

  /** Words of any characters, also of those beyond ASCII, with single spaces between. */
  private String words() {
    StringBuilder text = new StringBuilder("ä:" + token());
    for (int i = random.nextInt(3); i > 0; i--) {
      text.append(' ').append(token()).append("=;/\"");
    }
    return text.toString();
  }

  private <T> T oneOf(T[] values) {
    return values[random.nextInt(values.length)];
  }

  private <T> Optional<T> maybe(Supplier<T> value) {
    return random.nextBoolean() ? Optional.of(value.get()) : Optional.empty();
  }

  private <T> List<T> list(Supplier<T> element) {
    List<T> elements = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      elements.add(element.get());
    }
    return elements;
  }
}

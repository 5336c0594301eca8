package dev.sluice.signaling.capture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.core.rtp.Codec;
import dev.sluice.core.rtp.CodecParameters;
import dev.sluice.core.rtp.Encoding;
import dev.sluice.core.rtp.FlexFec;
import dev.sluice.core.rtp.HeaderExtension;
import dev.sluice.core.rtp.MediaKind;
import dev.sluice.core.rtp.RtcpFeedback;
import dev.sluice.core.rtp.RtpParameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;

/**
 * Negotiated parameters with the names that SDP has for everything: codecs by encoding name, header
 * extensions by URI, feedback as in {@code a=rtcp-fb}.
 */
final class RtpParametersJson {

  private RtpParametersJson() {}

  static ObjectNode format(RtpParameters parameters) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("mid", parameters.mid())
        .put("kind", parameters.kind().name().toLowerCase(Locale.ROOT))
        .put("cname", parameters.cname())
        .put("extmapAllowMixed", parameters.extmapAllowMixed());
    ArrayNode codecs = node.putArray("codecs");
    parameters.codecs().forEach(codec -> write(codec, codecs.addObject()));
    ObjectNode extensions = node.putObject("headerExtensions");
    parameters.headerExtensions().entrySet().stream()
        .sorted(Map.Entry.comparingByValue())
        .forEach(entry -> extensions.put(entry.getKey().uri(), entry.getValue()));
    ArrayNode encodings = node.putArray("encodings");
    for (Encoding encoding : parameters.encodings()) {
      ObjectNode item = encodings.addObject().put("rid", encoding.rid());
      encoding.ssrc().ifPresent(ssrc -> item.put("ssrc", Integer.toUnsignedLong(ssrc)));
      encoding.rtxSsrc().ifPresent(ssrc -> item.put("rtxSsrc", Integer.toUnsignedLong(ssrc)));
    }
    parameters
        .flexFec()
        .ifPresent(
            flexFec ->
                node.putObject("flexFec")
                    .put("payloadType", flexFec.payloadType())
                    .put("ssrc", Integer.toUnsignedLong(flexFec.ssrc())));
    return node;
  }

  /**
   * @throws IllegalArgumentException where it isn't what {@link #format} writes
   */
  static RtpParameters parse(JsonNode node) {
    List<CodecParameters> codecs = new ArrayList<>();
    node.required("codecs").forEach(item -> codecs.add(codec(item)));
    Map<HeaderExtension, Integer> extensions = new EnumMap<>(HeaderExtension.class);
    node.required("headerExtensions")
        .properties()
        .forEach(
            entry ->
                extensions.put(
                    named(HeaderExtension.values(), HeaderExtension::uri, entry.getKey()),
                    entry.getValue().asInt()));
    List<Encoding> encodings = new ArrayList<>();
    for (JsonNode item : node.required("encodings")) {
      encodings.add(
          new Encoding(
              item.required("rid").asText(),
              optionalInt(item.get("ssrc")),
              optionalInt(item.get("rtxSsrc"))));
    }
    return new RtpParameters(
        node.required("mid").asText(),
        MediaKind.valueOf(node.required("kind").asText().toUpperCase(Locale.ROOT)),
        codecs,
        extensions,
        node.required("extmapAllowMixed").asBoolean(),
        encodings,
        Optional.ofNullable(node.get("flexFec")).map(RtpParametersJson::flexFec),
        node.required("cname").textValue());
  }

  private static FlexFec flexFec(JsonNode node) {
    return new FlexFec(node.required("payloadType").asInt(), (int) node.required("ssrc").asLong());
  }

  private static void write(CodecParameters codec, ObjectNode node) {
    node.put("payloadType", codec.payloadType())
        .put("codec", codec.codec().encodingName())
        .put("clockRate", codec.clockRateHz())
        .put("channels", codec.channels());
    ObjectNode format = node.putObject("formatParameters");
    codec.formatParameters().forEach(format::put);
    ArrayNode feedback = node.putArray("feedback");
    codec.feedback().stream()
        .sorted(Comparator.naturalOrder())
        .forEach(value -> feedback.add(value.value()));
    codec.rtxPayloadType().ifPresent(type -> node.put("rtxPayloadType", type));
  }

  private static CodecParameters codec(JsonNode node) {
    Map<String, String> format = new LinkedHashMap<>();
    node.required("formatParameters")
        .properties()
        .forEach(entry -> format.put(entry.getKey(), entry.getValue().asText()));
    Set<RtcpFeedback> feedback = EnumSet.noneOf(RtcpFeedback.class);
    node.required("feedback")
        .forEach(
            item -> feedback.add(named(RtcpFeedback.values(), RtcpFeedback::value, item.asText())));
    return new CodecParameters(
        node.required("payloadType").asInt(),
        named(Codec.values(), Codec::encodingName, node.required("codec").asText()),
        node.required("clockRate").asInt(),
        node.required("channels").asInt(),
        format,
        feedback,
        optionalInt(node.get("rtxPayloadType")));
  }

  private static OptionalInt optionalInt(JsonNode node) {
    return node == null ? OptionalInt.empty() : OptionalInt.of((int) node.asLong());
  }

  private static <T> T named(T[] all, Function<T, String> nameOf, String name) {
    return Arrays.stream(all)
        .filter(each -> nameOf.apply(each).equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no " + name));
  }
}

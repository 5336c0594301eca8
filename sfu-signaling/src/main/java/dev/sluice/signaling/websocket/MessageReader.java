package dev.sluice.signaling.websocket;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads clients' messages, strictly: a field unknown, missing, given twice or of another type is an
 * error that says what would be right.
 */
final class MessageReader {

  /** Far beyond what metadata needs, far below what a stack bears. */
  private static final int MAX_NESTING = 32;

  private static final String MISSING = "Missing required creator property '";

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(MAX_NESTING).build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .withCoercionConfig(
              LogicalType.Textual,
              config ->
                  config
                      .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
          .build();

  private static final List<String> TYPES = types();

  private MessageReader() {}

  /**
   * A message as it came.
   *
   * @param id null where there is none, or none could be made out
   * @param message null if there is a problem
   * @param problem null if there is a message
   */
  record Incoming(Long id, ClientMessage message, ProtocolException problem) {

    private static Incoming bad(Long id, ErrorCode code, String message) {
      return new Incoming(id, null, new ProtocolException(code, message));
    }
  }

  static Incoming read(String text) {
    JsonNode root;
    try {
      root = MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      return Incoming.bad(null, ErrorCode.BAD_MESSAGE, "this is not JSON: " + firstLine(e));
    }
    if (root == null || !root.isObject()) {
      return Incoming.bad(
          null, ErrorCode.BAD_MESSAGE, "a message is a JSON object such as {\"type\":\"ping\"}");
    }
    JsonNode idNode = root.get("id");
    Long id =
        idNode != null && idNode.isIntegralNumber() && idNode.canConvertToLong()
            ? idNode.longValue()
            : null;
    JsonNode type = root.get("type");
    if (type == null || !type.isTextual() || !TYPES.contains(type.textValue())) {
      return Incoming.bad(
          id, ErrorCode.UNKNOWN_TYPE, "\"type\" must be one of: " + String.join(", ", TYPES));
    }
    try {
      return new Incoming(id, MAPPER.treeToValue(root, ClientMessage.class), null);
    } catch (JsonProcessingException e) {
      return Incoming.bad(id, ErrorCode.BAD_MESSAGE, type.textValue() + ": " + explain(e));
    }
  }

  private static String explain(JsonProcessingException problem) {
    return switch (problem) {
      case UnrecognizedPropertyException e ->
          "unknown field %s; known are: %s".formatted(path(e), known(e));
      case ValueInstantiationException e when e.getCause() instanceof IllegalArgumentException c ->
          c.getMessage();
      case InvalidFormatException e when e.getTargetType() == Source.class ->
          path(e) + " must be one of: camera, microphone, screen, screen-audio, custom";
      case MismatchedInputException e when e.getOriginalMessage().startsWith(MISSING) ->
          "the field %s is missing".formatted(missing(e));
      case MismatchedInputException e -> path(e) + " must be " + expected(e.getTargetType());
      default -> firstLine(problem);
    };
  }

  private static String missing(MismatchedInputException e) {
    String rest = e.getOriginalMessage().substring(MISSING.length());
    return path(e, '"' + rest.substring(0, Math.max(0, rest.indexOf('\''))) + '"');
  }

  private static List<Object> known(UnrecognizedPropertyException e) {
    List<Object> known = new ArrayList<>();
    if (e.getKnownPropertyIds() != null) {
      known.addAll(e.getKnownPropertyIds());
    }
    return known;
  }

  private static String expected(Class<?> type) {
    if (type == null) {
      return "of another type";
    }
    if (type == String.class) {
      return "a string";
    }
    if (type == Long.class || type == Integer.class) {
      return "an integer";
    }
    if (type == Boolean.class) {
      return "true or false";
    }
    if (List.class.isAssignableFrom(type)) {
      return "a list";
    }
    return Map.class.isAssignableFrom(type) || type.isRecord() ? "an object" : "of another type";
  }

  private static String path(JsonMappingException e) {
    return path(e, "");
  }

  /** Such as "publish[0].source". */
  private static String path(JsonMappingException e, String last) {
    StringBuilder path = new StringBuilder();
    for (JsonMappingException.Reference reference : e.getPath()) {
      if (reference.getFieldName() == null) {
        path.append('[').append(reference.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(reference.getFieldName());
      }
    }
    String field = last.replace("\"", "");
    if (!field.isEmpty() && !path.toString().endsWith(field)) {
      path.append(path.isEmpty() ? "" : ".").append(field);
    }
    return '"' + path.toString() + '"';
  }

  private static String firstLine(JsonProcessingException e) {
    return e.getOriginalMessage().lines().findFirst().orElse("");
  }

  private static List<String> types() {
    List<String> types = new ArrayList<>();
    for (JsonSubTypes.Type type : ClientMessage.class.getAnnotation(JsonSubTypes.class).value()) {
      types.add(type.name());
    }
    return List.copyOf(types);
  }
}

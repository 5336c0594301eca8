package dev.sluice.signaling.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.NonValidationKeyword;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** The OpenAPI document, to which every answer that a test gets over HTTP is held. Any thread. */
public final class OpenApiDocument {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final JsonSchemaFactory SCHEMAS =
      JsonSchemaFactory.getInstance(
          SpecVersion.VersionFlag.V202012,
          builder ->
              builder.metaSchema(
                  JsonMetaSchema.builder(JsonMetaSchema.getV202012())
                      .keyword(new NonValidationKeyword("components"))
                      .build()));
  private static final OpenApiDocument PACKED = read();

  private final JsonNode root;
  private final Map<String, Pattern> paths = new TreeMap<>();
  private final Map<JsonNode, JsonSchema> schemas = new ConcurrentHashMap<>();

  private OpenApiDocument(JsonNode root) {
    this.root = root;
    root.path("paths")
        .fieldNames()
        .forEachRemaining(
            path -> paths.put(path, Pattern.compile(path.replaceAll("\\{[a-z]+}", "[^/]+"))));
  }

  /** The one that the server hands out. */
  public static OpenApiDocument packed() {
    return PACKED;
  }

  private static OpenApiDocument read() {
    try (InputStream in = OpenApiDocument.class.getResourceAsStream("/web/openapi.yaml")) {
      return new OpenApiDocument(YAMLMapper.builder().build().readTree(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Fails where the document doesn't say that this may be answered. */
  public void check(String method, String pathAndQuery, HttpResponse<String> response) {
    String path = pathAndQuery.replaceFirst("[?#].*", "");
    Optional<JsonNode> resource =
        paths.entrySet().stream()
            .filter(each -> each.getValue().matcher(path).matches())
            .map(each -> root.path("paths").path(each.getKey()))
            .findFirst();
    String what = method + " " + path + " answered " + response.statusCode();
    if (resource.isEmpty()) {
      if (path.startsWith("/api/")) {
        assertThat(response.statusCode()).as("%s, and isn't in the document", what).isEqualTo(404);
      }
      return;
    }
    if (response.statusCode() == 429 || response.statusCode() == 503) {
      assertThat(response.headers().firstValue("Retry-After")).as("%s", what).isPresent();
    }
    JsonNode operation = resource.get().path(method.toLowerCase(Locale.ROOT));
    if (method.equals("OPTIONS")) {
      return;
    }
    if (operation.isMissingNode()) {
      assertThat(response.statusCode()).as("%s, and isn't in the document", what).isEqualTo(405);
      return;
    }
    JsonNode responses = operation.path("responses");
    String status = String.valueOf(response.statusCode());
    boolean documented = responses.has(status);
    if (response.statusCode() < 400) {
      assertThat(documented).as("%s, which isn't in the document", what).isTrue();
    }
    checkBody(what, resolve(responses.path(documented ? status : "default")), response);
  }

  private void checkBody(String what, JsonNode described, HttpResponse<String> response) {
    JsonNode content = described.path("content");
    if (content.isMissingNode()) {
      assertThat(response.body()).as("%s, with a body", what).isEmpty();
      return;
    }
    String type =
        response.headers().firstValue("Content-Type").orElse("").replaceFirst("\\s*;.*", "");
    assertThat(content.has(type)).as("%s as '%s'", what, type).isTrue();
    if (type.endsWith("json")) {
      try {
        assertThat(
                schema(content.path(type).path("schema")).validate(JSON.readTree(response.body())))
            .as("%s: %s", what, response.body())
            .isEmpty();
      } catch (JsonProcessingException e) {
        throw new AssertionError(what + " with what isn't JSON: " + response.body(), e);
      }
    }
  }

  /** References are found within the document. */
  private JsonSchema schema(JsonNode node) {
    return schemas.computeIfAbsent(
        node,
        schema -> {
          ObjectNode whole = JSON.createObjectNode();
          whole.set("components", root.path("components"));
          whole.putArray("allOf").add(schema);
          return SCHEMAS.getSchema(whole);
        });
  }

  private JsonNode resolve(JsonNode node) {
    return node.has("$ref") ? root.at(node.path("$ref").asText().substring(1)) : node;
  }
}

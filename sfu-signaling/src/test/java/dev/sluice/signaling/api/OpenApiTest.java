package dev.sluice.signaling.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.sluice.core.congestion.EstimateLimit;
import dev.sluice.core.forward.DropReason;
import dev.sluice.core.forward.LayerReason;
import dev.sluice.core.forward.SubscriptionState;
import dev.sluice.core.room.ConnectionReport;
import dev.sluice.ice.PacketDrop;
import dev.sluice.signaling.TestServer;
import dev.sluice.signaling.doctor.Finding;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/** What the document promises is there. What is answered is checked with every test's request. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenApiTest {

  private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

  private TestServer server;
  private JsonNode document;

  @BeforeAll
  void start() throws Exception {
    server = TestServer.start();
    document = YAMLMapper.builder().build().readTree(server.get("/openapi.yaml").body());
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void theServerHandsOutItsDocument() throws Exception {
    assertThat(server.get("/openapi.yaml").headers().firstValue("Content-Type"))
        .contains("application/yaml");
    assertThat(document.path("openapi").asText()).startsWith("3.1.");
  }

  @TestFactory
  List<DynamicTest> everyPathHasTheMethodsThatTheDocumentNames() {
    return document.path("paths").properties().stream().map(this::hasItsMethods).toList();
  }

  private DynamicTest hasItsMethods(Map.Entry<String, JsonNode> path) {
    return DynamicTest.dynamicTest(
        path.getKey(),
        () -> {
          Set<String> documented = new TreeSet<>(Set.of("OPTIONS"));
          path.getValue()
              .fieldNames()
              .forEachRemaining(
                  name -> {
                    if (METHODS.contains(name)) {
                      documented.add(name.toUpperCase(Locale.ROOT));
                    }
                  });
          String allowed =
              server
                  .send("OPTIONS", path.getKey().replaceAll("[{}]", ""), "")
                  .headers()
                  .firstValue("Allow")
                  .orElse("");
          assertThat(Set.of(allowed.split(", "))).isEqualTo(documented);
        });
  }

  @TestFactory
  List<DynamicTest> everyWordForAReasonOrAStateIsListed() {
    return List.of(
        listsAll("MediaDrops", DropReason.values()),
        listsAll("PortDrops", PacketDrop.values()),
        listsAll("EstimateLimit", EstimateLimit.values()),
        listsAll("LayerReason", LayerReason.values()),
        listsAll("SubscriptionState", SubscriptionState.values()),
        listsAll("ConnectionState", ConnectionReport.State.values()),
        listsAll("Severity", Finding.Severity.values()));
  }

  private DynamicTest listsAll(String schema, Enum<?>... constants) {
    return DynamicTest.dynamicTest(
        schema,
        () -> {
          JsonNode described = document.path("components").path("schemas").path(schema);
          Set<String> listed = new TreeSet<>();
          described.path("enum").forEach(word -> listed.add(word.asText()));
          described.path("properties").fieldNames().forEachRemaining(listed::add);
          Set<String> words = new TreeSet<>();
          for (Enum<?> constant : constants) {
            words.add(constant.name().toLowerCase(Locale.ROOT).replace('_', '-'));
          }
          assertThat(listed).isEqualTo(words);
        });
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    assertThat(document.findValuesAsText("$ref"))
        .isNotEmpty()
        .allSatisfy(
            reference ->
                assertThat(document.at(reference.substring(1)).isMissingNode())
                    .as(reference)
                    .isFalse());
  }
}

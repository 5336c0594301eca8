package dev.sluice.signaling.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The document and the code say the same. */
class ProtocolDocumentTest {

  private static final Path DOCUMENT = Path.of("PROTOCOL.md");
  private static final Pattern EXAMPLE = Pattern.compile("```json\\n(.*?)```", Pattern.DOTALL);
  private static final JsonMapper STRICT =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  static List<String> examples() throws Exception {
    return EXAMPLE
        .matcher(Files.readString(DOCUMENT))
        .results()
        .map(MatchResult::group)
        .map(block -> block.replace("```json", "").replace("```", "").strip())
        .toList();
  }

  @ParameterizedTest
  @MethodSource("examples")
  void everyExampleIsAMessage(String example) throws Exception {
    JsonNode tree = STRICT.readTree(example);
    String type = tree.path("type").asText();
    if (types(ClientMessage.class).contains(type)) {
      assertThat(MessageReader.read(example).problem()).isNull();
    } else {
      ServerMessage message = STRICT.treeToValue(tree, ServerMessage.class);
      assertThat(STRICT.readTree(ClientSocket.write(message))).isEqualTo(tree);
    }
  }

  @Test
  void everyMessageHasAnExample() throws Exception {
    Set<String> shown = new TreeSet<>();
    for (String example : examples()) {
      shown.add(STRICT.readTree(example).path("type").asText());
    }
    Set<String> all = new TreeSet<>(types(ClientMessage.class));
    all.addAll(types(ServerMessage.class));

    assertThat(shown).isEqualTo(all);
  }

  @Test
  void everyErrorCodeIsExplained() throws Exception {
    String document = Files.readString(DOCUMENT);

    assertThat(Arrays.stream(ErrorCode.values()).map(ErrorCode::text))
        .allSatisfy(code -> assertThat(document).contains("`" + code + "`"));
  }

  private static List<String> types(Class<?> messages) {
    List<String> types = new ArrayList<>();
    for (JsonSubTypes.Type type : messages.getAnnotation(JsonSubTypes.class).value()) {
      types.add(type.name());
    }
    return types;
  }
}

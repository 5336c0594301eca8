package dev.sluice.signaling.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sluice.signaling.websocket.MessageReader.Incoming;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessageReaderTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '#',
      value = {
        "nonsense                                     | bad-message  | not JSON",
        "[]                                           | bad-message  | a message is a JSON object",
        "{}                                           | unknown-type | join, resume, offer",
        "{'type':'jion'}                              | unknown-type | join, resume, offer",
        "{'type':7}                                   | unknown-type | join, resume, offer",
        "{'type':'join'}                              | bad-message  | the field \"room\" is"
            + " missing",
        "{'type':'join','room':7}                     | bad-message  | \"room\" must be a string",
        "{'type':'join','room':null}                  | bad-message  | \"room\" can't be null",
        "{'type':'join','room':'r','metadata':[]}     | bad-message  | \"metadata\" must be an"
            + " object",
        "{'type':'join','room':'r','nmae':'Ada'}      | bad-message  | unknown field \"nmae\"",
        "{'type':'join','room':'r','room':'r'}        | bad-message  | Duplicate field 'room'",
        "{'type':'ping','id':'x'}                     | bad-message  | \"id\" must be an integer",
        "{'type':'ping'} {'type':'ping'}              | bad-message  | Trailing token",
        "{'type':'offer','sdp':'','publish':[{}]}     | bad-message  | \"publish[0].mid\" is"
            + " missing",
        "{'type':'offer','sdp':'','publish':[null]}   | bad-message  | \"publish\" can't be null",
        "{'type':'offer','sdp':'','publish':[{'mid':'0','source':'tv'}]} | bad-message"
            + " | \"publish[0].source\" must be one of: camera",
        "{'type':'subscribe'}                         | bad-message  | exactly one of",
        "{'type':'subscribe','all':true,'track':'t'}  | bad-message  | exactly one of",
        "{'type':'subscribe','all':'yes'}             | bad-message  | \"all\" must be true or"
            + " false",
        "{'type':'metadata'}                          | bad-message  | give \"name\", \"metadata\"",
        "{'type':'join','room':'r','lastN':-1}        | bad-message  | \"lastN\" is 0 or more",
        "{'type':'set-last-n','n':1.5}                | bad-message  | \"n\" must be an integer",
        "{'type':'set-last-n'}                        | bad-message  | \"n\" is missing",
        "{'type':'pin'}                               | bad-message  | \"participant\" is missing",
        "{'type':'candidate'}                         | bad-message  | \"candidate\" is missing",
      })
  void aBadMessageIsExplained(String text, String code, String explanation) {
    Incoming incoming = MessageReader.read(text.replace('\'', '"'));

    assertThat(incoming.problem()).isNotNull();
    assertThat(incoming.problem().code().text()).isEqualTo(code);
    assertThat(incoming.problem().getMessage()).contains(explanation);
  }

  @Test
  void theIdOfABadMessageIsKnownWhereItCanBe() {
    assertThat(MessageReader.read("{\"type\":\"jion\",\"id\":5}").id()).isEqualTo(5);
    assertThat(MessageReader.read("{\"type\":\"jion\",\"id\":{}}").id()).isNull();
  }

  @Test
  void deepNestingIsRefused() {
    String text =
        "{\"type\":\"join\",\"room\":\"r\",\"metadata\":{\"a\":"
            + "[".repeat(100_000)
            + "]".repeat(100_000)
            + "}}";

    assertThat(MessageReader.read(text).problem()).isNotNull();
  }

  @FuzzTest
  void anyTextIsAMessageOrAProblem(byte[] data) {
    Incoming incoming = MessageReader.read(new String(data, StandardCharsets.UTF_8));

    assertThat(incoming.message() == null).isNotEqualTo(incoming.problem() == null);
  }
}

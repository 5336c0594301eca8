package dev.sluice.signaling.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.signaling.TestServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class DoctorApiTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void theApiSaysWhatIsAnnouncedAndWhy() throws Exception {
    try (TestServer server = TestServer.start()) {
      JsonNode report = JSON.readTree(server.get("/api/v1/doctor").body());

      assertThat(report.path("reachable").asBoolean()).isTrue();
      JsonNode finding = report.path("findings").path(0);
      assertThat(finding.path("subject").asText()).isEqualTo("127.0.0.1");
      assertThat(finding.path("severity").asText()).isEqualTo("note");
      assertThat(finding.path("message").asText()).contains("browsers on this machine alone");
      assertThat(server.get("/readyz").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aServerThatNobodyCanReachIsNotReady() throws Exception {
    try (TestServer server =
        TestServer.startAnnouncing(
            List.of(new InetSocketAddress(InetAddress.ofLiteral("224.0.0.1"), 10_000)))) {
      JsonNode report = JSON.readTree(server.get("/api/v1/doctor").body());

      assertThat(report.path("reachable").asBoolean()).isFalse();
      assertThat(server.get("/readyz").statusCode()).isEqualTo(503);
      assertThat(server.get("/readyz").body()).contains("unreachable", "/api/v1/doctor");
      assertThat(server.get("/healthz").statusCode()).isEqualTo(200);
    }
  }
}

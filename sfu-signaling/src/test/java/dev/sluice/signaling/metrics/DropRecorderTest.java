package dev.sluice.signaling.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.signaling.TestServer;
import dev.sluice.signaling.peer.Offers;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import jdk.jfr.consumer.RecordingStream;
import org.junit.jupiter.api.Test;

class DropRecorderTest {

  @Test
  void whatIsDroppedInASecondIsOneEvent() throws Exception {
    CountDownLatch seen = new CountDownLatch(1);
    try (TestServer server = TestServer.start();
        RecordingStream events = new RecordingStream()) {
      String sdp = Offers.offer().audio("sendonly").sdp();
      server.send("POST", "/whip/r/ada", sdp, "Content-Type", "application/sdp");
      for (int i = 0; i < 7; i++) {
        server.media().connections().getFirst().receive(new byte[20]);
      }
      events.enable("sluice.Drops").withPeriod(Duration.ofMillis(100));
      events.onEvent(
          "sluice.Drops",
          event -> {
            if (event.getString("reason").equals("malformed") && event.getLong("packets") == 7) {
              seen.countDown();
            }
          });
      events.startAsync();

      assertThat(seen.await(60, TimeUnit.SECONDS)).isTrue();
    }
  }
}

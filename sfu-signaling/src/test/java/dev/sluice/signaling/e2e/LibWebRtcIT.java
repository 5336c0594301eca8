package dev.sluice.signaling.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * What a browser is too slow for: many viewers, and many joins. Alone, for the heap is the whole
 * process's, and a capture in another test takes more of it than is looked for here.
 */
@Isolated
final class LibWebRtcIT {

  private RunningServer server;
  private URI whip;
  private URI whep;

  @BeforeEach
  void start() {
    server = RunningServer.start();
    whip = server.http().resolve("whip/hall/ada");
    whep = server.http().resolve("whep/hall/ada");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void fiftyViewersAllDecodeOnePublisher() throws IOException, InterruptedException {
    try (var publisher = publish()) {
      publisher.peer().awaitConnected();
      List<LibWebRtcViewer> viewers = new ArrayList<>();
      try {
        for (int i = 0; i < 50; i++) {
          viewers.add(new LibWebRtcViewer(whep, UnaryOperator.identity()));
        }
        await(
            "30 pictures for each of 50 viewers",
            () -> viewers.stream().allMatch(viewer -> viewer.decodedFrames() >= 30));
      } finally {
        viewers.forEach(LibWebRtcViewer::close);
      }
    }
  }

  @Test
  void fiveHundredJoinsAndLeavesLeaveNothingBehind() throws IOException, InterruptedException {
    try (var publisher = publish()) {
      publisher.peer().awaitConnected();
      joinAndLeave(100);
      long usedBefore = RunningServer.usedHeapBytes();
      joinAndLeave(500);
      await("every viewer to be gone", () -> server.api("rooms/hall").path("viewers").isEmpty());

      assertThat(RunningServer.usedHeapBytes() - usedBefore)
          .as("heap that 500 viewers left behind")
          .isLessThan(500 * 4_096L);
    }
  }

  private LibWebRtcPublisher publish() throws IOException, InterruptedException {
    return new LibWebRtcPublisher(whip, 160, 120, 10, UnaryOperator.identity());
  }

  private void joinAndLeave(int times) throws IOException, InterruptedException {
    for (int i = 0; i < times; i++) {
      try (var viewer = new LibWebRtcViewer(whep, UnaryOperator.identity())) {
        viewer.peer().awaitConnected();
      }
    }
  }

  /** Polls, because decoders answer on threads of their own. */
  static void await(String what, BooleanSupplier condition) throws InterruptedException {
    long deadlineNanos = System.nanoTime() + 60_000_000_000L;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadlineNanos) {
        throw new AssertionError("Not in time: " + what);
      }
      Thread.sleep(50);
    }
  }
}

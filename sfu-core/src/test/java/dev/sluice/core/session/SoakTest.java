package dev.sluice.core.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.rtp.Codec;
import dev.sluice.core.rtp.RtpParameters;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Time that passes, and viewers that come and go, leave nothing on the heap. */
@Isolated("It looks at the whole heap.")
class SoakTest {

  /** Three seconds of media each, so ten minutes. */
  private static final int CYCLES = 200;

  private static final int PACKETS_PER_CYCLE = 1000;

  /** A session has far more than that. */
  private static final long NOISE_BYTES_PER_CYCLE = 256;

  private final BusyRoom room =
      CapturedRooms.video(Codec.VP8, 96, CapturedRooms.TRANSPORT_CC, true);
  private final RtpParameters viewer =
      CapturedRooms.parameters(
          "1",
          Map.of(),
          false,
          9000,
          9001,
          TestMedia.video(Codec.VP8, 120, 121, CapturedRooms.TRANSPORT_CC));

  @Test
  void tenMinutesOfComingAndGoingLeaveNothingBehind() {
    comeAndGo(20);
    long before = usedBytes();
    comeAndGo(CYCLES);

    assertThat(usedBytes() - before).isLessThan(CYCLES * NOISE_BYTES_PER_CYCLE);
  }

  private void comeAndGo(int times) {
    for (int i = 0; i < times; i++) {
      room.addViewer(viewer, true, true);
      room.run(PACKETS_PER_CYCLE);
      room.removeViewer();
    }
  }

  /** The least of some collections: what others left to finalizers goes with the later ones. */
  private static long usedBytes() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 4; i++) {
      System.gc();
      Runtime runtime = Runtime.getRuntime();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }
}

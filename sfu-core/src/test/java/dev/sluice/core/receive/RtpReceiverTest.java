package dev.sluice.core.receive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.rtp.MediaKind;
import dev.sluice.core.session.TestMedia;
import dev.sluice.core.session.TestPeer;
import org.junit.jupiter.api.Test;

class RtpReceiverTest {

  private static final long SECOND = 1_000_000_000;

  @Test
  void soundHasNoEndThatIsAskedFor() {
    RtpReceiver receiver = new RtpReceiver(2000, MediaKind.AUDIO, true, 0);
    for (int sequence : new int[] {1, 3, 2, 4}) {
      receiver.receive(
          TestPeer.parse(TestMedia.sound(sequence, 960 * sequence, 2000, sequence)), 48_000, 0);
    }

    assertThat(receiver.collectNacks(SECOND, 0, new int[8])).isZero();
  }
}

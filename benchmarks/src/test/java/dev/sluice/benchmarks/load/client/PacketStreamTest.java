package dev.sluice.benchmarks.load.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.rtp.Codec;
import dev.sluice.core.rtp.CodecParameters;
import dev.sluice.core.rtp.Encoding;
import dev.sluice.core.rtp.HeaderExtension;
import dev.sluice.core.rtp.MediaKind;
import dev.sluice.core.rtp.NetworkBytes;
import dev.sluice.core.rtp.RtpPacket;
import dev.sluice.core.rtp.RtpParameters;
import dev.sluice.core.rtp.SequenceNumber;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class PacketStreamTest {

  private static final int MID = 4;
  private static final int TRANSPORT_CC = 3;

  private final PacketStream stream = new PacketStream(offered(OptionalInt.of(97)));
  private final byte[] out = new byte[ClientLoop.MAX_PACKET_BYTES];
  private final RtpPacket sent = new RtpPacket();

  @Test
  void aPacketGetsTheNumbersAndNamesOfThisConnection() {
    stream.begin(offered(OptionalInt.of(97)));
    int first = write(0, 0);
    int firstTimestamp = sent.timestamp();
    int second = write(2, 3000);

    assertThat(SequenceNumber.difference(second, first)).isEqualTo(2);
    assertThat(sent.timestamp() - firstTimestamp).isEqualTo(3000);
    assertThat(sent.ssrc()).isEqualTo(11);
    assertThat(sent.payloadType()).isEqualTo(96);
    assertThat(sent.marker()).isTrue();
    assertThat(sent.payloadLength()).isEqualTo(10);
    assertThat(sent.findExtension(MID)).isPositive();
    assertThat(sent.extensionEquals(new byte[] {'v'})).isTrue();
    assertThat(NetworkBytes.getUnsigned16(out, sent.findExtension(TRANSPORT_CC))).isEqualTo(77);
  }

  @Test
  void whatWasSentIsSentAgainByRtx() {
    stream.begin(offered(OptionalInt.of(97)));
    int number = write(0, 0);
    write(1, 3000);

    int length = stream.writeRetransmission(number, 78, out);

    assertThat(sent.wrap(out, 0, length)).isTrue();
    assertThat(sent.payloadType()).isEqualTo(97);
    assertThat(sent.ssrc()).isEqualTo(12);
    assertThat(NetworkBytes.getUnsigned16(out, sent.payloadOffset())).isEqualTo(number);
    assertThat(NetworkBytes.getUnsigned16(out, sent.findExtension(TRANSPORT_CC))).isEqualTo(78);
  }

  @Test
  void whatWasNeverThereCannotBeSentAgain() {
    stream.begin(offered(OptionalInt.of(97)));
    int number = write(0, 0);
    write(2, 3000);

    assertThat(stream.writeRetransmission(SequenceNumber.next(number), 78, out)).isEqualTo(-1);
  }

  @Test
  void withoutAgreementOnRtxNothingIsSentAgain() {
    stream.begin(offered(OptionalInt.empty()));
    int number = write(0, 0);

    assertThat(stream.writeRetransmission(number, 78, out)).isEqualTo(-1);
  }

  @Test
  void onlyPayloadTypesThatTheServerTakesAreTaken() {
    assertThat(stream.takes(96)).isFalse();

    stream.begin(offered(OptionalInt.empty()));

    assertThat(stream.takes(96)).isTrue();
    assertThat(stream.takes(97)).isFalse();
  }

  /** Writes a packet; returns its number. */
  private int write(long sequence, long ticks) {
    byte[] captured = new byte[22];
    captured[0] = (byte) 0x80;
    captured[1] = (byte) (0x80 | 96);
    PacketSource.Due due = new PacketSource.Due();
    assertThat(due.rtp.wrap(captured, 0, captured.length)).isTrue();
    due.sequence = sequence;
    due.ticks = ticks;
    int length = stream.write(due, 77, out, 1_000_000);
    assertThat(sent.wrap(out, 0, length)).isTrue();
    return sent.sequenceNumber();
  }

  private static RtpParameters offered(OptionalInt rtx) {
    return new RtpParameters(
        "v",
        MediaKind.VIDEO,
        List.of(new CodecParameters(96, Codec.VP8, 90_000, 1, Map.of(), Set.of(), rtx)),
        Map.of(HeaderExtension.MID, MID, HeaderExtension.TRANSPORT_CC, TRANSPORT_CC),
        true,
        List.of(new Encoding("", OptionalInt.of(11), OptionalInt.of(12))),
        "replay-ada");
  }
}

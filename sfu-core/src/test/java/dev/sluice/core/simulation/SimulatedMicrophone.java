package dev.sluice.core.simulation;

import static dev.sluice.core.rtp.NetworkBytes.put32;

import dev.sluice.core.rtp.Codec;
import dev.sluice.core.rtp.CodecParameters;
import dev.sluice.core.rtp.Encoding;
import dev.sluice.core.rtp.HeaderExtension;
import dev.sluice.core.rtp.MediaKind;
import dev.sluice.core.rtp.RtcpFeedback;
import dev.sluice.core.rtp.RtpParameters;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** A microphone: Opus of 20 ms and 32 kbit/s, alone or with the block before as RED (RFC 2198). */
final class SimulatedMicrophone {

  static final int OPUS_PAYLOAD_TYPE = 111;
  static final int RED_PAYLOAD_TYPE = 63;
  static final String MID = "1";
  static final int TICKS = 960;
  static final long FRAME_NANOS = 20 * Simulation.MILLI;

  private static final int CLOCK_RATE_HZ = 48_000;
  private static final int FRAME_BYTES = 80;
  private static final int SPEECH_LEVEL = 25;
  private static final int NOISE_LEVEL = 90;

  private final Simulation simulation;
  private final OutgoingStream stream;
  private final boolean red;
  private final List<CodecParameters> codecs = new ArrayList<>();
  private byte[] before = new byte[0];
  private int number;

  SimulatedMicrophone(
      Simulation simulation, OutgoingStream.Path path, int source, boolean red, long seed) {
    this.simulation = simulation;
    this.red = red;
    this.stream =
        new OutgoingStream(
            simulation, path, MID, "", 100_000 * (source + 1) + 900, 0, 0, CLOCK_RATE_HZ, seed);
    speak(true);
    if (red) {
      codecs.add(audio(Codec.RED, RED_PAYLOAD_TYPE));
    }
    codecs.add(audio(Codec.OPUS, OPUS_PAYLOAD_TYPE));
  }

  static CodecParameters audio(Codec codec, int payloadType) {
    return new CodecParameters(
        payloadType,
        codec,
        CLOCK_RATE_HZ,
        2,
        Map.of(),
        EnumSet.of(RtcpFeedback.TRANSPORT_CC),
        OptionalInt.empty());
  }

  RtpParameters parameters() {
    return new RtpParameters(
        MID,
        MediaKind.AUDIO,
        codecs,
        Map.of(
            HeaderExtension.MID, OutgoingStream.MID_ID,
            HeaderExtension.AUDIO_LEVEL, OutgoingStream.AUDIO_LEVEL_ID,
            HeaderExtension.ABS_SEND_TIME, OutgoingStream.ABS_SEND_TIME_ID,
            HeaderExtension.TRANSPORT_CC, OutgoingStream.TRANSPORT_CC_ID),
        List.of(new Encoding("", OptionalInt.of(stream.ssrc()), OptionalInt.empty())),
        "microphone");
  }

  /** Whether somebody speaks; packets go out in any case. */
  void speak(boolean speaks) {
    stream.audioLevel(speaks ? SPEECH_LEVEL : NOISE_LEVEL);
  }

  void record() {
    number++;
    byte[] frame = new byte[FRAME_BYTES];
    put32(frame, FRAME_BYTES - 4, number);
    int timestamp = stream.timestampAt(0) + number * TICKS;
    if (red) {
      stream.send(RED_PAYLOAD_TYPE, false, timestamp, redundant(before, frame));
    } else {
      stream.send(OPUS_PAYLOAD_TYPE, false, timestamp, frame);
    }
    before = frame;
    simulation.after(FRAME_NANOS, this::record);
  }

  /** RFC 2198 section 3: the frame before, 960 ticks old, and this one. */
  private static byte[] redundant(byte[] before, byte[] now) {
    int headers = before.length == 0 ? 1 : 5;
    byte[] payload = new byte[headers + before.length + now.length];
    if (before.length > 0) {
      put32(payload, 0, (0x80 | OPUS_PAYLOAD_TYPE) << 24 | TICKS << 10 | before.length);
    }
    payload[headers - 1] = OPUS_PAYLOAD_TYPE;
    System.arraycopy(before, 0, payload, headers, before.length);
    System.arraycopy(now, 0, payload, headers + before.length, now.length);
    return payload;
  }

  OutgoingStream stream() {
    return stream;
  }
}

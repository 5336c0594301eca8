package dev.sluice.benchmarks.load.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.sluice.core.codec.FrameInfo;
import dev.sluice.core.codec.PayloadDescriptor;
import dev.sluice.core.rtp.Codec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MediaSourcesTest {

  private static final byte[] KEY_FRAME = {0x10, 1, 2, 3};
  private static final byte[] DELTA_FRAME = {0x11, 4, 5};

  @TempDir private Path folder;
  private final EncodedFrame frame = new EncodedFrame();
  private final FrameInfo info = new FrameInfo();

  @Test
  void madeVideoKeepsItsBitrate() {
    MadeVideo video = new MadeVideo(2_500_000, 30, 1);
    video.next(false, frame);
    long bytes = 0;
    for (int i = 0; i < 30; i++) {
      video.next(false, frame);
      bytes += frame.length;
    }
    assertThat(bytes * 8).isBetween(2_499_000L, 2_500_000L);
    assertThat(video.nextNanos()).isEqualTo(31 * 1_000_000_000L / 30);
  }

  @Test
  void madeVideoBeginsWithAKeyFrameAndMakesAnotherWhenAsked() {
    MadeVideo video = new MadeVideo(2_500_000, 30, 1);
    video.next(false, frame);
    assertThat(frame.keyFrame).isTrue();
    video.next(false, frame);
    assertThat(frame.keyFrame).isFalse();
    video.next(true, frame);
    assertThat(frame.keyFrame).isTrue();
  }

  @Test
  void packetsOfAFrameAreOfNearlyEqualSizeAndReadAsVp8() {
    new MadeVideo(2_500_000, 30, 1).next(true, frame);
    Vp8Packetizer packetizer = new Vp8Packetizer(1160, 0x7FFF);
    int packets = packetizer.begin(frame);
    byte[] payload = new byte[1160];
    int shortest = Integer.MAX_VALUE;
    int longest = 0;
    for (int i = 0; i < packets; i++) {
      int length = packetizer.write(i, payload, 0);
      assertThat(length).as("never shorter than the one before").isGreaterThanOrEqualTo(longest);
      shortest = Math.min(shortest, length);
      longest = Math.max(longest, length);
      assertThat(PayloadDescriptor.of(Codec.VP8).read(payload, 0, length, i == packets - 1, info))
          .isTrue();
      assertThat(info.startOfFrame).isEqualTo(i == 0);
      assertThat(info.keyFrame).isEqualTo(i == 0);
      // The picture id wraps.
      assertThat(info.pictureId).isZero();
    }
    assertThat(longest).isLessThanOrEqualTo(1160);
    assertThat(longest - shortest).isLessThanOrEqualTo(1);
  }

  @Test
  void theKeyFrameTellsItsSize() {
    new MadeVideo(2_500_000, 30, 1).next(true, frame);
    Vp8Packetizer packetizer = new Vp8Packetizer(1160, 0);
    packetizer.begin(frame);
    byte[] payload = new byte[1160];
    int length = packetizer.write(0, payload, 0);

    PayloadDescriptor.of(Codec.VP8).read(payload, 0, length, false, info);

    assertThat(info.width).isEqualTo(1280);
    assertThat(info.height).isEqualTo(720);
  }

  @Test
  void anIvfFileIsPlayedOverAndOver() throws IOException {
    IvfVideo video = new IvfVideo(IvfVideo.read(ivf("VP80", KEY_FRAME, DELTA_FRAME)));

    assertThat(next(video, false)).isEqualTo(KEY_FRAME);
    assertThat(next(video, false)).isEqualTo(DELTA_FRAME);
    assertThat(video.nextNanos()).isEqualTo(2 * 40_000_000L);
    assertThat(next(video, false)).isEqualTo(KEY_FRAME);
  }

  @Test
  void anIvfFileGoesOnWithItsNextKeyFrameWhenAsked() throws IOException {
    IvfVideo video = new IvfVideo(IvfVideo.read(ivf("VP80", KEY_FRAME, DELTA_FRAME, DELTA_FRAME)));
    next(video, false);

    assertThat(next(video, true)).isEqualTo(KEY_FRAME);
  }

  @Test
  void anIvfFileOfAnotherCodecIsRefusedByName() throws IOException {
    Path file = ivf("AV01", KEY_FRAME);

    assertThatIOException().isThrownBy(() -> IvfVideo.read(file)).withMessageContaining("AV01");
  }

  @Test
  void aFileThatIsNoIvfIsRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("text"), "no video, but long enough to look at");

    assertThatIOException().isThrownBy(() -> IvfVideo.read(file)).withMessageContaining("no IVF");
  }

  @Test
  void anOggFileGivesItsOpusPacketsAlsoThoseOfSeveralSegments() throws IOException {
    // Configuration 31, 20 ms; 300 bytes take two segments.
    byte[] large = new byte[300];
    large[0] = (byte) (31 << 3);
    byte[] small = {(byte) (31 << 3), 7};
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(page(text("OpusHead…")));
    file.writeBytes(page(text("OpusTags…")));
    file.writeBytes(page(large, small));
    OggAudio audio = new OggAudio(OggAudio.read(write(file.toByteArray())));

    assertThat(next(audio, false)).isEqualTo(large);
    assertThat(audio.nextNanos()).isEqualTo(20_000_000);
    assertThat(next(audio, false)).isEqualTo(small);
    assertThat(next(audio, false)).isEqualTo(large);
  }

  @Test
  void opusTellsHowLongAPacketIs() {
    // RFC 6716 table 2: SILK 60 ms, hybrid 10 ms, CELT 2.5 ms twice, CELT 20 ms three times.
    assertThat(OggAudio.durationNanos(new byte[] {3 << 3})).isEqualTo(60_000_000);
    assertThat(OggAudio.durationNanos(new byte[] {12 << 3})).isEqualTo(10_000_000);
    assertThat(OggAudio.durationNanos(new byte[] {(byte) (16 << 3 | 1)})).isEqualTo(5_000_000);
    assertThat(OggAudio.durationNanos(new byte[] {(byte) (31 << 3 | 3), 3})).isEqualTo(60_000_000);
  }

  private byte[] next(MediaSource source, boolean keyFrameWanted) {
    source.next(keyFrameWanted, frame);
    return Arrays.copyOf(frame.bytes, frame.length);
  }

  private Path ivf(String codec, byte[]... frames) throws IOException {
    ByteBuffer file = ByteBuffer.allocate(1000).order(ByteOrder.LITTLE_ENDIAN);
    file.put(text("DKIF")).putShort((short) 0).putShort((short) 32).put(text(codec));
    file.putShort((short) 640).putShort((short) 360).putInt(25).putInt(1).putInt(frames.length);
    file.putInt(0);
    for (int i = 0; i < frames.length; i++) {
      file.putInt(frames[i].length).putLong(i).put(frames[i]);
    }
    return write(Arrays.copyOf(file.array(), file.position()));
  }

  private static byte[] page(byte[]... packets) {
    ByteArrayOutputStream segments = new ByteArrayOutputStream();
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (byte[] packet : packets) {
      int left = packet.length;
      for (; left >= 255; left -= 255) {
        segments.write(255);
      }
      segments.write(left);
      body.writeBytes(packet);
    }
    byte[] header = new byte[27];
    System.arraycopy(text("OggS"), 0, header, 0, 4);
    header[26] = (byte) segments.size();
    ByteArrayOutputStream page = new ByteArrayOutputStream();
    page.writeBytes(header);
    page.writeBytes(segments.toByteArray());
    page.writeBytes(body.toByteArray());
    return page.toByteArray();
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private Path write(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("media"), bytes);
  }
}

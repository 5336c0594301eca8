package dev.sluice.benchmarks.load.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RecordingTest {

  private static final byte[] KEY_FRAME = {0x10, 1, 2, 3};
  private static final byte[] DELTA_FRAME = {0x11, 4, 5};

  /** Configuration 31: 20 ms. */
  private static final byte[] OPUS = {(byte) (31 << 3), 7};

  @TempDir private Path folder;
  private final EncodedFrame frame = new EncodedFrame();

  // IVF.

  @Test
  void anIvfFileIsPlayedOverAndOver() throws IOException {
    MediaSource video = video(ivf("VP80", KEY_FRAME, DELTA_FRAME));

    assertThat(next(video, false)).isEqualTo(KEY_FRAME);
    assertThat(next(video, false)).isEqualTo(DELTA_FRAME);
    assertThat(video.nextNanos()).isEqualTo(2 * 40_000_000L);
    assertThat(next(video, false)).isEqualTo(KEY_FRAME);
  }

  @Test
  void aRecordingGoesOnWithItsNextKeyFrameWhenAsked() throws IOException {
    MediaSource video = video(ivf("VP80", KEY_FRAME, DELTA_FRAME, DELTA_FRAME));
    next(video, false);

    assertThat(next(video, true)).isEqualTo(KEY_FRAME);
    assertThat(video.nextNanos()).isEqualTo(2 * 40_000_000L);
  }

  @Test
  void anIvfFileOfAnotherCodecIsRefusedByName() throws IOException {
    Path file = ivf("AV01", KEY_FRAME);

    assertThatIOException().isThrownBy(() -> Recording.video(file)).withMessageContaining("AV01");
  }

  @Test
  void aVideoThatBeginsWithNoKeyFrameIsRefused() throws IOException {
    Path file = ivf("VP80", DELTA_FRAME, KEY_FRAME);

    assertThatIOException()
        .isThrownBy(() -> Recording.video(file))
        .withMessageContaining("no key frame");
  }

  @Test
  void aFileOfNoKnownKindIsRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("text"), "no video, but long enough to look at");

    assertThatIOException()
        .isThrownBy(() -> Recording.video(file))
        .withMessageContaining("neither an IVF nor a WebM");
    assertThatIOException()
        .isThrownBy(() -> Recording.audio(file))
        .withMessageContaining("neither an Ogg nor a WebM");
  }

  // Ogg.

  @Test
  void anOggFileGivesItsOpusPacketsAlsoThoseOfSeveralSegments() throws IOException {
    // 300 bytes take two segments.
    byte[] large = Arrays.copyOf(OPUS, 300);
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(page(text("OpusHead…")));
    file.writeBytes(page(text("OpusTags…")));
    file.writeBytes(page(large, OPUS));
    MediaSource audio = audio(write(file.toByteArray()));

    assertThat(next(audio, false)).isEqualTo(large);
    assertThat(audio.nextNanos()).isEqualTo(20_000_000);
    assertThat(next(audio, false)).isEqualTo(OPUS);
    assertThat(next(audio, false)).isEqualTo(large);
  }

  @Test
  void anOpusFileOfPacketsThatTakeNoTimeIsRefused() throws IOException {
    byte[] ofNoFrames = {(byte) (31 << 3 | 3), 0};
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(page(text("OpusHead…"), text("OpusTags…"), ofNoFrames));
    Path path = write(file.toByteArray());

    assertThatIOException()
        .isThrownBy(() -> Recording.audio(path))
        .withMessageContaining("takes time");
  }

  @Test
  void opusTellsHowLongAPacketIs() {
    // RFC 6716 table 2: SILK 60 ms, hybrid 10 ms, CELT 2.5 ms twice, CELT 20 ms three times.
    assertThat(OpusPacket.durationNanos(new byte[] {3 << 3})).isEqualTo(60_000_000);
    assertThat(OpusPacket.durationNanos(new byte[] {12 << 3})).isEqualTo(10_000_000);
    assertThat(OpusPacket.durationNanos(new byte[] {(byte) (16 << 3 | 1)})).isEqualTo(5_000_000);
    assertThat(OpusPacket.durationNanos(new byte[] {(byte) (31 << 3 | 3), 3}))
        .isEqualTo(60_000_000);
  }

  // WebM. Elements' ids and layouts are those of RFC 9559, written out here once more.

  /** Made by Chromium's MediaRecorder, {@code video/webm;codecs=vp8,opus}. */
  @Test
  void whatABrowserRecordsIsPlayed() throws IOException {
    Path file = write(recordedByABrowser());

    Recording video = Recording.video(file);
    Recording audio = Recording.audio(file);

    assertThat(video.frames().getFirst().bytes())
        .as("RFC 6386 section 9.1: the start code of a key frame, and 64 × 48")
        .containsSubsequence(new byte[] {(byte) 0x9D, 0x01, 0x2A, 64, 0, 48, 0});
    assertThat(millis(video)).isBetween(900L, 1200L);
    assertThat(millis(audio)).isBetween(900L, 1200L);
  }

  @Test
  void framesOfAWebmFileAreDueWhenItSays() throws IOException {
    MediaSource video =
        video(
            webm(
                videoTrack("V_VP8"),
                cluster(0, simpleBlock(1, 0, KEY_FRAME), simpleBlock(1, 40, DELTA_FRAME)),
                cluster(100, blockGroup(1, 0, DELTA_FRAME))));

    assertThat(next(video, false)).isEqualTo(KEY_FRAME);
    assertThat(video.nextNanos()).isEqualTo(40_000_000);
    assertThat(next(video, false)).isEqualTo(DELTA_FRAME);
    assertThat(video.nextNanos()).isEqualTo(100_000_000);
    assertThat(next(video, false)).isEqualTo(DELTA_FRAME);
    assertThat(video.nextNanos()).as("the average after the last").isEqualTo(150_000_000);
    assertThat(next(video, false)).isEqualTo(KEY_FRAME);
  }

  @Test
  void aWebmFilesTimesAreInItsOwnUnit() throws IOException {
    byte[] info = element(0x1549A966, element(0x2AD7B1, new byte[] {0x07, (byte) 0xA1, 0x20}));
    MediaSource video =
        video(
            webm(
                info,
                videoTrack("V_VP8"),
                cluster(0, simpleBlock(1, 0, KEY_FRAME), simpleBlock(1, 40, DELTA_FRAME))));
    next(video, false);

    assertThat(video.nextNanos()).as("40 times 500,000 ns").isEqualTo(20_000_000);
  }

  @Test
  void whatWasBeingWrittenWhenAWebmFileWasCopiedIsLeftOut() throws IOException {
    byte[] whole =
        bytes(
            head(),
            videoTrack("V_VP8"),
            cluster(0, simpleBlock(1, 0, KEY_FRAME), simpleBlock(1, 40, DELTA_FRAME)));

    Recording recording = Recording.video(write(Arrays.copyOf(whole, whole.length - 1)));

    assertThat(recording.frames()).hasSize(1);
  }

  @Test
  void eachWayToLaceAWebmBlockIsRead() throws IOException {
    byte[] longer = Arrays.copyOf(OPUS, 300);
    byte[] longest = Arrays.copyOf(OPUS, 301);
    byte[] xiph = bytes(new byte[] {2, 2, (byte) 255, 45}, OPUS, longer, longest);
    // 2 in one byte, then 298 more in two: 298 + 8191 = 0x2129, and the length's bit 0x4000.
    byte[] ebml = bytes(new byte[] {2, (byte) 0x82, 0x61, 0x29}, OPUS, longer, longest);
    byte[] fixed = bytes(new byte[] {1}, OPUS, OPUS);

    Recording recording =
        Recording.audio(
            webm(
                audioTrack(),
                cluster(
                    0,
                    laced(2, 0x02, xiph),
                    laced(2, 0x06, ebml),
                    laced(2, 0x04, fixed),
                    simpleBlock(2, 0, OPUS))));

    assertThat(recording.frames().stream().map(each -> each.bytes().length))
        .containsExactly(2, 300, 301, 2, 300, 301, 2, 2, 2);
  }

  @Test
  void eachTrackOfAWebmFileIsReadByItself() throws IOException {
    Path file =
        webm(
            videoTrack("V_VP8"),
            audioTrack(),
            cluster(0, simpleBlock(1, 0, KEY_FRAME), simpleBlock(2, 0, OPUS)));

    assertThat(Recording.video(file).frames().getFirst().bytes()).isEqualTo(KEY_FRAME);
    assertThat(Recording.audio(file).frames().getFirst().bytes()).isEqualTo(OPUS);
  }

  @Test
  void aWebmFileOfAnotherCodecIsRefusedByName() throws IOException {
    Path file = webm(videoTrack("V_VP9"), cluster(0, simpleBlock(1, 0, KEY_FRAME)));

    assertThatIOException().isThrownBy(() -> Recording.video(file)).withMessageContaining("V_VP9");
  }

  @Test
  void anEncryptedWebmFileIsRefused() throws IOException {
    byte[] encodings = element(0x6D80, new byte[] {0});
    byte[] track = element(0xAE, number(0xD7, 1), element(0x86, text("V_VP8")), encodings);
    Path file = webm(element(0x1654AE6B, track), cluster(0, simpleBlock(1, 0, KEY_FRAME)));

    assertThatIOException()
        .isThrownBy(() -> Recording.video(file))
        .withMessageContaining("encrypted");
  }

  @Test
  void whateverIsWrongInAFileIsSaidInASentence() throws IOException {
    byte[] sane = recordedByABrowser();
    Random random = new Random(1);
    for (int i = 0; i < 2000; i++) {
      byte[] broken = Arrays.copyOf(sane, 1 + random.nextInt(sane.length));
      for (int change = 0; change < 20; change++) {
        // Most of what has a structure is at the beginning.
        int at = random.nextInt(random.nextBoolean() ? broken.length : Math.min(400, sane.length));
        broken[at % broken.length] = (byte) random.nextInt();
      }
      Path file = write(broken);
      readOrRefuse(() -> Recording.video(file));
      readOrRefuse(() -> Recording.audio(file));
    }
  }

  private interface Reader {
    Recording read() throws IOException;
  }

  private static void readOrRefuse(Reader reader) {
    try {
      assertThat(reader.read().frames()).isNotEmpty();
    } catch (IOException refused) {
      assertThat(refused.getMessage()).endsWith(".");
    }
  }

  private static byte[] recordedByABrowser() throws IOException {
    try (var in = RecordingTest.class.getResourceAsStream("recorded-by-chromium.webm")) {
      return in.readAllBytes();
    }
  }

  private static long millis(Recording recording) {
    return recording.frames().stream().mapToLong(Recording.Frame::nanos).sum() / 1_000_000;
  }

  private static MediaSource video(Path file) throws IOException {
    return new RecordedMedia(Recording.video(file));
  }

  private static MediaSource audio(Path file) throws IOException {
    return new RecordedMedia(Recording.audio(file));
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
    for (byte[] packet : packets) {
      int left = packet.length;
      for (; left >= 255; left -= 255) {
        segments.write(255);
      }
      segments.write(left);
    }
    byte[] header = new byte[27];
    System.arraycopy(text("OggS"), 0, header, 0, 4);
    header[26] = (byte) segments.size();
    return bytes(header, segments.toByteArray(), bytes(packets));
  }

  private Path webm(byte[]... elements) throws IOException {
    return write(bytes(head(), bytes(elements)));
  }

  /** The EBML header, and a segment whose end isn't told. */
  private static byte[] head() {
    return bytes(element(0x1A45DFA3, element(0x4282, text("webm"))), open(0x18538067));
  }

  private static byte[] videoTrack(String codec) {
    return element(
        0x1654AE6B, element(0xAE, number(0xD7, 1), number(0x83, 1), element(0x86, text(codec))));
  }

  private static byte[] audioTrack() {
    return element(
        0x1654AE6B, element(0xAE, number(0xD7, 2), number(0x83, 2), element(0x86, text("A_OPUS"))));
  }

  private static byte[] cluster(int millis, byte[]... blocks) {
    return bytes(open(0x1F43B675), number(0xE7, millis), bytes(blocks));
  }

  private static byte[] simpleBlock(int track, int millis, byte[] frame) {
    return element(0xA3, new byte[] {(byte) (0x80 | track), 0, (byte) millis, 0}, frame);
  }

  private static byte[] blockGroup(int track, int millis, byte[] frame) {
    return element(
        0xA0,
        element(0xA1, new byte[] {(byte) (0x80 | track), 0, (byte) millis, 0}, frame),
        number(0x9B, 40));
  }

  private static byte[] laced(int track, int flags, byte[] frames) {
    return element(0xA3, new byte[] {(byte) (0x80 | track), 0, 0, (byte) flags}, frames);
  }

  private static byte[] number(int id, int value) {
    return element(id, new byte[] {(byte) value});
  }

  private static byte[] open(int id) {
    return bytes(id(id), new byte[] {0x01, -1, -1, -1, -1, -1, -1, -1});
  }

  private static byte[] element(int id, byte[]... content) {
    byte[] inside = bytes(content);
    byte[] size = {0x40, 0};
    size[0] |= (byte) (inside.length >> 8);
    size[1] = (byte) inside.length;
    return bytes(id(id), size, inside);
  }

  private static byte[] id(int id) {
    int length = (Integer.SIZE - Integer.numberOfLeadingZeros(id) + 7) / 8;
    byte[] all = ByteBuffer.allocate(Integer.BYTES).putInt(id).array();
    return Arrays.copyOfRange(all, Integer.BYTES - length, Integer.BYTES);
  }

  private static byte[] bytes(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private Path write(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("media"), bytes);
  }
}

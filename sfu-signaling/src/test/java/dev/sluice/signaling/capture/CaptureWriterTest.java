package dev.sluice.signaling.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.capture.CaptureReader;
import dev.sluice.core.capture.CaptureStage;
import dev.sluice.core.capture.LinkType;
import dev.sluice.core.capture.UdpDatagram;
import dev.sluice.core.capture.UpperPdu;
import dev.sluice.signaling.LogLines;
import dev.sluice.signaling.capture.CaptureEvent.Terms;
import dev.sluice.signaling.capture.CaptureProgress.State;
import dev.sluice.signaling.config.Settings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The writer's turns are taken by the test's own thread. */
class CaptureWriterTest {

  private static final long OFFSET = 1_764_000_000_000_000_000L;
  private static final InetSocketAddress LOCAL = new InetSocketAddress("192.0.2.1", 10_000);
  private static final InetSocketAddress LOCAL6 = new InetSocketAddress("2001:db8::1", 10_000);
  private static final InetSocketAddress REMOTE = new InetSocketAddress("198.51.100.9", 5_000);
  private static final InetSocketAddress REMOTE6 = new InetSocketAddress("2001:db8::9", 5_000);
  private static final int FILE_BYTES = 20_000;

  @TempDir private Path folder;

  private final UdpDatagram datagram = new UdpDatagram();

  /** A frame of a file as it was read. */
  private record Frame(String source, long nanos, InetSocketAddress from, ByteBuffer payload) {}

  @Test
  void eachStageIsAnInterfaceAndEachDirectionHasItsAddresses() throws Exception {
    CaptureWriter writer = writer(FILE_BYTES, 1_000_000, 16);
    ConnectionTap tap = tap(writer, EnumSet.allOf(CaptureStage.class));
    tap.onAttached(5);
    tap.onPacket(CaptureStage.RECEIVED, REMOTE, new byte[] {9, 1, 2, 9}, 1, 2, 10);
    tap.onPacket(CaptureStage.DECRYPTED, REMOTE6, new byte[] {3}, 0, 1, 11);
    tap.onPacket(CaptureStage.SENT, REMOTE, new byte[] {4}, 0, 1, 12);
    finish(writer);

    List<Frame> frames = frames(onlyFile());
    assertThat(frames)
        .extracting(Frame::source)
        .containsExactly("sluice", "c1/received", "c1/decrypted", "c1/sent");
    assertThat(frames)
        .extracting(Frame::nanos)
        .containsExactly(OFFSET + 5, OFFSET + 10, OFFSET + 11, OFFSET + 12);
    assertThat(frames.stream().skip(1))
        .extracting(Frame::from)
        .containsExactly(REMOTE, REMOTE6, LOCAL);
    assertThat(frames.get(1).payload().array()).containsExactly(1, 2);
    byte[] told = frames.getFirst().payload().array();
    assertThat(CaptureEventJson.parse(told, 0, told.length)).isEqualTo(tap.terms());
    assertThat(writer.progress().state()).isEqualTo(State.STOPPED);
    assertThat(writer.progress().packets()).isEqualTo(3);
  }

  @Test
  void aStageThatNobodyAskedForIsNotWritten() throws Exception {
    CaptureWriter writer = writer(FILE_BYTES, 1_000_000, 16);
    ConnectionTap tap = tap(writer, EnumSet.of(CaptureStage.DECRYPTED));
    tap.onAttached(0);
    tap.onPacket(CaptureStage.SENT, REMOTE, new byte[1], 0, 1, 1);
    finish(writer);

    assertThat(frames(onlyFile())).extracting(Frame::source).containsExactly("sluice");
  }

  @Test
  void filesStayWithinTheirSizeAndEachTellsWhatWasNegotiated() throws Exception {
    CaptureWriter writer = writer(FILE_BYTES, 1_000_000, 16);
    ConnectionTap tap = tap(writer, EnumSet.of(CaptureStage.DECRYPTED));
    tap.onAttached(0);
    for (int i = 0; i < 100; i++) {
      tap.onPacket(CaptureStage.DECRYPTED, REMOTE, new byte[1000], 0, 1000, i);
      writer.drainOnce();
    }
    finish(writer);

    List<Path> files = files();
    assertThat(files).hasSizeGreaterThan(4);
    int packets = 0;
    for (Path file : files) {
      assertThat(Files.size(file)).isLessThanOrEqualTo(FILE_BYTES);
      List<Frame> frames = frames(file);
      assertThat(frames.getFirst().source()).isEqualTo("sluice");
      packets += frames.size() - 1;
    }
    assertThat(packets).isEqualTo(100);
  }

  @Test
  void theOldestFilesGoWhereAllWouldBeTooMuch() throws Exception {
    CaptureWriter writer = writer(FILE_BYTES, 3 * FILE_BYTES, 16);
    ConnectionTap tap = tap(writer, EnumSet.of(CaptureStage.DECRYPTED));
    tap.onAttached(0);
    for (int i = 0; i < 200; i++) {
      tap.onPacket(CaptureStage.DECRYPTED, REMOTE, new byte[1000], 0, 1000, i);
      writer.drainOnce();
      assertThat(bytesInFolder()).isLessThanOrEqualTo(3 * FILE_BYTES);
    }
    finish(writer);

    assertThat(files()).hasSize(3);
    assertThat(writer.progress().files()).hasSize(3);
    assertThat(writer.progress().packets()).isEqualTo(200);
    List<Frame> newest = frames(files().getLast());
    assertThat(newest.getLast().nanos()).isEqualTo(OFFSET + 199);
  }

  @Test
  void thatFilesGoIsCountedAndSaidOnce() throws Exception {
    CaptureFolder opened = open(FILE_BYTES, 3 * FILE_BYTES);
    CaptureWriter writer = writer(opened, 16);
    ConnectionTap tap = tap(writer, EnumSet.of(CaptureStage.DECRYPTED));
    try (LogLines log = new LogLines(CaptureFolder.class.getName())) {
      for (int i = 0; i < 200; i++) {
        tap.onPacket(CaptureStage.DECRYPTED, REMOTE, new byte[1000], 0, 1000, i);
        writer.drainOnce();
      }
      finish(writer);

      assertThat(opened.counters().deletedFiles()).isEqualTo(number(files().getLast()) - 3);
      assertThat(log.with(folder.toString())).hasSize(1);
      assertThat(log.with(folder.toString()).getFirst()).contains("--capture-total-size");
    }
  }

  @Test
  void whereOthersTakeAllTheRoomThatIsCountedAndSaidOnce() throws Exception {
    CaptureFolder shared = open(FILE_BYTES, FILE_BYTES);
    CaptureWriter other = writer(shared, 16);
    tap(other, EnumSet.of(CaptureStage.DECRYPTED))
        .onPacket(CaptureStage.DECRYPTED, REMOTE, new byte[1], 0, 1, 0);
    other.drainOnce();
    CaptureWriter writer = new CaptureWriter("narrow", shared, List.of(LOCAL), OFFSET, 16);
    ConnectionTap tap = tap(writer, EnumSet.of(CaptureStage.DECRYPTED));
    try (LogLines log = new LogLines(CaptureWriter.class.getName())) {
      for (int second = 0; second < 3; second++) {
        tap.onPacket(CaptureStage.DECRYPTED, REMOTE, new byte[1], 0, 1, second * 2_000_000_000L);
        writer.drainOnce();
      }

      assertThat(shared.counters().missed(CaptureCounters.Miss.FOLDER_FULL)).isEqualTo(3);
      assertThat(log.with("room narrow stands still")).hasSize(1);
    }
    finish(writer);
    finish(other);
  }

  @Test
  void whereOthersTakeAllTheRoomPacketsAreCountedUntilThereIsSome() throws Exception {
    CaptureFolder shared = open(FILE_BYTES, FILE_BYTES);
    CaptureWriter other = writer(shared, 16);
    ConnectionTap others = tap(other, EnumSet.of(CaptureStage.DECRYPTED));
    others.onPacket(CaptureStage.DECRYPTED, REMOTE, new byte[1], 0, 1, 0);
    other.drainOnce();
    CaptureWriter writer = writer(shared, 16);
    ConnectionTap tap = tap(writer, EnumSet.of(CaptureStage.DECRYPTED));

    tap.onPacket(CaptureStage.DECRYPTED, REMOTE, new byte[1], 0, 1, 0);
    writer.drainOnce();
    assertThat(writer.progress().state()).isEqualTo(State.FOLDER_FULL);
    assertThat(writer.progress().notCaptured().folderFull()).isEqualTo(1);

    finish(other);
    tap.onPacket(CaptureStage.DECRYPTED, REMOTE, new byte[1], 0, 1, 2_000_000_000L);
    writer.drainOnce();
    assertThat(writer.progress().state()).isEqualTo(State.CAPTURING);
    assertThat(writer.progress().packets()).isEqualTo(1);
    finish(writer);
  }

  @Test
  void whatTheWriterIsTooSlowForIsCountedInTheFileAsWell() throws Exception {
    CaptureWriter writer = writer(FILE_BYTES, 1_000_000, 4);
    ConnectionTap tap = tap(writer, EnumSet.of(CaptureStage.DECRYPTED));
    for (int i = 0; i < 10; i++) {
      tap.onPacket(CaptureStage.DECRYPTED, REMOTE, new byte[1], 0, 1, i);
    }
    finish(writer);

    assertThat(writer.progress().notCaptured().writerBehind()).isEqualTo(6);
    CaptureReader reader = new CaptureReader(Files.readAllBytes(onlyFile()));
    while (reader.next()) {
      // The statistics are at the end.
    }
    assertThat(reader.dropped()).isEqualTo(6);
  }

  @Test
  void aDiskThatRefusesEndsTheCaptureAndNothingElse() throws Exception {
    Path gone = folder.resolve("gone");
    CaptureFolder opened = CaptureFolder.open(settings(gone, FILE_BYTES, 1_000_000)).orElseThrow();
    Files.delete(gone);
    CaptureWriter writer = writer(opened, 16);
    ConnectionTap tap = tap(writer, EnumSet.of(CaptureStage.DECRYPTED));
    tap.onPacket(CaptureStage.DECRYPTED, REMOTE, new byte[1], 0, 1, 0);
    finish(writer);

    assertThat(writer.ended()).isCompleted();
    assertThat(writer.progress().state()).isEqualTo(State.FAILED);
    assertThat(writer.progress().failure()).contains("gone");
    assertThat(opened.counters().failed()).isEqualTo(1);
    tap.onPacket(CaptureStage.DECRYPTED, REMOTE, new byte[1], 0, 1, 1);
  }

  @Test
  void whatAnEarlierRunHasLeftCounts() throws Exception {
    Files.write(folder.resolve("sluice-old-1.pcapng"), new byte[FILE_BYTES]);
    Files.write(folder.resolve("mine.pcapng"), new byte[FILE_BYTES]);
    CaptureWriter writer = writer(FILE_BYTES, FILE_BYTES + FILE_BYTES / 2, 16);
    ConnectionTap tap = tap(writer, EnumSet.of(CaptureStage.DECRYPTED));
    tap.onPacket(CaptureStage.DECRYPTED, REMOTE, new byte[1], 0, 1, 0);
    finish(writer);

    assertThat(folder.resolve("sluice-old-1.pcapng")).doesNotExist();
    assertThat(folder.resolve("mine.pcapng")).exists();
  }

  @Test
  void aRoomsNameMakesNoPath() throws Exception {
    CaptureFolder opened = open(FILE_BYTES, 1_000_000);
    CaptureWriter writer = new CaptureWriter("..|a b%", opened, List.of(LOCAL), OFFSET, 16);
    tap(writer, EnumSet.of(CaptureStage.SENT))
        .onPacket(CaptureStage.SENT, REMOTE, new byte[1], 0, 1, 0);
    finish(writer);

    assertThat(onlyFile().getFileName().toString()).startsWith("sluice-.._a_b_-2025");
  }

  private static void finish(CaptureWriter writer) {
    writer.stop();
    writer.run();
  }

  private CaptureWriter writer(long fileBytes, long totalBytes, int ringPackets)
      throws IOException {
    return writer(open(fileBytes, totalBytes), ringPackets);
  }

  private static CaptureWriter writer(CaptureFolder folder, int ringPackets) {
    return new CaptureWriter("demo", folder, List.of(LOCAL, LOCAL6), OFFSET, ringPackets);
  }

  private CaptureFolder open(long fileBytes, long totalBytes) throws IOException {
    return CaptureFolder.open(settings(folder, fileBytes, totalBytes)).orElseThrow();
  }

  private static Settings.Capture settings(Path folder, long fileBytes, long totalBytes) {
    return new Settings.Capture(
        Optional.of(folder), false, EnumSet.of(CaptureStage.DECRYPTED), fileBytes, totalBytes);
  }

  private static ConnectionTap tap(CaptureWriter writer, EnumSet<CaptureStage> stages) {
    return new ConnectionTap(
        writer,
        stages,
        new Terms(
            1, "demo", "ada", null, OFFSET, List.of(CaptureEventJsonTest.video()), List.of()));
  }

  private Path onlyFile() throws IOException {
    assertThat(files()).hasSize(1);
    return files().getFirst();
  }

  /** By their numbers. */
  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.sorted(Comparator.comparingInt(CaptureWriterTest::number)).toList();
    }
  }

  private static int number(Path file) {
    String name = file.getFileName().toString();
    return Integer.parseInt(name.substring(name.lastIndexOf('-') + 1, name.lastIndexOf('.')));
  }

  private long bytesInFolder() throws IOException {
    long sum = 0;
    for (Path file : files()) {
      sum += Files.size(file);
    }
    return sum;
  }

  private List<Frame> frames(Path file) throws Exception {
    CaptureReader reader = new CaptureReader(Files.readAllBytes(file));
    List<Frame> frames = new ArrayList<>();
    while (reader.next()) {
      int begin;
      int end = reader.offset() + reader.length();
      InetSocketAddress from = null;
      if (reader.source().linkType() == LinkType.WIRESHARK_UPPER_PDU) {
        begin = UpperPdu.dataOffset(reader.bytes(), reader.offset(), reader.length());
      } else {
        assertThat(
                datagram.wrap(
                    reader.source().linkType(), reader.bytes(), reader.offset(), reader.length()))
            .isTrue();
        begin = datagram.payloadOffset();
        from = datagram.source();
      }
      frames.add(
          new Frame(
              reader.source().name(),
              reader.unixNanos(),
              from,
              ByteBuffer.wrap(Arrays.copyOfRange(reader.bytes(), begin, end))));
    }
    assertThat(reader.isTruncated()).isFalse();
    return frames;
  }
}

package dev.sluice.signaling.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.capture.CaptureReader;
import dev.sluice.core.capture.UdpDatagram;
import dev.sluice.core.rtp.RtpPacket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A room of browsers, captured at every stage. */
final class CaptureIT extends BrowserTest {

  @TempDir private static Path folder;

  @Override
  RunningServer startServer() {
    return RunningServer.start(
        "--capture", folder.toString(), "--capture-stages", "received,decrypted,sent");
  }

  @Test
  void everyStageOfARoomIsInTheFile() throws Exception {
    BrowserParticipant.stream(chromium.open(streamUrl("publish.html", "studio", "&autostart=1")));
    BrowserParticipant viewer =
        BrowserParticipant.stream(chromium.open(streamUrl("play.html", "studio", "")));
    viewer.awaitGrowth("inbound-rtp", "video", "framesDecoded", 20);
    chromium.closePages();
    Chromium.await(
        chromium.newPage(100, 100),
        "the capture to end with the room",
        () -> server.api("rooms/" + room + "/capture").isMissingNode());
    // Ends with what is still to be written.
    server.close();

    Map<String, Set<Integer>> ssrcs = ssrcsByInterface();
    assertThat(ssrcs).containsOnlyKeys("c1/received", "c1/decrypted", "c2/sent");
    // SRTP leaves the header readable: what was decrypted is among what was received.
    assertThat(ssrcs.get("c1/received")).containsAll(ssrcs.get("c1/decrypted"));
    assertThat(ssrcs.get("c1/decrypted")).hasSizeGreaterThanOrEqualTo(2);
    assertThat(ssrcs.get("c2/sent"))
        .hasSizeGreaterThanOrEqualTo(2)
        .doesNotContainAnyElementsOf(ssrcs.get("c1/decrypted"));
  }

  private Map<String, Set<Integer>> ssrcsByInterface() throws Exception {
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.toList();
    }
    assertThat(files).hasSize(1);
    CaptureReader reader = new CaptureReader(Files.readAllBytes(files.getFirst()));
    UdpDatagram datagram = new UdpDatagram();
    RtpPacket rtp = new RtpPacket();
    Map<String, Set<Integer>> ssrcs = new HashMap<>();
    while (reader.next()) {
      if (datagram.wrap(
              reader.source().linkType(), reader.bytes(), reader.offset(), reader.length())
          && !isRtcp(reader.bytes(), datagram.payloadOffset())
          && rtp.wrap(reader.bytes(), datagram.payloadOffset(), datagram.payloadLength())) {
        ssrcs.computeIfAbsent(reader.source().name(), name -> new HashSet<>()).add(rtp.ssrc());
      }
    }
    return ssrcs;
  }

  /** RFC 5761 section 4. */
  private static boolean isRtcp(byte[] bytes, int offset) {
    int type = bytes[offset + 1] & 0xFF;
    return type >= 192 && type <= 223;
  }
}

package dev.sluice.signaling.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Ada, who publishes into the room {@code hall}, and somebody who watches her: what others do to
 * the server is to cost these two nothing.
 */
final class LiveRoom implements AutoCloseable {

  static final String NAME = "hall";
  static final int FRAMES_PER_SECOND = 30;

  private final RunningServer server;
  private final LibWebRtcPublisher publisher;
  private final LibWebRtcViewer viewer;
  private final Losses before;

  /** What of the pictures didn't come, on the way to the server and on that to the viewer. */
  private record Losses(long toServer, long toViewer, long askedForAgain) {}

  private LiveRoom(RunningServer server, LibWebRtcPublisher publisher, LibWebRtcViewer viewer)
      throws InterruptedException {
    this.server = server;
    this.publisher = publisher;
    this.viewer = viewer;
    awaitPictures();
    before = losses();
  }

  /** Opens it; returns when pictures flow. */
  static LiveRoom open(RunningServer server) throws IOException, InterruptedException {
    var publisher =
        new LibWebRtcPublisher(
            whip(server, "ada"), 320, 240, FRAMES_PER_SECOND, UnaryOperator.identity());
    publisher.peer().awaitConnected();
    return new LiveRoom(
        server,
        publisher,
        new LibWebRtcViewer(whep(server.http(), "ada"), UnaryOperator.identity()));
  }

  static URI whip(RunningServer server, String participant) {
    return server.http().resolve("whip/" + NAME + "/" + participant);
  }

  static URI whep(URI pages, String participant) {
    return pages.resolve("whep/" + NAME + "/" + participant);
  }

  /** Pictures that the viewer has decoded so far. */
  long decodedFrames() {
    return viewer.decodedFrames();
  }

  /** Returns when the viewer has seen a second more of them. */
  void awaitPictures() throws InterruptedException {
    long seen = viewer.decodedFrames();
    LibWebRtcIT.await("pictures", () -> viewer.decodedFrames() >= seen + FRAMES_PER_SECOND);
  }

  /** That neither of the two has lost a packet or its connection, and that pictures still flow. */
  void assertUnharmed() throws InterruptedException {
    awaitPictures();
    assertThat(losses()).as("packets of the room lost").isEqualTo(before);
    assertThat(publisher.peer().interruptions()).as("the publisher's connection").isEmpty();
    assertThat(viewer.peer().interruptions()).as("the viewer's connection").isEmpty();
  }

  private Losses losses() {
    long toServer = 0;
    JsonNode ada = server.api("rooms/" + NAME + "/participants/ada");
    for (JsonNode publication : ada.path("publications")) {
      toServer += publication.path("statistics").path("lost").asLong();
    }
    Map<String, Object> received = viewer.videoStatistics();
    return new Losses(toServer, count(received, "packetsLost"), count(received, "nackCount"));
  }

  private static long count(Map<String, Object> statistics, String name) {
    return ((Number) statistics.get(name)).longValue();
  }

  @Override
  public void close() {
    viewer.close();
    publisher.close();
  }
}

package dev.sluice.signaling.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.signaling.websocket.TestClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;

/**
 * A participant who subscribes to everybody in the room and plays the first track, in a process of
 * its own: it can be killed.
 */
final class SubscriberProcess implements AutoCloseable {

  private static final String PLAYING = "playing";
  private static final int FRAMES = 10;

  private final Process process;

  private SubscriberProcess(Process process) {
    this.process = process;
  }

  /** Returns once it has seen pictures. */
  static SubscriberProcess start(URI pages, String room, String participant) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                SubscriberProcess.class.getName(),
                pages.toString(),
                room,
                participant)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String line;
    do {
      line = process.inputReader().readLine();
      if (line == null) {
        throw new IOException("The subscriber ended before it played anything");
      }
    } while (!line.equals(PLAYING)); // libwebrtc writes to the standard output, too.
    return new SubscriberProcess(process);
  }

  /** Goes without a word to anybody; returns when it has gone. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  /** The process: joins, subscribes, plays until it is killed. */
  public static void main(String[] args) throws Exception {
    TestClient client = TestClient.joined(URI.create(args[0]).getPort(), args[1], args[2]);
    client.say("{'type':'subscribe','id':1,'all':true}");
    String track =
        client.await("subscriptions").path("subscriptions").path(0).path("track").asText();
    var viewer = new LibWebRtcViewer();
    JsonNode answer =
        client.offer(viewer.peer().offer(), "[]", "[{'mid':'0','track':'%s'}]".formatted(track));
    viewer.peer().answer(answer.path("sdp").asText());
    LibWebRtcIT.await("pictures", () -> viewer.decodedFrames() >= FRAMES);
    System.out.println(PLAYING);
    Thread.currentThread().join();
  }
}

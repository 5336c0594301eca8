package dev.sluice.signaling.e2e;

import java.io.IOException;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * One server and one Chromium for all tests of a class, which costs less than new ones for each;
 * every test has a room of its own and leaves no page behind.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 3, unit = TimeUnit.MINUTES)
abstract class BrowserTest {

  RunningServer server;
  Chromium chromium;
  String room;

  @BeforeAll
  final void open() throws IOException {
    // In this order: a browser that sees a new network begins all requests anew.
    server = startServer();
    chromium = startBrowser();
  }

  /** With other settings where a test needs them. */
  RunningServer startServer() throws IOException {
    return RunningServer.start();
  }

  /** With another camera where a test needs it. */
  Chromium startBrowser() throws IOException {
    return new Chromium();
  }

  @BeforeEach
  final void enter() {
    room = "room-" + UUID.randomUUID();
  }

  @AfterEach
  final void leave() {
    chromium.closePages();
  }

  @AfterAll
  final void close() {
    // Where something is missing here there has been nothing to open, or not all of it.
    if (chromium != null) {
      chromium.close();
    }
    if (server != null) {
      server.close();
    }
  }

  final BrowserParticipant join(String name, String query) {
    return BrowserParticipant.join(chromium, server.http(), room, name, query);
  }

  /** The address of somebody's way into the room of this test. */
  final String roomUrl(String name, String query) {
    return server.http() + "?room=" + room + "&name=" + name + "&autojoin=1" + query;
  }

  final String streamUrl(String page, String participant, String query) {
    return server.http() + page + "?room=" + room + "&participant=" + participant + query;
  }
}

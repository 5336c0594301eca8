package dev.sluice.signaling.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import dev.sluice.signaling.access.TokensForTests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page on which an operator sees what is the matter, and does something about it. */
final class AdminPageIT extends BrowserTest {

  @TempDir private static Path folder;

  @Override
  RunningServer startServer() {
    return RunningServer.start("--capture", folder.toString(), "--capture-on-request");
  }

  @Test
  void whoIsInARoomIsThereWithWhatTheyGetAndWhy() throws IOException {
    room = "standup";
    join("Ada", "");
    join("Bob", "&video=0").awaitMovingVideos(1);
    Page page = open(1280, 900);

    Locator ada = page.getByTestId("participant").filter(named("Ada"));
    Locator bob = page.getByTestId("participant").filter(named("Bob"));
    bob.getByText("the best there is").waitFor();
    Chromium.await(page, "a graph of ten seconds", () -> points(ada.locator("polyline")) >= 10);
    assertThat(ada.textContent()).contains("camera VP8", "320×180", "UDP ");
    assertThat(bob.textContent()).contains("Ada VP8", "AEAD_AES_128_GCM");
    assertThat(page.getByTestId("totals").textContent())
        .contains("Participants2", "bit/s", "Packets dropped0/s");

    picture(page, "admin.png");
    page.setViewportSize(360, 740);
    assertThat(page.evaluate("() => document.documentElement.scrollWidth")).isEqualTo(360);
    picture(page, "admin-phone.png");
  }

  @Test
  void somebodyIsMutedHeardAgainAndPutOut() {
    join("Ada", "");
    join("Bob", "&video=0&audio=0");
    Page page = open(1280, 900);
    Locator ada = page.getByTestId("participant").filter(named("Ada"));

    ada.getByTestId("mute-all").click();
    Chromium.await(page, "Ada to be muted", () -> publicationsMuted() == 2);
    ada.getByText("muted by a moderator").first().waitFor();
    ada.getByTestId("mute-all").click();
    Chromium.await(page, "Ada to be heard", () -> publicationsMuted() == 0);

    ada.getByTestId("remove").click();
    page.keyboard().press("Escape");
    assertThat(server.api("rooms/" + room).path("participants")).hasSize(2);
    ada.getByTestId("remove").click();
    page.getByTestId("confirm").click();
    Chromium.await(
        page, "Ada to be out", () -> server.api("rooms/" + room).path("participants").size() == 1);
    Chromium.await(page, "one card", () -> page.getByTestId("participant").count() == 1);
  }

  @Test
  void aRoomIsCapturedAndClosed() {
    join("Ada", "&video=0").awaitGrowth("outbound-rtp", "audio", "packetsSent", 10);
    Page page = open(1280, 900);

    page.getByTestId("capture").click();
    Locator captured = page.getByTestId("captured");
    captured.filter(text("Being captured")).waitFor();
    page.getByTestId("capture").click();
    captured.filter(text("Captured")).waitFor();
    assertThat(folder).isNotEmptyDirectory();

    page.getByTestId("close-room").click();
    page.getByTestId("confirm").click();
    page.getByTestId("empty").waitFor();
    assertThat(server.api("rooms").path("rooms")).isEmpty();
  }

  @Test
  void onlyAnAdminsTokenOpensIt() {
    try (RunningServer guarded = RunningServer.start("--key", TokensForTests.KEY)) {
      Page page = chromium.newPage(800, 600);
      page.navigate(guarded.http() + "admin");

      enter(page, TokensForTests.token("{'room':'r','moderator':true}"));
      page.getByText("This token is not an admin’s.").waitFor();
      enter(page, TokensForTests.token("{'admin':true}"));
      page.getByTestId("empty").waitFor();
      assertThat(page.getByTestId("token-form").isVisible()).isFalse();

      page.reload();
      page.getByTestId("empty").waitFor();
    }
  }

  @Test
  void aServerThatIsGoneIsSaidToBe() {
    RunningServer other = RunningServer.start();
    Page page = chromium.newPage(800, 600);
    page.navigate(other.http() + "admin");
    page.getByTestId("empty").waitFor();

    other.close();

    page.getByText("The server does not answer").waitFor();
  }

  private static void enter(Page page, String token) {
    page.getByTestId("token").fill(token);
    page.getByTestId("enter").click();
  }

  private static int points(Locator graphs) {
    return graphs.first().getAttribute("points").split(" ").length;
  }

  private Page open(int width, int height) {
    Page page = chromium.newPage(width, height);
    page.navigate(server.http() + "admin?room=" + room);
    return page;
  }

  private static Locator.FilterOptions named(String name) {
    return text(name + " ·");
  }

  private static Locator.FilterOptions text(String text) {
    return new Locator.FilterOptions().setHasText(text);
  }

  private long publicationsMuted() {
    long muted = 0;
    for (JsonNode participant : server.api("rooms/" + room).path("participants")) {
      for (JsonNode publication : participant.path("publications")) {
        muted += publication.path("muted").asBoolean() ? 1 : 0;
      }
    }
    return muted;
  }

  private static void picture(Page page, String name) throws IOException {
    Path picture = Path.of(System.getProperty("sluice.artifacts", "target/artifacts"), name);
    Files.createDirectories(picture.getParent());
    page.screenshot(new Page.ScreenshotOptions().setPath(picture));
    assertThat(picture).isNotEmptyFile();
  }
}

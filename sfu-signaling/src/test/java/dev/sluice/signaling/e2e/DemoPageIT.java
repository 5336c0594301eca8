package dev.sluice.signaling.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The demo page as a thing to be used: by keyboard, on a phone, in company. */
final class DemoPageIT extends BrowserTest {

  private static final String UNNAMED_CONTROLS =
      """
      () => [...document.querySelectorAll('button, a, input, select')]
          .filter((control) => control.checkVisibility())
          .filter((control) => !(control.getAttribute('aria-label')
              || control.textContent.trim() || control.closest('label')))
          .map((control) => control.outerHTML)
      """;

  @Test
  void theKeyboardAloneJoinsMutesAndLeaves() {
    Page page = chromium.open(server.http() + "?room=" + room);
    page.waitForFunction("() => document.activeElement.id === 'name'");
    awaitLabel(page, "lobby-camera", "Turn the camera off");
    assertThat(page.evaluate(UNNAMED_CONTROLS)).isEqualTo(List.of());

    page.keyboard().type("Ada");
    tabTo(page, "join");
    page.keyboard().press("Enter");

    page.waitForFunction("() => window.sluice?.room?.localTracks.length === 2");
    awaitLabel(page, "camera", "Turn the camera off");
    assertThat(focused(page)).isEqualTo("room-title");
    assertThat(page.evaluate(UNNAMED_CONTROLS)).isEqualTo(List.of());

    tabTo(page, "microphone");
    page.keyboard().press("Space");
    awaitLabel(page, "microphone", "Unmute the microphone");
    page.keyboard().press("m");
    awaitLabel(page, "microphone", "Mute the microphone");
    page.keyboard().press("v");
    awaitLabel(page, "camera", "Turn the camera on");
    page.keyboard().press("?");
    page.getByTestId("help-dialog").waitFor();
    page.keyboard().press("Escape");
    assertThat(page.getByTestId("help-dialog").isVisible()).isFalse();
    assertThat(focused(page)).isEqualTo("microphone");

    tabTo(page, "leave");
    page.keyboard().press("Enter");
    page.waitForFunction("() => document.activeElement.id === 'left-title'");
    tabTo(page, "rejoin");
    page.keyboard().press("Enter");
    page.waitForFunction("() => sluice.room.state === 'connected'");
  }

  @Test
  void aCameraThatIsSwitchedOffLeavesItsOwnersNameAndComesBack() {
    BrowserParticipant ada = join("Ada", "&audio=0");
    BrowserParticipant bob = join("Bob", "&video=0&audio=0");
    bob.awaitMovingVideos(1);
    bob.page().locator("[data-local=false][data-video=on]").waitFor();

    ada.page().getByTestId("camera").click();
    bob.page().locator("[data-local=false][data-video=off]").waitFor();

    ada.page().getByTestId("camera").click();
    bob.page().locator("[data-local=false][data-video=on]").waitFor();
    bob.awaitGrowth("inbound-rtp", "video", "framesDecoded", 20);
  }

  @Test
  void onAPhoneNothingIsCutOff() throws IOException {
    join("Bob", "");
    Page page = chromium.newPage(360, 740);
    page.navigate(roomUrl("Ada", ""));
    BrowserParticipant ada = BrowserParticipant.joined(page);
    ada.awaitMovingVideos(1);
    page.locator("[data-local=false][data-video=on]").waitFor();

    assertThat(page.evaluate("() => document.documentElement.scrollWidth")).isEqualTo(360);
    assertThat(
            page.evaluate(
                """
                () => [...document.querySelectorAll('#call button, #call .tile')]
                    .filter((part) => part.checkVisibility())
                    .filter((part) => {
                      const { left, top, right, bottom } = part.getBoundingClientRect();
                      return left < 0 || top < 0 || right > 360 || bottom > 740;
                    })
                    .map((part) => part.outerHTML)
                """))
        .isEqualTo(List.of());
    Path picture =
        Path.of(System.getProperty("sluice.artifacts", "target/artifacts"), "demo-phone.png");
    Files.createDirectories(picture.getParent());
    page.screenshot(new Page.ScreenshotOptions().setPath(picture));
    assertThat(picture).isNotEmptyFile();
  }

  @Test
  void fivePeopleWhoJoinAtOnceAllMeet() {
    List<Page> pages = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      pages.add(chromium.open(server.http() + "404.html"));
    }
    for (int i = 0; i < 5; i++) {
      String url = roomUrl("P" + i, i == 0 ? "" : "&video=0");
      pages.get(i).evaluate("url => { setTimeout(() => { location.href = url; }); }", url);
    }

    for (int i = 0; i < 5; i++) {
      BrowserParticipant person = BrowserParticipant.joined(pages.get(i));
      person.page().waitForFunction("() => sluice.room.participants.size === 4");
      Chromium.await(
          person.page(),
          "sound from four",
          () ->
              person.statistics("inbound-rtp", "audio").stream()
                      .filter(stats -> ((Number) stats.get("packetsReceived")).longValue() > 20)
                      .count()
                  == 4);
      if (i > 0) {
        person.awaitMovingVideos(1);
      }
    }
  }

  @Test
  void aMistypedAddressLeadsBackToTheRooms() {
    Page page = chromium.open(server.http() + "no-such-room");

    page.getByText("To the rooms").click();

    page.getByTestId("lobby").waitFor();
  }

  private static void awaitLabel(Page page, String id, String label) {
    page.locator("#%s[aria-label='%s']".formatted(id, label)).waitFor();
  }

  private static void tabTo(Page page, String id) {
    for (int i = 0; i < 20; i++) {
      page.keyboard().press("Tab");
      if (focused(page).equals(id)) {
        return;
      }
    }
    throw new AssertionError("Tab never comes to " + id);
  }

  private static String focused(Page page) {
    return (String) page.evaluate("() => document.activeElement.id");
  }
}

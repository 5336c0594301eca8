package dev.sluice.signaling.e2e;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * The Chromium that the machine has, with a made-up camera and microphone. Like Playwright itself,
 * it belongs to the thread that made it.
 */
final class Chromium implements AutoCloseable {

  /**
   * How long a page may take for what a person would call "at once"; generous for a busy machine.
   */
  static final int PATIENCE_MS = 40_000;

  private final Playwright playwright;
  private final Browser browser;

  Chromium(String... moreArguments) {
    this(executable(), moreArguments);
  }

  /** Starts one, by an executable that need not be the browser itself but ends in being it. */
  Chromium(Path executable, String... moreArguments) {
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(executable)
                    .setArgs(
                        Stream.concat(
                                Stream.of(
                                    "--no-sandbox",
                                    "--disable-gpu",
                                    "--disable-quic",
                                    "--no-first-run",
                                    "--disable-background-networking",
                                    "--disable-component-update",
                                    "--disable-sync",
                                    "--autoplay-policy=no-user-gesture-required",
                                    "--use-fake-ui-for-media-stream",
                                    "--use-fake-device-for-media-stream",
                                    "--auto-select-desktop-capture-source=Entire screen"),
                                Stream.of(moreArguments))
                            .toList()));
  }

  /** The one that the machine has; without one, tests that need it are skipped. */
  static Path executable() {
    Optional<Path> executable =
        Stream.of(
                System.getenv("SLUICE_CHROMIUM"),
                "/usr/bin/chromium",
                "/usr/bin/chromium-browser",
                "/usr/bin/google-chrome")
            .filter(Objects::nonNull)
            .map(Path::of)
            .filter(Files::isExecutable)
            .findFirst();
    assumeTrue(executable.isPresent(), "No Chromium here; ./sluice test installs it on Debian");
    return executable.get();
  }

  /** Shows an address in a page of its own profile. */
  Page open(String url) {
    Page page = newPage(1280, 800);
    page.navigate(url);
    return page;
  }

  /** An empty page of its own profile: own storage, own permissions. */
  Page newPage(int width, int height) {
    BrowserContext context =
        browser.newContext(
            new Browser.NewContextOptions()
                .setViewportSize(width, height)
                .setPermissions(List.of("camera", "microphone")));
    Page page = context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error")) {
            System.err.println("[" + page.url() + "] " + message.text());
          }
        });
    page.onPageError(error -> System.err.println("[" + page.url() + "] " + error));
    return page;
  }

  /** Lets the pages run until the condition holds. */
  static void await(Page page, String what, BooleanSupplier condition) {
    long deadlineNanos = System.nanoTime() + PATIENCE_MS * 1_000_000L;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadlineNanos) {
        throw new AssertionError("Not in time: " + what);
      }
      page.waitForTimeout(100);
    }
  }

  /** Ends everything that was opened, as closing its windows does. */
  void closePages() {
    List.copyOf(browser.contexts()).forEach(BrowserContext::close);
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}

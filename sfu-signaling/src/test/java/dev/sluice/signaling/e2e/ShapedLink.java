package dev.sluice.signaling.e2e;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;

/** A network between viewers and the server that is as bad as a test wants, from then on. */
interface ShapedLink extends AutoCloseable {

  /** What would wait longer than that for a narrow link is lost. */
  int QUEUE_MILLIS = 250;

  /** Towards the viewers, who share it. */
  void rateBps(long bps) throws IOException;

  /** Loses each packet with this probability, both ways; 1 is an outage. */
  void loss(double probability) throws IOException;

  /** The pages' address, as those behind the link see it. */
  URI pages();

  /** Starts a browser for those behind it. */
  Chromium startBrowser(Path folder) throws IOException;

  /** An empty page of such a browser, whose media goes over the link. */
  Page newPage(Chromium behind);

  @Override
  void close() throws IOException;
}

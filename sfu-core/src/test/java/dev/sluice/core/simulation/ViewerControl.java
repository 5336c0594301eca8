package dev.sluice.core.simulation;

import dev.sluice.core.session.RtpSession;
import dev.sluice.core.session.SessionStatistics;
import java.util.OptionalLong;

/**
 * What scenarios read of the server's own view of a viewer: the one place to change as the server
 * learns to estimate and to choose. Layers aren't asked for here: frames tell of themselves what
 * they are.
 */
final class ViewerControl {

  private final RtpSession session;

  ViewerControl(RtpSession session) {
    this.session = session;
  }

  /** What the server believes that the path to the viewer carries, where it has a belief. */
  OptionalLong estimateBps() {
    return OptionalLong.of(session.estimateBps());
  }

  /** What the server has counted and measured. */
  SessionStatistics statistics() {
    return session.snapshot();
  }
}

package dev.sluice.core.forward;

/**
 * Tells the publication that a subscription plays how much of it the viewer's network has room for,
 * where that has changed enough to matter.
 *
 * <p>Belongs to the viewer's loop.
 */
final class ViewerBudget {

  /** In per mille of what was told last. */
  private static final long CHANGE = 40;

  private final Subscription viewer;
  private Publication told;
  private PublishedEncoding toldBest;
  private long toldBps;

  ViewerBudget(Subscription viewer) {
    this.viewer = viewer;
  }

  /**
   * @param best the best encoding that is wanted
   * @param bps or {@link RateFitting#UNLIMITED}
   */
  void tell(Publication publication, PublishedEncoding best, long bps) {
    boolean same =
        told == publication
            && toldBest == best
            && Math.abs(bps - toldBps) <= toldBps / 1000 * CHANGE;
    if (!same) {
      told = publication;
      toldBest = best;
      toldBps = bps;
      publication.setBudget(viewer, best, bps);
    }
  }

  /** It isn't watched any more, or not just now. */
  void withdraw() {
    if (told != null) {
      told.forgetBudget(viewer);
      told = null;
      toldBest = null;
    }
  }
}

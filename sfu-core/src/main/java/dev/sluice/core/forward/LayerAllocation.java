package dev.sluice.core.forward;

import java.util.Arrays;
import java.util.List;

/**
 * Shares what a viewer's network carries among the videos that it plays.
 *
 * <p>Sound comes first. Then every video gets its least quality, those of higher priority before
 * others; then the one that has least for its priority gets the next better quality, as long as one
 * fits. What plays already is kept while it fits nearly, and a better quality is taken only where
 * it fits with room to spare, so that an estimate that wavers doesn't make pictures waver.
 *
 * <p>Belongs to the viewer's loop.
 */
public final class LayerAllocation {

  /** Of a bitrate in per mille: what must be there to begin with it, and to stay with it. */
  private static final long TO_BEGIN = 1080;

  private static final long TO_STAY = 930;

  /** No better quality so soon after a worse one; doubled each time it proves too early. */
  private static final long MIN_HOLD_NANOS = 1_000_000_000;

  private static final long MAX_HOLD_NANOS = 16_000_000_000L;

  /** A better quality that has lasted so long was no mistake. */
  private static final long PROVEN_NANOS = 10_000_000_000L;

  private Subscription[] videos = new Subscription[4];
  private int[] steps = new int[4];
  private int count;

  private long neededBps;
  private boolean lowered;
  private long loweredNanos;
  private boolean raised;
  private long raisedNanos;
  private long holdNanos = MIN_HOLD_NANOS;

  /**
   * Chooses for each subscription.
   *
   * @param estimateBps what the network carries; 0 while nothing is known, which limits nothing
   */
  public void allocate(List<Subscription> subscriptions, long estimateBps, long nowNanos) {
    long othersBps = 0;
    count = 0;
    for (int i = 0; i < subscriptions.size(); i++) {
      Subscription subscription = subscriptions.get(i);
      if (subscription.ladder().size() > 0) {
        add(subscription);
      } else if (subscription.isPlaying()) {
        othersBps += subscription.bitrateBps();
      }
    }
    neededBps = othersBps;
    if (count > 0) {
      share(estimateBps, othersBps, nowNanos);
      apply(nowNanos);
    }
  }

  /** Kept in order of priority. */
  private void add(Subscription video) {
    if (count == videos.length) {
      videos = Arrays.copyOf(videos, count * 2);
      steps = Arrays.copyOf(steps, count * 2);
    }
    int at = count++;
    while (at > 0 && videos[at - 1].preferences().priority() < video.preferences().priority()) {
      videos[at] = videos[at - 1];
      at--;
    }
    videos[at] = video;
  }

  private void share(long estimateBps, long othersBps, long nowNanos) {
    long sumBps = othersBps;
    boolean mayRaise = !lowered || nowNanos - loweredNanos >= holdNanos;
    for (int i = 0; i < count; i++) {
      Ladder ladder = videos[i].ladder();
      neededBps += ladder.step(videos[i].preferences().topStep(ladder)).bitrateBps();
      steps[i] = -1;
      if (fits(i, sumBps, estimateBps)) {
        steps[i] = 0;
        sumBps += ladder.step(0).bitrateBps();
      }
    }
    int raised = next(sumBps, estimateBps, mayRaise);
    while (raised >= 0) {
      sumBps += costBps(raised);
      steps[raised]++;
      raised = next(sumBps, estimateBps, mayRaise);
    }
  }

  /** The video to be made better first; -1 where none can be. */
  private int next(long sumBps, long estimateBps, boolean mayRaise) {
    int best = -1;
    double least = 0;
    for (int i = 0; i < count; i++) {
      Ladder ladder = videos[i].ladder();
      if (steps[i] < 0
          || steps[i] >= videos[i].preferences().topStep(ladder)
          || (isBetter(i) && !mayRaise)
          || !fits(i, sumBps, estimateBps)) {
        continue;
      }
      double share =
          (double) ladder.step(steps[i]).bitrateBps() / videos[i].preferences().priority();
      if (best < 0 || share < least) {
        best = i;
        least = share;
      }
    }
    return best;
  }

  /** Whether a video's next quality is better than the one that it has. */
  private boolean isBetter(int video) {
    return steps[video] + 1 > videos[video].choice().indexIn(videos[video].ladder());
  }

  /** What a video's next quality takes more. */
  private long costBps(int video) {
    Ladder ladder = videos[video].ladder();
    long now = steps[video] < 0 ? 0 : ladder.step(steps[video]).bitrateBps();
    return ladder.step(steps[video] + 1).bitrateBps() - now;
  }

  /** Whether there is room for a video's next quality beside all others. */
  private boolean fits(int video, long sumBps, long estimateBps) {
    long sum = (sumBps + costBps(video)) * (isBetter(video) ? TO_BEGIN : TO_STAY) / 1000;
    return estimateBps == 0 || sum <= estimateBps;
  }

  private void apply(long nowNanos) {
    boolean raises = false;
    boolean lowers = false;
    for (int i = 0; i < count; i++) {
      Subscription video = videos[i];
      videos[i] = null;
      Ladder ladder = video.ladder();
      int before = video.choice().indexIn(ladder);
      if (before >= 0) {
        raises |= steps[i] > before;
        lowers |= steps[i] < before && steps[i] < video.preferences().topStep(ladder);
      }
      if (steps[i] < 0) {
        video.withhold(ladder.step(0), nowNanos);
      } else {
        video.choose(ladder.step(steps[i]), reason(video, ladder, steps[i]), nowNanos);
      }
    }
    if (lowers) {
      boolean tooEarly = raised && nowNanos - raisedNanos < PROVEN_NANOS;
      holdNanos = tooEarly ? Math.min(MAX_HOLD_NANOS, holdNanos * 2) : MIN_HOLD_NANOS;
      raised = false;
      lowered = true;
      loweredNanos = nowNanos;
    } else if (raises) {
      raised = true;
      raisedNanos = nowNanos;
    }
  }

  private static LayerReason reason(Subscription video, Ladder ladder, int step) {
    if (ladder.size() == 1) {
      return LayerReason.ONLY_ONE;
    }
    if (step == ladder.size() - 1) {
      return LayerReason.BEST;
    }
    return step >= video.preferences().topStep(ladder)
        ? LayerReason.PREFERENCE
        : LayerReason.BANDWIDTH;
  }

  /** What everything would take in the best quality wanted. */
  public long neededBps() {
    return neededBps;
  }
}

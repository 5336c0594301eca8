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

  /** What must be there to begin with another encoding, whose keyframe takes its part too. */
  private static final long TO_SWITCH = 1150;

  /**
   * How much must be there to begin with a better quality all the same, though one was too much a
   * moment ago.
   */
  private static final long TO_BEGIN_SOON = 1500;

  /**
   * The keyframe that a better quality begins with fills the network's queue for so long: what the
   * estimate says meanwhile is no judgement on the quality.
   */
  private static final long BEGINNING_NANOS = 1_200_000_000;

  /**
   * Below that, in per mille of what was chosen, it is none of the keyframe's doing: the network is
   * another one, of which nothing is known yet but that its queue is full.
   */
  private static final long COLLAPSED = 500;

  /**
   * A probe, or somebody's burst, lets the estimate fall for a moment, until a short queue is gone.
   * Somebody else behind the same bottleneck who begins with a keyframe does so too. Below that, in
   * per mille of what was chosen, nothing is waited for.
   */
  private static final long SEVERE = 600;

  private static final long PATIENCE_NANOS = 800_000_000;

  /** No better quality so soon after a worse one; doubled each time it proves too early. */
  private static final long MIN_HOLD_NANOS = 1_000_000_000;

  private static final long MAX_HOLD_NANOS = 16_000_000_000L;

  /** What the network carried before nothing played for so long is old news. */
  private static final long OLD_NEWS_NANOS = 5_000_000_000L;

  /** A better quality that has lasted so long was no mistake. */
  private static final long PROVEN_NANOS = 10_000_000_000L;

  private LayerSelection[] videos = new LayerSelection[4];
  private int[] steps = new int[4];
  private int count;

  private long allocatedBps;
  private long neededBps;
  private boolean lowered;
  private long loweredNanos;
  private boolean raised;

  /** Whether less is estimated than what was chosen takes. */
  private boolean shortage;

  private long shortSinceNanos;

  /** Whether a better quality began with a keyframe. */
  private boolean begun;

  private long begunNanos;
  private long raisedNanos;
  private long holdNanos = MIN_HOLD_NANOS;

  /** Whether nothing plays that has a choice, though something has before. */
  private boolean idle;

  private boolean busy;
  private long idleSinceNanos;

  /**
   * Chooses for each subscription.
   *
   * @param estimateBps what the network carries; 0 while nothing is known, which limits nothing
   * @param guessed whether that is but a first guess: nothing is withheld for it
   */
  public void allocate(
      List<Subscription> subscriptions, long estimateBps, boolean guessed, long nowNanos) {
    if (isBeginning(estimateBps, nowNanos)) {
      return;
    }
    if (isShortForAMoment(estimateBps, nowNanos)) {
      tellShortage(subscriptions, estimateBps);
      return;
    }
    long othersBps = 0;
    count = 0;
    for (int i = 0; i < subscriptions.size(); i++) {
      Subscription subscription = subscriptions.get(i);
      if (subscription.selection().ladder().size() > 0) {
        add(subscription.selection());
      } else if (subscription.isWatched()) {
        othersBps += subscription.bitrateBps();
      }
    }
    neededBps = othersBps;
    noteIdle(nowNanos);
    if (count == 0) {
      allocatedBps = othersBps;
    } else {
      share(estimateBps, guessed, othersBps, nowNanos);
      tellBudgets(guessed ? 0 : estimateBps);
      apply(estimateBps, nowNanos);
    }
  }

  /** After a silence better qualities wait as after a fall, until a probe can have told more. */
  private void noteIdle(long nowNanos) {
    boolean nowBusy = count > 0;
    if (busy && !nowBusy) {
      idle = true;
      idleSinceNanos = nowNanos;
    } else if (nowBusy && idle) {
      idle = false;
      if (nowNanos - idleSinceNanos >= OLD_NEWS_NANOS) {
        lowered = true;
        loweredNanos = nowNanos;
        holdNanos = MIN_HOLD_NANOS;
      }
    }
    busy = nowBusy;
  }

  private boolean isBeginning(long estimateBps, long nowNanos) {
    return begun
        && nowNanos - begunNanos < BEGINNING_NANOS
        && estimateBps != 0
        && estimateBps < allocatedBps
        && !isCollapsed(estimateBps);
  }

  private boolean isCollapsed(long estimateBps) {
    return estimateBps != 0 && estimateBps < allocatedBps * COLLAPSED / 1000;
  }

  private boolean isShortForAMoment(long estimateBps, long nowNanos) {
    if (!isTooMuch(estimateBps)) {
      shortage = false;
      return false;
    }
    if (!shortage) {
      shortage = true;
      shortSinceNanos = nowNanos;
    }
    return estimateBps > allocatedBps * SEVERE / 1000
        && nowNanos - shortSinceNanos < PATIENCE_NANOS;
  }

  /** Kept in order of priority. */
  private void add(LayerSelection video) {
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

  private void share(long estimateBps, boolean guessed, long othersBps, long nowNanos) {
    long sumBps = othersBps;
    boolean mayRaise = !lowered || nowNanos - loweredNanos >= holdNanos;
    for (int i = 0; i < count; i++) {
      Ladder ladder = videos[i].ladder();
      neededBps += ladder.step(videos[i].preferences().topStep(ladder)).wholeBps();
      steps[i] = -1;
      if (guessed || fits(i, sumBps, estimateBps, TO_BEGIN)) {
        steps[i] = 0;
        sumBps += ladder.step(0).bitrateBps();
      }
    }
    long toBegin = mayRaise ? TO_BEGIN : TO_BEGIN_SOON;
    // The least quality's keyframe comes through soonest, whatever is found to fit a moment later.
    int raised = isCollapsed(estimateBps) ? -1 : next(sumBps, estimateBps, toBegin);
    while (raised >= 0) {
      sumBps += costBps(raised);
      steps[raised]++;
      raised = next(sumBps, estimateBps, toBegin);
    }
    allocatedBps = sumBps;
  }

  /** The video to be made better first; -1 where none can be. */
  private int next(long sumBps, long estimateBps, long toBegin) {
    int best = -1;
    double least = 0;
    for (int i = 0; i < count; i++) {
      Ladder ladder = videos[i].ladder();
      if (steps[i] < 0
          || steps[i] >= videos[i].preferences().topStep(ladder)
          || !fits(i, sumBps, estimateBps, toBegin)) {
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
  private boolean fits(int video, long sumBps, long estimateBps, long toBegin) {
    long share =
        !isBetter(video) ? TO_STAY : switches(video) ? Math.max(TO_SWITCH, toBegin) : toBegin;
    return estimateBps == 0 || (sumBps + costBps(video)) * share / 1000 <= estimateBps;
  }

  /** Whether a video's next quality begins with a keyframe. */
  private boolean switches(int video) {
    Ladder ladder = videos[video].ladder();
    return steps[video] >= 0
        && ladder.step(steps[video]).encoding() != ladder.step(steps[video] + 1).encoding();
  }

  /** Whether even the least of an encoding is too much, so that it must end at once. */
  private static boolean isFlooded(Ladder.Step before, long estimateBps) {
    return estimateBps != 0 && estimateBps < before.bitrateBps() / 2;
  }

  /** What plays is kept for the moment, but its publishers may make it fit meanwhile. */
  private void tellShortage(List<Subscription> subscriptions, long estimateBps) {
    long missingBps = allocatedBps - estimateBps;
    int playing = 0;
    for (int i = 0; i < subscriptions.size(); i++) {
      LayerSelection video = subscriptions.get(i).selection();
      playing += video.choice().indexIn(video.ladder()) >= 0 ? 1 : 0;
    }
    for (int i = 0; i < subscriptions.size(); i++) {
      LayerSelection video = subscriptions.get(i).selection();
      Ladder ladder = video.ladder();
      int step = video.choice().indexIn(ladder);
      if (step >= 0) {
        video.tellBudget(
            best(video, ladder),
            Math.max(0, ladder.step(step).bitrateBps() - missingBps / playing));
      }
    }
  }

  private static PublishedEncoding best(LayerSelection video, Ladder ladder) {
    return ladder.step(video.preferences().topStep(ladder)).encoding();
  }

  /** What is left over is shared by those that could do with more. */
  private void tellBudgets(long estimateBps) {
    int wanting = 0;
    for (int i = 0; i < count; i++) {
      wanting += isWanting(i) ? 1 : 0;
    }
    for (int i = 0; i < count; i++) {
      Ladder ladder = videos[i].ladder();
      PublishedEncoding best = best(videos[i], ladder);
      if (estimateBps == 0 || !isWanting(i)) {
        videos[i].tellBudget(best, RateFitting.UNLIMITED);
      } else {
        long spareBps = (estimateBps - allocatedBps) / wanting;
        videos[i].tellBudget(best, Math.max(0, chosenBps(i) + spareBps));
      }
    }
  }

  private long chosenBps(int video) {
    return steps[video] < 0 ? 0 : videos[video].ladder().step(steps[video]).bitrateBps();
  }

  /** Whether it gets less than it would of a network without limits. */
  private boolean isWanting(int video) {
    Ladder ladder = videos[video].ladder();
    return chosenBps(video) < ladder.step(videos[video].preferences().topStep(ladder)).wholeBps();
  }

  private void apply(long estimateBps, long nowNanos) {
    boolean raises = false;
    boolean begins = false;
    boolean lowers = false;
    for (int i = 0; i < count; i++) {
      LayerSelection video = videos[i];
      videos[i] = null;
      Ladder ladder = video.ladder();
      int before = video.choice().indexIn(ladder);
      if (before >= 0) {
        raises |= steps[i] > before;
        begins |=
            steps[i] > before && ladder.step(steps[i]).encoding() != ladder.step(before).encoding();
        lowers |= steps[i] < before && steps[i] < video.preferences().topStep(ladder);
      }
      if (steps[i] < 0) {
        video.withhold(ladder.step(0));
      } else {
        LayerReason reason = reason(video, ladder, steps[i]);
        boolean flooded = before > steps[i] && isFlooded(ladder.step(before), estimateBps);
        video.choose(ladder.step(steps[i]), reason, flooded, nowNanos);
      }
    }
    if (lowers) {
      boolean tooEarly = raised && nowNanos - raisedNanos < PROVEN_NANOS;
      holdNanos = tooEarly ? Math.min(MAX_HOLD_NANOS, holdNanos * 2) : MIN_HOLD_NANOS;
      raised = false;
      begun = false;
      lowered = true;
      loweredNanos = nowNanos;
    } else if (raises) {
      raised = true;
      begun = begins;
      begunNanos = nowNanos;
      raisedNanos = nowNanos;
    }
  }

  private static LayerReason reason(LayerSelection video, Ladder ladder, int step) {
    if (ladder.isWhole() && ladder.size() == 1) {
      return LayerReason.ONLY_ONE;
    }
    if (ladder.isWhole() && step == ladder.size() - 1) {
      return LayerReason.BEST;
    }
    return step >= video.preferences().topStep(ladder)
        ? LayerReason.PREFERENCE
        : LayerReason.BANDWIDTH;
  }

  /** Whether what was chosen last doesn't fit any more: then there is no time to lose. */
  public boolean isTooMuch(long estimateBps) {
    return estimateBps != 0 && allocatedBps * TO_STAY / 1000 > estimateBps;
  }

  /** What everything would take in the best quality wanted. */
  public long neededBps() {
    return neededBps;
  }
}

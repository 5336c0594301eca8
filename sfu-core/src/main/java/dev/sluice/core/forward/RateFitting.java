package dev.sluice.core.forward;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * With what bitrate a publisher is to send its encodings where no viewer's network carries the best
 * one whole: with as much as it carries, instead of leaving the viewer the next encoding below and
 * half of the network empty.
 *
 * <p>An encoding that anybody can have whole is left alone. The limit of another one is that budget
 * of a viewer with which all of its viewers together get the most, those included who have to take
 * the next encoding below for it.
 *
 * <p>Belongs to the publisher's loop.
 */
final class RateFitting {

  /** Of a viewer who can have everything. */
  static final long UNLIMITED = Long.MAX_VALUE;

  /** In per mille: what must be there so that an encoding that plays counts as had whole. */
  private static final long WHOLE = 1080;

  /**
   * In per mille of what an encoding takes, with what room it is made to fit. With less of it the
   * estimate is nearly used up, so that it rises until a queue grows: in the simulator a viewer
   * gets more of a steady link with 1090, but less after a fall, and less of both with 1060.
   */
  private static final long ROOM = 1120;

  /** As above, while nobody has begun to play it: its keyframe takes its part too. */
  private static final long ROOM_TO_BEGIN = 1250;

  /** In per mille of what it was: what isn't worth a message. */
  private static final long LOWERED = 970;

  private static final long RAISED = 1080;

  /** A limit that was too low a moment ago may prove right yet. */
  private static final long RAISE_NANOS = 1_000_000_000;

  /** What encodings take, and whether they are watched, changes without a word from a viewer. */
  private static final long UPDATE_NANOS = 200_000_000;

  /**
   * What a viewer's network has room for.
   *
   * @param best the best encoding that is wanted
   */
  private record Budget(PublishedEncoding best, long bps) {}

  private final Map<Subscription, Budget> budgets = new HashMap<>();
  private boolean due;
  private long updatedNanos;

  /** A viewer has room for so much of the publication, or {@link #UNLIMITED}. */
  void setBudget(Subscription viewer, PublishedEncoding best, long bps) {
    budgets.put(viewer, new Budget(best, bps));
    due = true;
  }

  /** A viewer doesn't watch any more. */
  void forget(Subscription viewer) {
    budgets.remove(viewer);
    due = true;
  }

  /**
   * Some times a second: sets the limit of each encoding.
   *
   * @return whether one has changed, so that the publisher is to be told
   */
  boolean update(List<PublishedEncoding> encodings, long nowNanos) {
    if (!due && nowNanos - updatedNanos < UPDATE_NANOS) {
      return false;
    }
    due = false;
    updatedNanos = nowNanos;
    List<PublishedEncoding> descending = new ArrayList<>(encodings);
    descending.sort(
        Comparator.comparingLong((PublishedEncoding each) -> each.cost().pixels()).reversed());
    List<Budget> left = new ArrayList<>(budgets.values());
    left.sort(Comparator.comparingLong(Budget::bps).reversed());
    boolean changed = false;
    for (int i = 0; i < descending.size(); i++) {
      PublishedEncoding encoding = descending.get(i);
      long pixels = encoding.cost().pixels();
      List<Budget> viewers =
          left.stream().filter(each -> each.best.cost().pixels() >= pixels).toList();
      long below = i + 1 < descending.size() ? descending.get(i + 1).cost().wholeBps() : 0;
      long fitting = fittingBps(encoding, viewers, below);
      if (fitting != 0) {
        changed |= limit(encoding, fitting, nowNanos);
        left.removeIf(each -> each.best.cost().pixels() >= pixels && each.bps >= fitting);
      }
    }
    return changed;
  }

  /**
   * {@link #UNLIMITED} where it is to be left alone, 0 where it fits nobody.
   *
   * @param viewers those with most room first
   * @param below what the next encoding below takes
   */
  private static long fittingBps(PublishedEncoding encoding, List<Budget> viewers, long below) {
    long whole = encoding.cost().wholeBps() * (encoding.isWatched() ? WHOLE : ROOM_TO_BEGIN) / 1000;
    boolean isHad = !viewers.isEmpty() && viewers.getFirst().bps >= whole;
    if (whole == 0 || viewers.isEmpty() || isHad || encoding.cost().isHeedless()) {
      return UNLIMITED;
    }
    long leastBps = encoding.cost().leastBps() * room(encoding) / 1000;
    long fitting = 0;
    long most = 0;
    long othersBps = 0;
    for (int i = viewers.size() - 1; i >= 0; i--) {
      long bps = viewers.get(i).bps;
      long sum = bps * (i + 1) + othersBps;
      if (bps >= leastBps && sum > most) {
        fitting = bps;
        most = sum;
      }
      othersBps += Math.min(bps, below);
    }
    return fitting;
  }

  private static long room(PublishedEncoding encoding) {
    return encoding.isWatched() ? ROOM : ROOM_TO_BEGIN;
  }

  private boolean limit(PublishedEncoding encoding, long fittingBps, long nowNanos) {
    EncodingCost cost = encoding.cost();
    long before = cost.limitBps();
    long limit = fittingBps == UNLIMITED ? 0 : fittingBps * 1000 / room(encoding);
    boolean lowers = limit != 0 && (before == 0 || limit * 1000 < before * LOWERED);
    boolean raises = before != 0 && (limit == 0 || limit * 1000 > before * RAISED);
    boolean mayRaise = nowNanos - cost.limitedNanos() >= RAISE_NANOS;
    due |= raises && !mayRaise;
    if (lowers || (raises && mayRaise)) {
      cost.limit(limit, nowNanos);
      return true;
    }
    return false;
  }
}

package dev.sluice.core.forward;

/**
 * What a viewer wants of a video at most.
 *
 * @param rid the best encoding wanted; empty for any
 * @param maxTemporalLayer the highest temporal layer wanted, from 0
 * @param widthPx of the place where it is shown, 0 for any: larger pictures than needed to fill it
 *     aren't sent
 * @param heightPx likewise
 * @param priority from 1; a video of twice the priority of another is given twice the bitrate
 *     before it
 */
public record ReceivePreferences(
    String rid, int maxTemporalLayer, int widthPx, int heightPx, int priority) {

  /** The best there is. */
  public static final ReceivePreferences BEST =
      new ReceivePreferences("", Integer.MAX_VALUE, 0, 0, 1);

  /**
   * @throws IllegalArgumentException where a number is below its range
   */
  public ReceivePreferences {
    if (maxTemporalLayer < 0 || widthPx < 0 || heightPx < 0 || priority < 1) {
      throw new IllegalArgumentException("a preference is below its range");
    }
  }

  /**
   * The highest step that is wanted of a ladder of frame rates that are; -1 where there is no step
   * at all.
   */
  int topStep(Ladder ladder) {
    int top = -1;
    for (int i = 0; i < ladder.size(); i++) {
      if (top < 0 || (mayBe(ladder, i) && isNeeded(ladder, i))) {
        top = i;
      }
    }
    return top;
  }

  private boolean mayBe(Ladder ladder, int index) {
    if (rid.isEmpty()) {
      return true;
    }
    long limit = 0;
    for (int i = 0; i < ladder.size(); i++) {
      if (ladder.step(i).encoding().rid().equals(rid)) {
        limit = Math.max(limit, ladder.step(i).pixels());
      }
    }
    return limit == 0
        ? ladder.step(index).encoding().rid().equals(rid)
        : ladder.step(index).pixels() <= limit;
  }

  /** Whether no smaller picture fills the place, an eighth of its size forgiven. */
  private boolean isNeeded(Ladder ladder, int index) {
    if (widthPx == 0 && heightPx == 0) {
      return true;
    }
    Ladder.Step step = ladder.step(index);
    for (int i = 0; i < index; i++) {
      Ladder.Step smaller = ladder.step(i);
      if (smaller.pixels() < step.pixels()
          && smaller.width() * 9 / 8 >= widthPx
          && smaller.height() * 9 / 8 >= heightPx) {
        return false;
      }
    }
    return true;
  }
}

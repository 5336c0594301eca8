package dev.sluice.core.room;

/** What concerns one viewer. Called on the control thread; must not throw. */
public interface ViewerListener {

  /**
   * {@link Viewer#watchedTracks} has changed, or one of them was paused, resumed, muted or unmuted.
   */
  void watchedTracksChanged();

  /** It is out of the room: it left, or was put out. */
  default void removed(LeaveReason reason) {}
}

package dev.sluice.core.room;

/** What concerns one viewer. Called on the control thread; must not throw. */
public interface ViewerListener {

  /** {@link Viewer#watchedTracks} has changed, or one of them was paused or resumed. */
  void watchedTracksChanged();
}

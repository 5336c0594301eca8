package dev.sluice.core.room;

/** Where a track's media comes from, as its publisher says. */
public enum TrackSource {
  CAMERA,
  MICROPHONE,
  SCREEN,
  SCREEN_AUDIO,
  CUSTOM
}

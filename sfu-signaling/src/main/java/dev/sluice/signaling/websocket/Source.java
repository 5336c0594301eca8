package dev.sluice.signaling.websocket;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.sluice.core.room.TrackSource;

/** How the protocol calls a track's source. */
enum Source {
  @JsonProperty("camera")
  CAMERA(TrackSource.CAMERA),
  @JsonProperty("microphone")
  MICROPHONE(TrackSource.MICROPHONE),
  @JsonProperty("screen")
  SCREEN(TrackSource.SCREEN),
  @JsonProperty("screen-audio")
  SCREEN_AUDIO(TrackSource.SCREEN_AUDIO),
  @JsonProperty("custom")
  CUSTOM(TrackSource.CUSTOM);

  private final TrackSource trackSource;

  Source(TrackSource trackSource) {
    this.trackSource = trackSource;
  }

  TrackSource trackSource() {
    return trackSource;
  }

  static Source of(TrackSource trackSource) {
    return valueOf(trackSource.name());
  }
}

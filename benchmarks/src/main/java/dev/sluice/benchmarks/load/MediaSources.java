package dev.sluice.benchmarks.load;

import dev.sluice.benchmarks.load.media.MadeAudio;
import dev.sluice.benchmarks.load.media.MadeVideo;
import dev.sluice.benchmarks.load.media.MediaSource;
import java.util.Optional;

/** Gives each publisher its video and audio. */
final class MediaSources {

  private final LoadPlan.Media media;

  MediaSources(LoadPlan.Media media) {
    this.media = media;
  }

  Optional<MediaSource> video(int publisher) {
    if (!media.video() || media.silent()) {
      return Optional.empty();
    }
    return Optional.of(new MadeVideo(media.videoBitrateBps(), media.framesPerSecond(), publisher));
  }

  Optional<MediaSource> audio(int publisher) {
    return media.audio() && !media.silent()
        ? Optional.of(new MadeAudio(publisher))
        : Optional.empty();
  }
}

package dev.sluice.benchmarks.load;

import dev.sluice.benchmarks.load.media.MadeAudio;
import dev.sluice.benchmarks.load.media.MadeVideo;
import dev.sluice.benchmarks.load.media.MediaSource;
import dev.sluice.benchmarks.load.media.RecordedMedia;
import dev.sluice.benchmarks.load.media.Recording;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Gives each publisher its video and audio. Files are read once. */
final class MediaSources {

  private final LoadPlan.Media media;
  private final Optional<Recording> video;
  private final Optional<Recording> audio;

  /** How a file is read. */
  @FunctionalInterface
  private interface Reader {
    Recording read(Path path) throws IOException;
  }

  MediaSources(LoadPlan.Media media) throws LoadException {
    this.media = media;
    this.video = read(media.videoFile(), Recording::video);
    this.audio = read(media.audioFile(), Recording::audio);
  }

  private static Optional<Recording> read(Optional<Path> path, Reader reader) throws LoadException {
    if (path.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(reader.read(path.get()));
    } catch (NoSuchFileException e) {
      throw new LoadException("There is no file " + path.get() + ".", e);
    } catch (IOException e) {
      throw new LoadException(e.getMessage(), e);
    }
  }

  Optional<MediaSource> video(int publisher) {
    if (!media.video() || media.silent()) {
      return Optional.empty();
    }
    return video
        .<MediaSource>map(RecordedMedia::new)
        .or(
            () ->
                Optional.of(
                    new MadeVideo(media.videoBitrateBps(), media.framesPerSecond(), publisher)));
  }

  Optional<MediaSource> audio(int publisher) {
    if (!media.audio() || media.silent()) {
      return Optional.empty();
    }
    return audio
        .<MediaSource>map(RecordedMedia::new)
        .or(() -> Optional.of(new MadeAudio(publisher)));
  }
}

package dev.sluice.benchmarks.load.media;

/** A recording, over and over. Asked for a key frame, it goes on with the recording's next one. */
public final class RecordedMedia implements MediaSource {

  private final Recording recording;
  private int index;
  private long dueNanos;

  public RecordedMedia(Recording recording) {
    this.recording = recording;
  }

  @Override
  public long nextNanos() {
    return dueNanos;
  }

  @Override
  public void next(boolean keyFrameWanted, EncodedFrame out) {
    Recording.Frame frame = take();
    while (keyFrameWanted && !frame.keyFrame()) {
      frame = take();
    }
    out.ensureCapacity(frame.bytes().length);
    System.arraycopy(frame.bytes(), 0, out.bytes, 0, frame.bytes().length);
    out.length = frame.bytes().length;
    out.keyFrame = frame.keyFrame();
    dueNanos += frame.nanos();
  }

  private Recording.Frame take() {
    Recording.Frame frame = recording.frames().get(index);
    index = (index + 1) % recording.frames().size();
    return frame;
  }
}

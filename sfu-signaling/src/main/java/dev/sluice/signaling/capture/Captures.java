package dev.sluice.signaling.capture;

import dev.sluice.core.capture.CaptureStage;
import dev.sluice.core.room.LeaveReason;
import dev.sluice.core.room.Participant;
import dev.sluice.core.room.Room;
import dev.sluice.core.room.RoomListener;
import dev.sluice.core.room.Rooms;
import dev.sluice.core.room.Track;
import dev.sluice.core.room.Viewer;
import dev.sluice.signaling.config.Settings;
import dev.sluice.signaling.peer.MediaStack;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which rooms are being captured. A capture ends when it is told to, when its room is empty, or
 * when the disk refuses. Control thread only.
 */
public final class Captures implements RoomListener {

  private static final Logger LOG = LoggerFactory.getLogger(Captures.class);

  private final Rooms rooms;
  private final MediaStack media;
  private final Executor control;
  private final Settings.Capture settings;
  private final Optional<CaptureFolder> folder;
  private final Map<String, RoomCapture> byRoom = new HashMap<>();
  private final List<CompletableFuture<Void>> ending = new ArrayList<>();

  /**
   * @param control runs on the control thread, after the task at hand
   * @param folder empty where nothing is to be captured
   */
  public Captures(
      Rooms rooms,
      MediaStack media,
      Executor control,
      Settings.Capture settings,
      Optional<CaptureFolder> folder) {
    this.rooms = rooms;
    this.media = media;
    this.control = control;
    this.settings = settings;
    this.folder = folder;
  }

  /** Whether there is a folder for captures. */
  boolean possible() {
    return folder.isPresent();
  }

  /** What is captured unless something else is asked for. */
  Set<CaptureStage> defaultStages() {
    return settings.stages();
  }

  /** The room's capture, which may be over. */
  Optional<RoomCapture> find(String room) {
    return Optional.ofNullable(byRoom.get(room));
  }

  /**
   * Begins to capture a room.
   *
   * @throws IllegalStateException where there is no folder, or a capture that isn't over
   */
  RoomCapture start(Room room, Set<CaptureStage> stages) {
    RoomCapture former = byRoom.get(room.name());
    if (folder.isEmpty() || (former != null && !former.isOver())) {
      throw new IllegalStateException("captures of " + room.name() + " can't begin now");
    }
    CaptureWriter writer =
        new CaptureWriter(
            room.name(),
            folder.get(),
            media.addresses(),
            media.wallClockOffsetNanos(),
            CaptureWriter.RING_PACKETS);
    RoomCapture capture =
        new RoomCapture(
            room.name(),
            stages,
            Instant.now(),
            writer,
            System::nanoTime,
            media.wallClockOffsetNanos());
    byRoom.put(room.name(), capture);
    capture.update(room);
    Thread.ofPlatform()
        .daemon()
        .name("capture " + room.name())
        .start(
            () -> {
              writer.run();
              over(room.name(), capture);
            });
    LOG.info("Capturing room {}: {}", room.name(), stages);
    return capture;
  }

  /** The capture's own thread, at its end. */
  private void over(String room, RoomCapture capture) {
    CaptureProgress progress = capture.progress();
    if (progress.failure() == null) {
      LOG.info("Captured room {}: {}", room, progress);
    } else {
      LOG.warn("The capture of room {} has failed: {}", room, progress.failure());
      // Takes the taps away. That it has failed stays to be seen.
      control.execute(capture::stop);
    }
  }

  /** Ends the room's capture, where it has one; {@link RoomCapture#ended} tells when. */
  void stop(String room) {
    RoomCapture capture = byRoom.remove(room);
    if (capture != null) {
      capture.stop();
      ending.removeIf(CompletableFuture::isDone);
      ending.add(capture.ended());
    }
  }

  /** Ends all captures; completed when everything is on disk. */
  public CompletableFuture<Void> close() {
    List.copyOf(byRoom.keySet()).forEach(this::stop);
    return CompletableFuture.allOf(ending.toArray(CompletableFuture<?>[]::new));
  }

  // What happens in rooms.

  @Override
  public void participantJoined(Participant participant) {
    startUnlessOnRequest(participant.room());
  }

  @Override
  public void viewerJoined(Viewer viewer) {
    startUnlessOnRequest(viewer.room());
  }

  private void startUnlessOnRequest(Room room) {
    if (folder.isPresent() && !settings.onRequest() && !byRoom.containsKey(room.name())) {
      start(room, settings.stages());
    }
  }

  @Override
  public void mediaChanged(Participant participant) {
    find(participant.room().name()).ifPresent(capture -> capture.update(participant));
  }

  @Override
  public void mediaChanged(Viewer viewer) {
    find(viewer.room().name()).ifPresent(capture -> capture.update(viewer));
  }

  @Override
  public void trackPaused(Track track) {
    pausedOrResumed(track);
  }

  @Override
  public void trackResumed(Track track) {
    pausedOrResumed(track);
  }

  @Override
  public void trackMutedOrUnmuted(Track track) {
    pausedOrResumed(track);
  }

  private void pausedOrResumed(Track track) {
    Room room = track.publisher().room();
    find(room.name()).ifPresent(capture -> capture.update(room));
  }

  @Override
  public void participantLeft(Participant participant, LeaveReason reason) {
    String room = participant.room().name();
    find(room).ifPresent(capture -> capture.left(participant));
    control.execute(() -> stopIfGone(room));
  }

  @Override
  public void viewerLeft(Viewer viewer, LeaveReason reason) {
    String room = viewer.room().name();
    find(room).ifPresent(capture -> capture.left(viewer));
    control.execute(() -> stopIfGone(room));
  }

  private void stopIfGone(String room) {
    if (rooms.room(room).isEmpty()) {
      stop(room);
    }
  }
}

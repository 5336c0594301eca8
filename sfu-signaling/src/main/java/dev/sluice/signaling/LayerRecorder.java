package dev.sluice.signaling;

import dev.sluice.core.forward.LayerReport;
import dev.sluice.core.room.Participant;
import dev.sluice.core.room.RoomListener;
import dev.sluice.core.room.Track;
import dev.sluice.core.room.Viewer;
import java.util.Locale;
import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** For Flight Recorder: which quality each viewer gets, and why, whenever that changes. */
final class LayerRecorder implements RoomListener {

  @Name("sluice.LayerChange")
  @Label("Layer Change")
  @Category("Sluice")
  @Description("What a viewer gets of a video has changed, or the reason has")
  @StackTrace(false)
  @SuppressWarnings("UnusedVariable") // Flight Recorder reads them.
  private static final class LayerChangeEvent extends Event {
    @Label("Room")
    private String room;

    @Label("Receiver")
    @Description("The participant or viewer who receives it")
    private String receiver;

    @Label("Track")
    private String track;

    @Label("Playing")
    private boolean playing;

    @Label("Playing RID")
    private String playingRid;

    @Label("Chosen RID")
    private String rid;

    @Label("Spatial Layer")
    private int spatialLayer;

    @Label("Temporal Layer")
    private int temporalLayer;

    @Label("Chosen Bitrate")
    @DataAmount(DataAmount.BITS)
    private long bitrateBps;

    @Label("Reason")
    private String reason;

    @Label("Waiting For Key Frame")
    private boolean waiting;
  }

  @Override
  public void layerChanged(Participant receiver, Track track, LayerReport layer) {
    commit(receiver.room().name(), receiver.id(), track, layer);
  }

  @Override
  public void layerChanged(Viewer receiver, Track track, LayerReport layer) {
    commit(receiver.room().name(), receiver.id(), track, layer);
  }

  private static void commit(String room, String receiver, Track track, LayerReport layer) {
    LayerChangeEvent event = new LayerChangeEvent();
    if (!event.isEnabled()) {
      return;
    }
    event.room = room;
    event.receiver = receiver;
    event.track = track.id();
    event.playing = layer.playing();
    event.playingRid = layer.playingRid();
    event.rid = layer.rid();
    event.spatialLayer = layer.spatialLayer();
    event.temporalLayer = layer.temporalLayer();
    event.bitrateBps = layer.bitrateBps();
    event.reason = layer.reason().name().toLowerCase(Locale.ROOT).replace('_', '-');
    event.waiting = layer.waiting() != null;
    event.commit();
  }
}

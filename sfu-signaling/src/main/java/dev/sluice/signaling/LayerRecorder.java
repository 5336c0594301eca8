package dev.sluice.signaling;

import dev.sluice.core.forward.LayerReport;
import dev.sluice.core.forward.SubscriptionStatistics;
import dev.sluice.core.room.Participant;
import dev.sluice.core.room.RoomListener;
import dev.sluice.core.room.Track;
import dev.sluice.core.room.Viewer;
import dev.sluice.signaling.text.Words;
import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Frequency;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

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

    @Label("Chosen Width")
    @Description("In pixels; 0 while unknown")
    private int width;

    @Label("Chosen Height")
    @Description("In pixels; 0 while unknown")
    private int height;

    @Label("Chosen Frame Rate")
    @Frequency
    private double framesPerSecond;

    @Label("Chosen Bitrate")
    @DataAmount(DataAmount.BITS)
    private long bitrateBps;

    @Label("Reason")
    private String reason;

    @Label("Since")
    @Description("How long ago it was chosen for this reason")
    @Timespan(Timespan.MILLISECONDS)
    private long sinceMillis;

    @Label("Waiting For Key Frame")
    private boolean waiting;

    @Label("Awaited RID")
    @Description("The encoding of which a key frame is awaited")
    private String waitingRid;

    @Label("Estimate")
    @Description("What the receiver's network carries of everything that is sent to it")
    @DataAmount(DataAmount.BITS)
    private long estimateBps;

    @Label("Estimate Limit")
    @Description("Why the estimate isn't higher")
    private String estimateLimit;
  }

  @Override
  public void layerChanged(Participant receiver, Track track, SubscriptionStatistics now) {
    commit(receiver.room().name(), receiver.id(), track, now.layer());
  }

  @Override
  public void layerChanged(Viewer receiver, Track track, SubscriptionStatistics now) {
    commit(receiver.room().name(), receiver.id(), track, now.layer());
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
    event.width = layer.width();
    event.height = layer.height();
    event.framesPerSecond = layer.framesPerSecond();
    event.bitrateBps = layer.bitrateBps();
    event.reason = Words.of(layer.reason());
    event.sinceMillis = layer.sinceMillis();
    event.waiting = layer.waiting() != null;
    event.waitingRid = layer.waiting() == null ? "" : layer.waiting().rid();
    event.estimateBps = layer.estimateBps();
    event.estimateLimit = Words.of(layer.estimateLimit());
    event.commit();
  }
}

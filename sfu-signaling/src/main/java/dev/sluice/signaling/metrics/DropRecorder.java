package dev.sluice.signaling.metrics;

import dev.sluice.core.forward.DropReason;
import dev.sluice.dtls.srtp.SrtpDrop;
import dev.sluice.signaling.peer.MediaStack;
import dev.sluice.signaling.text.Words;
import io.vertx.core.Context;
import java.util.HashMap;
import java.util.Map;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.StackTrace;

/**
 * For Flight Recorder: what was dropped in the last second, by reason. Nothing is asked for while
 * nobody records.
 */
public final class DropRecorder {

  @Name("sluice.Drops")
  @Label("Drops")
  @Category("Sluice")
  @Description("Packets dropped since the last event for the same reason")
  @Period("1 s")
  @StackTrace(false)
  @SuppressWarnings("UnusedVariable") // Flight Recorder reads them.
  private static final class DropsEvent extends Event {
    @Label("Where")
    private String where;

    @Label("Reason")
    private String reason;

    @Label("Packets")
    private long packets;
  }

  private final Context control;
  private final ConnectionLedger ledger;
  private final MediaStack media;
  private final Runnable hook = this::ask;

  // Below: the control thread's.
  private final Map<String, Long> before = new HashMap<>();

  public DropRecorder(Context control, ConnectionLedger ledger, MediaStack media) {
    this.control = control;
    this.ledger = ledger;
    this.media = media;
    FlightRecorder.addPeriodicEvent(DropsEvent.class, hook);
  }

  /** On a thread of Flight Recorder's, which must not wait. */
  private void ask() {
    control.runOnContext(
        turn -> {
          var _ = ledger.ask().onSuccess(this::record);
        });
  }

  private void record(ConnectionSums sums) {
    for (DropReason reason : DropReason.values()) {
      record("media", reason, sums.totals().traffic().drops(reason));
    }
    for (SrtpDrop reason : SrtpDrop.values()) {
      record("srtp", reason, sums.totals().srtpDrops(reason));
    }
    media.statistics().drops().forEach((reason, count) -> record("port", reason, count));
  }

  private void record(String where, Enum<?> reason, long total) {
    Long earlier = before.put(where + '/' + reason, total);
    long packets = total - (earlier == null ? 0 : earlier);
    if (packets > 0) {
      DropsEvent event = new DropsEvent();
      event.where = where;
      event.reason = Words.of(reason);
      event.packets = packets;
      event.commit();
    }
  }

  /** The server is stopping. */
  public void close() {
    FlightRecorder.removePeriodicEvent(hook);
  }
}

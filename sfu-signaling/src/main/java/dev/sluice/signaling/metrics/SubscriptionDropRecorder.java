package dev.sluice.signaling.metrics;

import dev.sluice.core.forward.DropReason;
import dev.sluice.core.forward.Subscription;
import dev.sluice.core.forward.SubscriptionStatistics;
import dev.sluice.core.room.Reception;
import dev.sluice.core.room.Room;
import dev.sluice.core.room.Rooms;
import dev.sluice.signaling.text.Words;
import io.vertx.core.Context;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.StackTrace;

/**
 * For Flight Recorder: what of a track each receiver wasn't sent in the last second, by reason.
 * Nothing is asked for while nobody records.
 */
public final class SubscriptionDropRecorder {

  @Name("sluice.SubscriptionDrops")
  @Label("Subscription Drops")
  @Category("Sluice")
  @Description("Packets of a track that a receiver wasn't sent, since the last event of the same")
  @Period("1 s")
  @StackTrace(false)
  @SuppressWarnings("UnusedVariable") // Flight Recorder reads them.
  private static final class SubscriptionDropsEvent extends Event {
    @Label("Room")
    private String room;

    @Label("Receiver")
    @Description("The participant or viewer who would have received them")
    private String receiver;

    @Label("Track")
    private String track;

    @Label("Reason")
    private String reason;

    @Label("Packets")
    private long packets;
  }

  /** One who receives, and what was counted of it. */
  private record Received(
      String room,
      String receiver,
      String track,
      Subscription subscription,
      CompletableFuture<SubscriptionStatistics> statistics) {}

  private final Context control;
  private final Rooms rooms;
  private final Runnable hook = this::ask;

  // Below: the control thread's.
  private Map<Subscription, Map<DropReason, Long>> before = Map.of();
  private boolean asked;

  public SubscriptionDropRecorder(Context control, Rooms rooms) {
    this.control = control;
    this.rooms = rooms;
    FlightRecorder.addPeriodicEvent(SubscriptionDropsEvent.class, hook);
  }

  /** On a thread of Flight Recorder's, which must not wait. */
  private void ask() {
    control.runOnContext(turn -> askLoops());
  }

  /** Not once more before all loops have answered. */
  private void askLoops() {
    if (asked) {
      return;
    }
    asked = true;
    List<Received> received = received();
    var _ =
        CompletableFuture.allOf(
                received.stream().map(Received::statistics).toArray(CompletableFuture<?>[]::new))
            .whenComplete((done, someClosed) -> control.runOnContext(turn -> record(received)));
  }

  private List<Received> received() {
    List<Received> received = new ArrayList<>();
    for (Room room : rooms.rooms()) {
      room.participants().forEach(who -> add(room, who.id(), who.receptions(), received));
      room.viewers().forEach(who -> add(room, who.id(), who.receptions(), received));
    }
    return received;
  }

  private static void add(
      Room room, String receiver, List<Reception> receptions, List<Received> received) {
    for (Reception reception : receptions) {
      if (reception.track() != null) {
        Subscription subscription = reception.subscription();
        received.add(
            new Received(
                room.name(),
                receiver,
                reception.track().id(),
                subscription,
                subscription.statistics()));
      }
    }
  }

  private void record(List<Received> received) {
    asked = false;
    Map<Subscription, Map<DropReason, Long>> now = new HashMap<>();
    for (Received each : received) {
      if (each.statistics().state() == CompletableFuture.State.SUCCESS) {
        Map<DropReason, Long> drops = each.statistics().resultNow().drops();
        now.put(each.subscription(), drops);
        Map<DropReason, Long> earlier = before.getOrDefault(each.subscription(), Map.of());
        drops.forEach(
            (reason, total) -> commit(each, reason, total - earlier.getOrDefault(reason, 0L)));
      }
    }
    before = now;
  }

  private static void commit(Received of, DropReason reason, long packets) {
    if (packets > 0) {
      SubscriptionDropsEvent event = new SubscriptionDropsEvent();
      event.room = of.room();
      event.receiver = of.receiver();
      event.track = of.track();
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

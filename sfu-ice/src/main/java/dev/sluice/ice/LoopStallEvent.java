package dev.sluice.ice;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** For Flight Recorder: a media loop did something else for too long. */
@Name("sluice.LoopStall")
@Label("Media Loop Stall")
@Category("Sluice")
@Description("A media loop came late to its work; the event's thread says which")
@StackTrace(false)
@SuppressWarnings("UnusedVariable") // Flight Recorder reads it.
final class LoopStallEvent extends Event {

  @Label("Late By")
  @Timespan(Timespan.NANOSECONDS)
  private long lateNanos;

  private LoopStallEvent() {}

  /** Records one, where a recording wants it. On the loop. */
  static void commit(long lateNanos) {
    LoopStallEvent event = new LoopStallEvent();
    event.lateNanos = lateNanos;
    event.commit();
  }
}

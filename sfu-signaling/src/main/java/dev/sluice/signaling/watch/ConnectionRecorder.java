package dev.sluice.signaling.watch;

import dev.sluice.signaling.peer.ConnectionOutcome;
import dev.sluice.signaling.text.Words;
import java.time.Duration;
import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** For Flight Recorder: connections that came about and that ended. */
public final class ConnectionRecorder implements ConnectionWatcher {

  @Name("sluice.ConnectionJoined")
  @Label("Connection Joined")
  @Category("Sluice")
  @StackTrace(false)
  @SuppressWarnings("UnusedVariable") // Flight Recorder reads them.
  private static final class JoinedEvent extends Event {
    @Label("Room")
    private String room;

    @Label("Participant")
    private String participant;

    @Label("Connection")
    private String connection;

    @Label("Took")
    @Timespan(Timespan.MILLISECONDS)
    private long tookMillis;
  }

  @Name("sluice.ConnectionClosed")
  @Label("Connection Closed")
  @Category("Sluice")
  @StackTrace(false)
  @SuppressWarnings("UnusedVariable") // Flight Recorder reads them.
  private static final class ClosedEvent extends Event {
    @Label("Room")
    private String room;

    @Label("Participant")
    private String participant;

    @Label("Connection")
    private String connection;

    @Label("Reason")
    private String reason;

    @Label("Failure")
    private String failure;

    @Label("Age")
    @Timespan(Timespan.MILLISECONDS)
    private long ageMillis;
  }

  @Override
  public void connected(WatchedConnection watched, Duration took) {
    JoinedEvent event = new JoinedEvent();
    event.room = watched.owner().room();
    event.participant = watched.owner().id();
    event.connection = watched.connection().id();
    event.tookMillis = took.toMillis();
    event.commit();
  }

  @Override
  public void closed(WatchedConnection watched, ConnectionOutcome outcome, Duration age) {
    ClosedEvent event = new ClosedEvent();
    event.room = watched.owner().room();
    event.participant = watched.owner().id();
    event.connection = watched.connection().id();
    event.reason = Words.of(outcome.reason());
    event.failure = outcome.failure().map(Words::of).orElse(null);
    event.ageMillis = age.toMillis();
    event.commit();
  }
}

package dev.sluice.core.simulation;

import dev.sluice.core.session.RtpSession;
import dev.sluice.core.transport.MediaLoop;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;

/**
 * A virtual clock and what is to happen on it, in order of time, and of scheduling where the time
 * is the same. Between two events the sessions' loop runs all of its tasks, as between two
 * wake-ups.
 */
final class Simulation {

  /** From the loop's clock, which counts from anywhere, to nanoseconds since 1970. */
  static final long WALL_CLOCK_OFFSET_NANOS = 1_700_000_000_123_456_789L;

  static final long MILLI = 1_000_000L;
  static final long SECOND = 1_000_000_000L;

  private static final long START_NANOS = -5_000 * SECOND;

  /** How often the server's loops look after their sessions, and the soonest that one may wish. */
  private static final long TICK_NANOS = 10 * MILLI;

  private static final long MIN_TICK_NANOS = MILLI;

  private record Event(long atNanos, long order, Runnable action) {}

  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::atNanos).thenComparingLong(Event::order));
  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private final MediaLoop loop = new Loop();
  private long scheduled;
  private long nowNanos = START_NANOS;

  long nowNanos() {
    return nowNanos;
  }

  long unixNanos() {
    return nowNanos + WALL_CLOCK_OFFSET_NANOS;
  }

  /** Since the simulation began. */
  long elapsedNanos() {
    return nowNanos - START_NANOS;
  }

  double elapsedSeconds() {
    return elapsedNanos() / 1e9;
  }

  /** The loop that owns every session of the simulation. */
  MediaLoop loop() {
    return loop;
  }

  void after(long delayNanos, Runnable action) {
    events.add(new Event(nowNanos + Math.max(0, delayNanos), scheduled++, action));
  }

  /** Counted from the simulation's beginning. */
  void atSeconds(double seconds, Runnable action) {
    after(Math.round(seconds * 1e9) - elapsedNanos(), action);
  }

  /** Now after the delay, and again and again. */
  void every(long periodNanos, Runnable action) {
    after(
        periodNanos,
        () -> {
          action.run();
          every(periodNanos, action);
        });
  }

  /** Takes a session onto the loop, connected, and ticks it from now on. */
  void own(RtpSession session) {
    session.assignLoop(loop);
    session.onConnected();
    tick(session);
  }

  private void tick(RtpSession session) {
    long wished = session.onTick(nowNanos);
    long delay = wished > nowNanos ? Math.min(TICK_NANOS, wished - nowNanos) : TICK_NANOS;
    after(Math.max(MIN_TICK_NANOS, delay), () -> tick(session));
  }

  /** Lets everything happen up to this moment, counted from the beginning. */
  void runUntilSeconds(double seconds) {
    long end = START_NANOS + Math.round(seconds * 1e9);
    settle();
    while (!events.isEmpty() && events.peek().atNanos() <= end) {
      Event event = events.poll();
      nowNanos = event.atNanos();
      event.action().run();
      settle();
    }
    nowNanos = end;
  }

  private void settle() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
  }

  private final class Loop implements MediaLoop {

    @Override
    public void execute(Runnable task) {
      tasks.add(task);
    }

    @Override
    public boolean inLoop() {
      return true;
    }

    @Override
    public long nowNanos() {
      return nowNanos;
    }
  }
}

package dev.sluice.core.session;

import java.util.ArrayList;
import java.util.List;

/** Loops, peers and one virtual clock: everything happens when a test says so. */
public final class World {

  /** The loops' clock counts from somewhere else than 1970, as System.nanoTime does. */
  static final long WALL_CLOCK_OFFSET_NANOS = 1_700_000_000_123_456_789L;

  private static final long TICK_NANOS = 10_000_000;

  private final List<TestLoop> loops = new ArrayList<>();
  private final List<TestPeer> peers = new ArrayList<>();
  private long nowNanos = -5_000_000_000_000L;

  public TestLoop newLoop() {
    TestLoop loop = new TestLoop(this);
    loops.add(loop);
    return loop;
  }

  /** A peer on a loop of its choice. */
  public TestPeer newPeer(TestLoop loop) {
    TestPeer peer = newUnassignedPeer();
    peer.session().assignLoop(loop);
    peer.session().onConnected();
    return peer;
  }

  public TestPeer newUnassignedPeer() {
    TestPeer peer = new TestPeer(this);
    peers.add(peer);
    return peer;
  }

  public long nowNanos() {
    return nowNanos;
  }

  /** Since 1970. */
  public long unixNanos() {
    return nowNanos + WALL_CLOCK_OFFSET_NANOS;
  }

  /** Runs whatever waits, on all loops, until nothing does. */
  public void settle() {
    boolean any = true;
    while (any) {
      any = false;
      for (TestLoop loop : loops) {
        any |= loop.runTasks();
      }
    }
  }

  /** Lets time pass without anybody noticing. */
  public void skipMillis(long millis) {
    nowNanos += millis * 1_000_000;
  }

  /** Lets time pass, with a tick of every session each 10 ms. */
  public void passMillis(long millis) {
    settle();
    long end = nowNanos + millis * 1_000_000;
    while (nowNanos < end) {
      nowNanos += TICK_NANOS;
      for (TestPeer peer : peers) {
        peer.session().onTick(nowNanos);
      }
      settle();
    }
  }
}

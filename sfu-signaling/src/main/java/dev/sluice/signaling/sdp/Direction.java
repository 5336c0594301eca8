package dev.sluice.signaling.sdp;

import java.util.Locale;

/** Which way media flows, as seen by the one whose description it is. */
public enum Direction {
  SENDRECV(true, true),
  SENDONLY(true, false),
  RECVONLY(false, true),
  INACTIVE(false, false);

  private final boolean sends;
  private final boolean receives;

  Direction(boolean sends, boolean receives) {
    this.sends = sends;
    this.receives = receives;
  }

  public static Direction of(boolean sends, boolean receives) {
    if (sends) {
      return receives ? SENDRECV : SENDONLY;
    }
    return receives ? RECVONLY : INACTIVE;
  }

  public boolean sends() {
    return sends;
  }

  public boolean receives() {
    return receives;
  }

  /** The same flow as seen by the other side. */
  public Direction reversed() {
    return of(receives, sends);
  }

  /** The attribute's name. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}

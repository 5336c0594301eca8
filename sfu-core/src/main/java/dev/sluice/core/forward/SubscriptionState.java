package dev.sluice.core.forward;

/** What a subscription is doing. */
public enum SubscriptionState {
  /** No publication to play. */
  IDLE,
  /** Held back on the viewer's or the publisher's wish. */
  PAUSED,
  /** Held back because others have spoken more recently, by the room's last-N. */
  LAST_N,
  /** Playing, but nothing goes out before the next keyframe. */
  WAITING_FOR_KEYFRAME,
  /** Packets go out as they come. */
  FORWARDING,
  CLOSED
}

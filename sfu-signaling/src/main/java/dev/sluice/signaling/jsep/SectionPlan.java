package dev.sluice.signaling.jsep;

import dev.sluice.signaling.sdp.Msid;
import java.util.Optional;

/**
 * What the server wants of one {@code m=} line.
 *
 * @param receive whether it takes what the client sends there
 * @param send what it sends there, or will send once there is something, by stream and track id
 */
public record SectionPlan(boolean receive, Optional<Msid> send) {
  /** Neither way: answered {@code inactive}. */
  public static final SectionPlan NOTHING = new SectionPlan(false, Optional.empty());

  /** Takes what the client sends, sends nothing. */
  public static final SectionPlan RECEIVE = new SectionPlan(true, Optional.empty());

  /** Sends only. */
  public static SectionPlan send(Msid track) {
    return new SectionPlan(false, Optional.of(track));
  }
}

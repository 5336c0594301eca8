package dev.sluice.benchmarks.replay.live;

import java.util.List;

/**
 * What one sender of a recording has sent.
 *
 * @param participant no other sender's
 * @param packets in the order of time; at least one
 */
public record CapturedSender(
    String room, String participant, List<CapturedSection> sections, List<CapturedPacket> packets) {
  public CapturedSender {
    sections = List.copyOf(sections);
    packets = List.copyOf(packets);
  }
}

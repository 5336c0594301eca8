package dev.sluice.benchmarks.replay.live;

import dev.sluice.benchmarks.load.client.PacketSource;
import dev.sluice.core.rtp.RtpParameters;
import dev.sluice.core.rtp.RtpTimestamp;
import java.util.List;

/**
 * Plays one sender's packets so often and so fast. Each round goes on where the one before ended,
 * in numbers and in time. At another speed timestamps follow: it is media in fast or slow motion,
 * whose clock goes right.
 */
final class Playback implements PacketSource {

  private final CapturedSender sender;
  private final long beginNanos;
  private final long roundNanos;
  private final double speed;
  private final long rounds;
  private long round;
  private int index;

  /**
   * @param recording of which the sender is: all its senders keep time with each other
   */
  Playback(CapturedSender sender, CapturedSenders recording, LiveOptions options) {
    this.sender = sender;
    this.beginNanos = recording.beginNanos();
    this.roundNanos = recording.lengthNanos();
    this.speed = options.speed();
    this.rounds = options.ends() ? options.times() : Long.MAX_VALUE;
  }

  @Override
  public List<RtpParameters> sections() {
    return sender.sections().stream().map(CapturedSection::offered).toList();
  }

  @Override
  public long nextNanos() {
    if (round == rounds) {
      return END;
    }
    long captured = sender.packets().get(index).nanos() - beginNanos;
    return (long) ((captured + round * roundNanos) / speed);
  }

  @Override
  public void next(Due out) {
    CapturedPacket packet = sender.packets().get(index);
    CapturedSection section = sender.sections().get(packet.section());
    if (!out.rtp.wrap(packet.bytes(), packet.offset(), packet.length())) {
      throw new IllegalStateException("a packet that was RTP when it was sorted");
    }
    out.section = packet.section();
    out.sequence = packet.sequence() + round * section.sequences();
    long roundTicks = RtpTimestamp.ticks(round * roundNanos, section.clockRateHz());
    out.ticks = Math.round((packet.ticks() + roundTicks) / speed);
    index++;
    if (index == sender.packets().size()) {
      index = 0;
      round++;
    }
  }

  @Override
  public long ticksAt(int section, long nanos) {
    CapturedSection of = sender.sections().get(section);
    return Math.round(of.firstTicks() / speed) + RtpTimestamp.ticks(nanos, of.clockRateHz());
  }
}

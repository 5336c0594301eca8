package dev.sluice.benchmarks.replay.live;

import dev.sluice.core.rtp.RtpPacket;
import dev.sluice.core.rtp.RtpTimestamp;
import dev.sluice.core.rtp.SequenceUnwrapper;
import dev.sluice.core.rtp.TimestampUnwrapper;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The packets of one SSRC, retransmissions among them as what they carried. */
final class CapturedStream {

  // As in CapturedPacket.
  @SuppressWarnings("ArrayRecordComponent")
  private record Item(
      long nanos,
      long extendedSequence,
      long extendedTimestamp,
      byte[] bytes,
      int offset,
      int length) {}

  final int ssrc;
  final String mid;

  /** Empty where there is no simulcast, or nothing tells. */
  final String rid;

  private final SequenceUnwrapper sequences = new SequenceUnwrapper();
  private final TimestampUnwrapper timestamps = new TimestampUnwrapper();
  private final Set<Long> seen = new HashSet<>();
  private final Set<Integer> payloadTypes = new TreeSet<>();
  private final List<Item> items = new ArrayList<>();
  private long lowestSequence = Long.MAX_VALUE;
  private long lowestTimestamp = Long.MAX_VALUE;
  private long highestTimestamp = Long.MIN_VALUE;
  private long bytes;

  CapturedStream(int ssrc, String mid, String rid) {
    this.ssrc = ssrc;
    this.mid = mid;
    this.rid = rid;
  }

  /**
   * Adds a packet.
   *
   * @return false where it has come before
   */
  boolean add(long nanos, RtpPacket packet) {
    long sequence = sequences.unwrap(packet.sequenceNumber());
    if (!seen.add(sequence)) {
      return false;
    }
    long timestamp = timestamps.unwrap(packet.timestamp());
    lowestSequence = Math.min(lowestSequence, sequence);
    lowestTimestamp = Math.min(lowestTimestamp, timestamp);
    highestTimestamp = Math.max(highestTimestamp, timestamp);
    payloadTypes.add(packet.payloadType());
    bytes += packet.length();
    items.add(
        new Item(nanos, sequence, timestamp, packet.buffer(), packet.offset(), packet.length()));
    return true;
  }

  long bytes() {
    return bytes;
  }

  Set<Integer> payloadTypes() {
    return payloadTypes;
  }

  long firstNanos() {
    return items.getFirst().nanos();
  }

  long sequences() {
    return sequences.highest() - lowestSequence + 1;
  }

  /** From its lowest to its highest timestamp. */
  long ticks() {
    return highestTimestamp - lowestTimestamp;
  }

  /** A timestamp in the ticks that its packets have. */
  long ticks(int timestamp) {
    return RtpTimestamp.difference(timestamp, (int) items.getFirst().extendedTimestamp());
  }

  List<CapturedPacket> packets(int section) {
    long firstTimestamp = items.getFirst().extendedTimestamp();
    return items.stream()
        .map(
            item ->
                new CapturedPacket(
                    item.nanos(),
                    section,
                    item.extendedSequence() - lowestSequence,
                    item.extendedTimestamp() - firstTimestamp,
                    item.bytes(),
                    item.offset(),
                    item.length()))
        .toList();
  }
}

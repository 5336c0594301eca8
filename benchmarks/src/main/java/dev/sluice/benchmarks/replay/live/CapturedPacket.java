package dev.sluice.benchmarks.replay.live;

/**
 * One packet of media to be sent again.
 *
 * @param nanos when it came to the server, since 1970
 * @param section which of its sender's
 * @param sequence counted from 0 in its stream, with gaps for what was lost
 * @param ticks of the section's clock since the stream's first packet
 * @param bytes in which the packet lies; not to be changed
 */
// A part of the file, which is held once: a packet of its own would double the memory.
@SuppressWarnings("ArrayRecordComponent")
public record CapturedPacket(
    long nanos, int section, long sequence, long ticks, byte[] bytes, int offset, int length) {}

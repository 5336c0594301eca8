package dev.sluice.dtls.srtp;

/**
 * SSRC to {@link PacketIndices}: open addressing with linear probing over a bounded number of
 * streams. Streams are never forgotten while the keys live, or their packets could be replayed.
 */
final class StreamTable {

  /** About 400 kB of state for a peer that uses them all; a large conference uses a few hundred. */
  static final int MAX_STREAMS = 2048;

  /** Grows: most peers send one stream or two, or none. */
  private PacketIndices[] slots = new PacketIndices[4];

  private int size;
  private PacketIndices last;

  boolean isFull() {
    return size >= MAX_STREAMS;
  }

  /** The stream's state, or null if it has none. */
  PacketIndices find(int ssrc) {
    // Packets come in bursts of one stream.
    PacketIndices recent = last;
    if (recent != null && recent.ssrc == ssrc) {
      return recent;
    }
    PacketIndices found = slots[slotOf(ssrc)];
    if (found != null) {
      last = found;
    }
    return found;
  }

  /** Begins a stream that {@link #find} does not know, in a table that is not full. */
  PacketIndices add(int ssrc) {
    if (2 * (size + 1) > slots.length) {
      grow();
    }
    PacketIndices added = new PacketIndices(ssrc);
    slots[slotOf(ssrc)] = added;
    size++;
    return added;
  }

  private int slotOf(int ssrc) {
    int mask = slots.length - 1;
    int slot = (ssrc * 0x9e3779b9) >>> Integer.numberOfLeadingZeros(mask);
    while (slots[slot] != null && slots[slot].ssrc != ssrc) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    PacketIndices[] old = slots;
    slots = new PacketIndices[2 * old.length];
    for (PacketIndices indices : old) {
      if (indices != null) {
        slots[slotOf(indices.ssrc)] = indices;
      }
    }
  }
}

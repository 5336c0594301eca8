package dev.sluice.core.rtp;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * Which header extension of one peer becomes which of another: a table from the publisher's ids to
 * the subscriber's. Immutable, and one for all subscribers for whom it is the same.
 *
 * <p>Only what speaks of the media from end to end passes. MID and RIDs name streams of one
 * connection, abs-send-time, transport-cc and the transmission offset speak of one hop: these the
 * sender writes anew, or not at all. The video layers allocation is for middleboxes, and speaks of
 * layers that a viewer isn't sent.
 */
public final class HeaderExtensionMapping {
  /** Ids of the two-byte form are 1 to 255, RFC 8285 section 4.3. */
  private static final int IDS = 256;

  private static final Set<HeaderExtension> END_TO_END =
      Set.copyOf(
          EnumSet.of(
              HeaderExtension.AUDIO_LEVEL,
              HeaderExtension.VIDEO_ORIENTATION,
              HeaderExtension.ABS_CAPTURE_TIME,
              HeaderExtension.PLAYOUT_DELAY,
              HeaderExtension.VIDEO_CONTENT_TYPE,
              HeaderExtension.VIDEO_TIMING,
              HeaderExtension.COLOR_SPACE,
              HeaderExtension.DEPENDENCY_DESCRIPTOR));

  private static final SharedTables<HeaderExtensionMapping> SHARED = new SharedTables<>();

  private static final HeaderExtensionMapping NOTHING = new HeaderExtensionMapping(new byte[IDS]);

  private final byte[] destinationIds;

  private HeaderExtensionMapping(byte[] destinationIds) {
    this.destinationIds = destinationIds;
  }

  /** Strips every extension. */
  public static HeaderExtensionMapping nothing() {
    return NOTHING;
  }

  /**
   * What passes from a publisher to a subscriber: what both negotiated and speaks end to end.
   *
   * @param source the publisher's ids
   * @param destination the subscriber's ids
   * @throws IllegalArgumentException where an id is not 1 to 255
   */
  public static HeaderExtensionMapping between(
      Map<HeaderExtension, Integer> source, Map<HeaderExtension, Integer> destination) {
    byte[] table = new byte[IDS];
    source.forEach(
        (extension, sourceId) -> {
          Integer destinationId = destination.get(extension);
          if (destinationId != null && END_TO_END.contains(extension)) {
            table[checkedId(sourceId)] = (byte) checkedId(destinationId);
          }
        });
    return SHARED.share(new HeaderExtensionMapping(table));
  }

  static int checkedId(int id) {
    if (id < 1 || id >= IDS) {
      throw new IllegalArgumentException("A header extension id is 1 to 255, not " + id);
    }
    return id;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof HeaderExtensionMapping mapping
        && Arrays.equals(destinationIds, mapping.destinationIds);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(destinationIds);
  }

  /** The subscriber's id of the publisher's, or 0 for what is to be stripped. */
  int destinationId(int sourceId) {
    return destinationIds[sourceId] & 0xFF;
  }
}

package dev.sluice.core.simulation;

/**
 * A whole frame, from its first packet to the one with the marker.
 *
 * @param firstSequence unwrapped
 * @param lastSequence unwrapped
 * @param timestamp unwrapped, in ticks of 90 kHz
 * @param pictureId unwrapped; -1 where the payload has none, as the next two
 * @param tl0PicIdx unwrapped
 * @param syncs the temporal layer is predicted from the base layer alone (RFC 7741's Y)
 * @param tag of its first packet
 * @param mixed whether other packets belong to another frame
 * @param completeNanos when its last missing packet arrived
 */
record ReceivedFrame(
    long firstSequence,
    long lastSequence,
    long timestamp,
    boolean keyFrame,
    long pictureId,
    long tl0PicIdx,
    int temporalId,
    boolean syncs,
    int width,
    int height,
    FrameTag tag,
    boolean mixed,
    long completeNanos) {}

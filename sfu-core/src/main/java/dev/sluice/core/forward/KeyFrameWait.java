package dev.sluice.core.forward;

/**
 * What a viewer waits for before a video plays, or plays in another quality.
 *
 * @param rid the encoding of which a keyframe is awaited; empty without simulcast
 * @param millis for how long by now
 */
public record KeyFrameWait(String rid, long millis) {}

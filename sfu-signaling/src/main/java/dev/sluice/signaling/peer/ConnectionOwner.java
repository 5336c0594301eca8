package dev.sluice.signaling.peer;

/**
 * Whose a peer connection is, for those who watch over it.
 *
 * @param room its name
 * @param id of the participant or the viewer
 */
public record ConnectionOwner(String room, String id) {}

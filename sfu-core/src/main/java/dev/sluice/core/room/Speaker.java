package dev.sluice.core.room;

/**
 * Somebody who has spoken in a room.
 *
 * @param speaking whether just now
 */
public record Speaker(Participant participant, boolean speaking) {}

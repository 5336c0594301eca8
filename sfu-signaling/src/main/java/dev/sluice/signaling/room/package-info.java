/**
 * Brings rooms and peer connections together: an offer becomes tracks in a room, and tracks in a
 * room play on media sections. How the offer came is not known here.
 */
package dev.sluice.signaling.room;

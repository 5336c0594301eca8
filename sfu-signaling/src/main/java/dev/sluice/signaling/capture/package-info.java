/**
 * Captures of rooms as pcapng files: what is captured when, and how it gets from the media loops to
 * the disk without their waiting for it. The file's format is {@code dev.sluice.core.capture}'s.
 */
package dev.sluice.signaling.capture;

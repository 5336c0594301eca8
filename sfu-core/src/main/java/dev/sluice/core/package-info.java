/**
 * The media logic of Sluice.
 *
 * <p>Nothing below this package may open a socket, start a thread, read a clock, encrypt, or know
 * JSON or HTTP: time and packets are arguments, so that a whole room runs from a capture file on a
 * virtual clock.
 */
package dev.sluice.core;

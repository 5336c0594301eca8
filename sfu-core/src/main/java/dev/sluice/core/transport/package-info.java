/**
 * What the media half of a connection stands on and can't be itself: the loop that runs it and the
 * protected path to its peer. No media logic here.
 */
package dev.sluice.core.transport;

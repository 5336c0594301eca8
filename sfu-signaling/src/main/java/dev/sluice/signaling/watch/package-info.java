/**
 * Watches over peer connections, whichever front door made them: says in the log and in Flight
 * Recorder how each fares, and tells those who count. Nothing here changes what happens to one.
 *
 * <p>Events of Flight Recorder are here where they are about connections, and beside what they
 * count otherwise; those about chosen layers will be here.
 */
package dev.sluice.signaling.watch;

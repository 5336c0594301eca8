/**
 * Watches over peer connections, whichever front door made them: says in the log and in Flight
 * Recorder how each fares, and tells those who count. Nothing here changes what happens to one.
 */
package dev.sluice.signaling.watch;

/**
 * What publishers send: encoded frames, made or read from a file, and how VP8 is cut into RTP
 * payloads. What must not live here: RTP headers, time, and sockets.
 */
package dev.sluice.benchmarks.load.media;

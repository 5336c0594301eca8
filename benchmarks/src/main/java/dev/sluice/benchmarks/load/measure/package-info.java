/**
 * What is told from packets and from the operating system: one-way latency, frames and freezes, and
 * what processes and sockets use. Time and bytes are arguments, so that all of it is tested without
 * a server. What must not live here: sockets, sessions, how results are shown.
 */
package dev.sluice.benchmarks.load.measure;

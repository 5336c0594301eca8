/**
 * How a client gets into a server: carrying session descriptions over WHIP and WHEP, or over
 * whatever else a server speaks. What must not live here: what the descriptions mean, and media.
 */
package dev.sluice.benchmarks.load.signaling;

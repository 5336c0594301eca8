/**
 * The load generator: many WebRTC clients in one process, against any server that speaks WHIP and
 * WHEP. Here: what a test is to do ({@link dev.sluice.benchmarks.load.LoadPlan}), doing it ({@link
 * dev.sluice.benchmarks.load.LoadTest}), and what came of it ({@link
 * dev.sluice.benchmarks.load.LoadResult}).
 *
 * <p>What must not live here: packets, signaling, and how results are shown.
 */
package dev.sluice.benchmarks.load;

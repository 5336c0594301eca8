/**
 * Plays captures through the forwarding code that the server runs, on a clock that only the capture
 * moves: {@link dev.sluice.benchmarks.replay.Recording} is what was captured, {@link
 * dev.sluice.benchmarks.replay.Replay} what the server makes of it. The same recording and the same
 * options always give the same packets. {@link dev.sluice.benchmarks.replay.live} plays them into a
 * running server instead.
 */
package dev.sluice.benchmarks.replay;

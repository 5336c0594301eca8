/**
 * Plays captures into a running server, in real time: each sender of a recording becomes a
 * publisher. {@link dev.sluice.benchmarks.replay.live.CapturedSenders} is what they have sent, put
 * right for being sent again; {@link dev.sluice.benchmarks.replay.live.LiveReplay} sends it.
 *
 * <p>What must not live here: how a capture is read, and how a client gets into a server and speaks
 * to it.
 */
package dev.sluice.benchmarks.replay.live;

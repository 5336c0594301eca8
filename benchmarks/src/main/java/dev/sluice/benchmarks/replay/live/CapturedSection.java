package dev.sluice.benchmarks.replay.live;

import dev.sluice.core.rtp.RtpParameters;

/**
 * One stream of media of one sender.
 *
 * @param offered what is to be said of it in an offer; without SSRCs
 * @param clockRateHz of its timestamps
 * @param sequences how many sequence numbers it goes through, those of lost packets included
 * @param firstTicks where its clock stands when the recording begins, in the packets' ticks
 */
public record CapturedSection(
    RtpParameters offered, int clockRateHz, long sequences, long firstTicks) {}

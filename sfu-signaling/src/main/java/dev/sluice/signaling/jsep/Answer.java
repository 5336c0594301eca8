package dev.sluice.signaling.jsep;

import dev.sluice.signaling.sdp.SessionDescription;

/**
 * An answer and what was agreed with it.
 *
 * @param description to be sent to the client
 * @param iceRestart whether the offer restarted ICE
 * @param transportReplaced as {@link RemoteOffer#transportReplaced()} has it
 * @param agreed what stays of it
 */
public record Answer(
    SessionDescription description,
    boolean iceRestart,
    boolean transportReplaced,
    Agreement agreed) {}

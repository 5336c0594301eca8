/**
 * The session description protocol (RFC 8866) as typed, immutable values, with a parser and a
 * formatter; and the trickle ICE fragment of RFC 8840. What a description means to an offer/answer
 * exchange is not decided here but in {@code dev.sluice.signaling.jsep}.
 */
package dev.sluice.signaling.sdp;

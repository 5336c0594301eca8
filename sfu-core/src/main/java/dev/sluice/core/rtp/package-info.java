/**
 * RTP as it stands on the wire (RFC 3550, RFC 8285) and the parameters that say how one peer wants
 * it: payload types, header extension ids, SSRCs. Nothing here keeps state from packet to packet.
 */
package dev.sluice.core.rtp;

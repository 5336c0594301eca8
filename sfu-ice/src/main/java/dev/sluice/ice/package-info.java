/**
 * Packets on the wire: the media port's UDP and TCP channels on Netty, demultiplexing by RFC 7983,
 * and ICE by ice4j.
 *
 * <p>Netty's buffers end here: above this package a packet is a range of a {@code byte[]}. What
 * must not live here: DTLS, SRTP, RTP, SDP, and any thread or socket per peer.
 */
package dev.sluice.ice;

/**
 * The answering half of JSEP (RFC 9429) with BUNDLE (RFC 9143): what an offer means, the answer to
 * it, and the RTP parameters that the two agree on. Values in, values out: no transport, no media
 * and no room is touched here.
 */
package dev.sluice.signaling.jsep;

/**
 * RTCP as it stands on the wire: reading and writing the packets of RFC 3550, RFC 4585, RFC 5104,
 * RFC 3611, REMB and transport-cc. What a report means for a stream is not decided here.
 */
package dev.sluice.core.rtcp;

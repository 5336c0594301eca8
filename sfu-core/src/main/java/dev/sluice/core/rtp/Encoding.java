package dev.sluice.core.rtp;

import java.util.OptionalInt;

/**
 * One RTP stream of a media section, as far as SDP tells it: by SSRC, by RID (RFC 8852), or neither
 * where the peer leaves it to the MID header extension or the payload type.
 *
 * @param rid empty where the section has no simulcast
 */
public record Encoding(String rid, OptionalInt ssrc, OptionalInt rtxSsrc) {}

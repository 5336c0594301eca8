package dev.sluice.core.rtp;

/**
 * A stream of parity packets by which a receiver restores packets of another one that got lost: as
 * browsers know it, draft-ietf-payload-flexible-fec-scheme-03.
 *
 * @param payloadType 0 to 127, as the peer numbers it
 * @param ssrc of the parity packets
 */
public record FlexFec(int payloadType, int ssrc) {}

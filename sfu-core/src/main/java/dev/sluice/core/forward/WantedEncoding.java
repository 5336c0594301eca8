package dev.sluice.core.forward;

/**
 * What a publisher is to do with one encoding.
 *
 * @param rid RFC 8852; empty without simulcast
 * @param active whether anybody watches it, so that it is to be sent
 * @param limitBps the most that it is to take, since nobody's network carries more; 0 for no limit
 */
public record WantedEncoding(String rid, boolean active, long limitBps) {}

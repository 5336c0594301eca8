package dev.sluice.core.forward;

/**
 * What a publisher is to do with one encoding.
 *
 * @param rid RFC 8852; empty without simulcast
 * @param active whether anybody watches it, so that it is to be sent
 */
public record WantedEncoding(String rid, boolean active) {}

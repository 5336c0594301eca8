/**
 * DTLS 1.2 with one peer (RFC 6347, RFC 5764, RFC 8827): certificates, fingerprints and the
 * handshake that ends in SRTP keys. BouncyCastle does the protocol; this package gives it a thread,
 * datagrams and its policy.
 *
 * <p>Media packets never come here: they go straight to {@link dev.sluice.dtls.srtp.SrtpSession}.
 */
package dev.sluice.dtls;

/**
 * SRTP and SRTCP (RFC 3711, RFC 7714) for one peer at a time: keys, packet indices, replay windows
 * and the two families of transforms.
 *
 * <p>Nothing here knows DTLS, sockets, threads or clocks. Packets are ranges of heap arrays, read
 * from one and written to another: the JDK's ciphers are fastest so, and the copy doubles as the
 * fan-out copy.
 */
package dev.sluice.dtls.srtp;

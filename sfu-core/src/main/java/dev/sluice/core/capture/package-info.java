/**
 * What a capture of a connection's packets is: the taps that see them, and the file formats that
 * keep them, pcapng (draft-ietf-opsawg-pcapng) written and read, pcap read.
 *
 * <p>Bytes in, bytes out: files, threads and clocks are the caller's.
 */
package dev.sluice.core.capture;

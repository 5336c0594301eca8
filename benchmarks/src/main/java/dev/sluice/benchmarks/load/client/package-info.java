/**
 * WebRTC clients, many in one process and cheap: a socket each on a shared event loop, ICE as the
 * controlling side, DTLS-SRTP by Sluice's own classes, and RTP as a browser sends and receives it.
 *
 * <p>Two kinds publish: {@link dev.sluice.benchmarks.load.client.Publisher} makes packets of
 * frames, {@link dev.sluice.benchmarks.load.client.PacketPublisher} sends packets that somebody
 * else made. A viewer reads headers, which are clear text, and decrypts a sample. What must not
 * live here: how many clients there are and when they come, and what the numbers mean.
 */
package dev.sluice.benchmarks.load.client;

package dev.sluice.benchmarks.load.client;

import dev.sluice.core.rtcp.RtcpReader;
import dev.sluice.signaling.sdp.SessionDescription;
import io.netty.buffer.ByteBuf;

/** What a client does with media, once its connection is secured. On its loop. */
sealed interface MediaEnd permits PacketPublisher, Publisher, Viewer {

  /**
   * Media may flow.
   *
   * @param remote the server's description
   */
  void onSecured(SessionDescription remote, long nowNanos);

  /** An SRTP packet, not decrypted; it is the caller's to release. */
  void onRtp(ByteBuf packet, long nowNanos);

  /** A decrypted datagram of RTCP, to be walked through. */
  void onRtcp(RtcpReader reader, long nowNanos);

  /** Some ten times a second. */
  void onTurn(long nowNanos);

  /** The connection has ended. */
  void onClosed();
}

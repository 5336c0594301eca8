package dev.sluice.core.capture;

import java.net.InetSocketAddress;

/**
 * Sees the packets of one connection. Called on the loop that owns the connection, so it must
 * neither block nor throw.
 */
public interface CaptureTap {

  /**
   * The first call: packets follow.
   *
   * @param nowNanos the loop's clock
   */
  void onAttached(long nowNanos);

  /**
   * One packet, whose bytes are the caller's again afterwards.
   *
   * @param remote the peer's address; null where it isn't known
   * @param nowNanos the loop's clock
   */
  void onPacket(
      CaptureStage stage,
      InetSocketAddress remote,
      byte[] packet,
      int offset,
      int length,
      long nowNanos);
}

package dev.sluice.benchmarks;

import dev.sluice.core.transport.MediaLoop;
import dev.sluice.ice.IceCloseReason;
import dev.sluice.ice.IceTransport;

/** Takes what the transports of a port bring it. */
final class CountingListener implements IceTransport.Listener {

  private long srtpPackets;

  long srtpPackets() {
    return srtpPackets;
  }

  @Override
  public void onSrtpPacket(byte[] packet, int offset, int length, long nowNanos) {
    srtpPackets++;
  }

  @Override
  public void onLoopAssigned(MediaLoop loop) {}

  @Override
  public void onConnected() {}

  @Override
  public void onDtlsPacket(byte[] packet, int offset, int length) {}

  @Override
  public void onClosed(IceCloseReason reason) {}
}

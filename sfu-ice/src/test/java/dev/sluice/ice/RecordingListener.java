package dev.sluice.ice;

import dev.sluice.core.transport.MediaLoop;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Keeps what a transport reports, and notices calls off the owner loop. */
class RecordingListener implements IceTransport.Listener {

  private static final long PATIENCE_SECONDS = 20;

  final BlockingQueue<String> events = new LinkedBlockingQueue<>();
  final BlockingQueue<byte[]> packets = new LinkedBlockingQueue<>();
  volatile MediaLoop loop;
  volatile boolean calledOffLoop;

  @Override
  public void onLoopAssigned(MediaLoop loop) {
    this.loop = loop;
    add("loop");
  }

  @Override
  public void onConnected() {
    add("connected");
  }

  @Override
  public void onDtlsPacket(byte[] packet, int offset, int length) {
    checkLoop();
    packets.add(Arrays.copyOfRange(packet, offset, offset + length));
  }

  @Override
  public void onSrtpPacket(byte[] packet, int offset, int length, long nowNanos) {
    checkLoop();
    packets.add(Arrays.copyOfRange(packet, offset, offset + length));
  }

  @Override
  public void onClosed(IceCloseReason reason) {
    add("closed " + reason);
  }

  private void add(String event) {
    checkLoop();
    events.add(event);
  }

  private void checkLoop() {
    calledOffLoop |= loop != null && !loop.inLoop();
  }

  String awaitEvent() throws InterruptedException {
    String event = events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (event == null) {
      throw new AssertionError("nothing was reported");
    }
    return event;
  }

  byte[] awaitPacket() throws InterruptedException {
    byte[] packet = packets.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (packet == null) {
      throw new AssertionError("no packet came");
    }
    return packet;
  }
}

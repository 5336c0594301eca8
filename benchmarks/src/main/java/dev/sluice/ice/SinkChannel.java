package dev.sluice.ice;

import io.netty.channel.AbstractChannel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.unix.SegmentedDatagramPacket;
import java.net.SocketAddress;

/** A datagram channel up to the system call, in whose place it counts. */
final class SinkChannel extends AbstractChannel {

  private static final ChannelMetadata METADATA = new ChannelMetadata(false);

  private final ChannelConfig config =
      new DefaultChannelConfig(this)
          // More than one wake-up gathers: nothing may be dropped here.
          .setWriteBufferWaterMark(new WriteBufferWaterMark(32 << 20, 64 << 20));

  private long messages;
  private long segmentedMessages;

  SinkChannel() {
    super(null);
  }

  long messages() {
    return messages;
  }

  long segmentedMessages() {
    return segmentedMessages;
  }

  @Override
  protected void doWrite(ChannelOutboundBuffer buffer) {
    for (Object message = buffer.current(); message != null; message = buffer.current()) {
      messages++;
      if (message instanceof SegmentedDatagramPacket) {
        segmentedMessages++;
      }
      buffer.remove();
    }
  }

  @Override
  public ChannelConfig config() {
    return config;
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public boolean isActive() {
    return true;
  }

  @Override
  public ChannelMetadata metadata() {
    return METADATA;
  }

  @Override
  protected AbstractUnsafe newUnsafe() {
    return new AbstractUnsafe() {
      @Override
      public void connect(SocketAddress remote, SocketAddress local, ChannelPromise promise) {
        promise.setFailure(new UnsupportedOperationException("a sink has no peer"));
      }
    };
  }

  @Override
  protected boolean isCompatible(EventLoop loop) {
    return true;
  }

  @Override
  protected SocketAddress localAddress0() {
    return null;
  }

  @Override
  protected SocketAddress remoteAddress0() {
    return null;
  }

  @Override
  protected void doBind(SocketAddress localAddress) {}

  @Override
  protected void doDisconnect() {}

  @Override
  protected void doClose() {}

  @Override
  protected void doBeginRead() {}
}

package dev.sluice.ice;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.SegmentedDatagramPacket;

/**
 * One transport's way out: packets gather in runs until the loop's wake-up ends.
 *
 * <p>Allocated per run, not per packet: Netty's message object, its outbound entry (recycled), and
 * for segmented runs a promise. The bytes lie in a pooled direct buffer.
 */
final class PacketSender {

  private static final int FRAME_HEADER_LENGTH = 2;

  private NettyMediaLoop loop;
  private PacketPath path;
  private PacketRun run;
  private boolean dirty;
  private IceTransport transport;

  void assign(NettyMediaLoop loop, IceTransport transport) {
    this.loop = loop;
    this.transport = transport;
    this.run = new PacketRun(loop.segments() ? PacketRun.MAX_SEGMENTS : 1);
  }

  PacketPath path() {
    return path;
  }

  /** What was given before still leaves on the path of its time. */
  void use(PacketPath next) {
    if (next != path) {
      writeRun();
      path = next;
    }
  }

  void send(byte[] packet, int offset, int length) {
    if (path == null) {
      loop.counters().drop(PacketDrop.NO_PATH);
      return;
    }
    if (!dirty) {
      loop.flushLater(transport);
      dirty = true;
    }
    if (path.tcp != null) {
      writeFrame(path.tcp.channel(), packet, offset, length);
    } else {
      if (!run.accepts(length) || !path.isSegmentable()) {
        writeRun();
      }
      run.add(loop.allocator(), packet, offset, length);
    }
    loop.gathered(length);
  }

  /** Sends a packet of ICE's own on a path that need not be the one in use. */
  void sendNow(PacketPath to, byte[] message) {
    if (to.tcp != null) {
      writeFrame(to.tcp.channel(), message, 0, message.length);
      to.tcp.channel().flush();
      return;
    }
    loop.send(to.host, message, to.remote);
  }

  void flush() {
    dirty = false;
    writeRun();
    if (path != null && path.tcp != null) {
      path.tcp.channel().flush();
    }
  }

  void discard() {
    if (run != null) {
      run.discard();
    }
    path = null;
  }

  private void writeRun() {
    if (run == null || run.isEmpty()) {
      return;
    }
    int packets = run.count();
    Channel channel = loop.writable(path.host);
    if (channel == null) {
      loop.counters().drop(PacketDrop.SOCKET_FULL, packets);
      run.discard();
      return;
    }
    int segmentLength = run.segmentLength();
    ByteBuf bytes = run.take();
    loop.counters().sent(packets, bytes.readableBytes());
    if (packets == 1) {
      write(channel, new DatagramPacket(bytes, path.remote));
    } else {
      var _ =
          channel
              .write(new SegmentedDatagramPacket(bytes, segmentLength, path.remote))
              .addListener(path);
    }
    loop.flushLater(path.host);
  }

  /** RFC 4571 section 2: a 16-bit length before each packet. */
  private void writeFrame(Channel channel, byte[] packet, int offset, int length) {
    if (!channel.isWritable()) {
      // Whole frames alone are dropped, so the stream stays in step.
      loop.counters().drop(PacketDrop.SOCKET_FULL);
      return;
    }
    ByteBuf frame = loop.allocator().directBuffer(FRAME_HEADER_LENGTH + length);
    frame.writeShort(length).writeBytes(packet, offset, length);
    write(channel, frame);
    loop.counters().sent(1, length);
  }

  /** A failure goes to the channel's exception handler, without a promise per message. */
  private static void write(Channel channel, Object message) {
    var _ = channel.write(message, channel.voidPromise());
  }
}

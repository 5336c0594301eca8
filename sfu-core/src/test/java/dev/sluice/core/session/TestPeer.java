package dev.sluice.core.session;

import dev.sluice.core.rtcp.RtcpKind;
import dev.sluice.core.rtcp.RtcpReader;
import dev.sluice.core.rtcp.RtcpWriter;
import dev.sluice.core.rtp.RtpPacket;
import dev.sluice.core.transport.RtpTransport;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** The far end of one session: sends to it, and keeps what it sends. */
public final class TestPeer implements RtpTransport {

  private final World world;
  private final RtpSession session;
  private final List<byte[]> rtp = new ArrayList<>();
  private final List<byte[]> rtcp = new ArrayList<>();
  private Consumer<byte[]> onRtp = packet -> {};
  private Consumer<byte[]> onRtcp = packet -> {};

  TestPeer(World world) {
    this.world = world;
    this.session = new RtpSession(this, World.WALL_CLOCK_OFFSET_NANOS);
  }

  public RtpSession session() {
    return session;
  }

  @Override
  public void sendRtp(byte[] packet, int offset, int length) {
    byte[] copy = Arrays.copyOfRange(packet, offset, offset + length);
    rtp.add(copy);
    onRtp.accept(copy);
  }

  @Override
  public void sendRtcp(byte[] packet, int offset, int length) {
    byte[] copy = Arrays.copyOfRange(packet, offset, offset + length);
    rtcp.add(copy);
    onRtcp.accept(copy);
  }

  /** Called with each RTP packet that the session sends, besides keeping it. */
  public void onRtp(Consumer<byte[]> listener) {
    onRtp = listener;
  }

  public void onRtcp(Consumer<byte[]> listener) {
    onRtcp = listener;
  }

  /** The peer sends a packet. */
  public void send(byte[] packet) {
    session.onRtp(packet, 0, packet.length, world.nowNanos());
    world.settle();
  }

  public void sendRtcp(Consumer<RtcpWriter> content) {
    byte[] buffer = new byte[1400];
    RtcpWriter writer = new RtcpWriter();
    writer.wrap(buffer, 0, buffer.length);
    content.accept(writer);
    session.onRtcp(buffer, 0, writer.length(), world.nowNanos());
    world.settle();
  }

  /** What the session has sent so far, which is forgotten then. */
  public List<RtpPacket> takeRtp() {
    List<RtpPacket> packets = new ArrayList<>();
    for (byte[] bytes : rtp) {
      packets.add(parse(bytes));
    }
    rtp.clear();
    return packets;
  }

  public static RtpPacket parse(byte[] bytes) {
    RtpPacket packet = new RtpPacket();
    if (!packet.wrap(bytes, 0, bytes.length)) {
      throw new AssertionError("The session sent something malformed");
    }
    return packet;
  }

  public void forgetSent() {
    rtp.clear();
    rtcp.clear();
  }

  /** How many RTCP packets of a kind the session has sent. */
  public int count(RtcpKind kind) {
    int[] count = new int[1];
    each(kind, reader -> count[0]++);
    return count[0];
  }

  /** Visits the RTCP packets of a kind that the session has sent. */
  public void each(RtcpKind kind, Consumer<RtcpReader> visitor) {
    for (byte[] datagram : rtcp) {
      eachIn(datagram, kind, visitor);
    }
  }

  public static void eachIn(byte[] datagram, RtcpKind kind, Consumer<RtcpReader> visitor) {
    RtcpReader reader = new RtcpReader();
    if (!reader.wrap(datagram, 0, datagram.length)) {
      throw new AssertionError("The session sent malformed RTCP");
    }
    while (reader.next()) {
      if (reader.kind() == RtcpKind.MALFORMED) {
        throw new AssertionError("The session sent malformed RTCP");
      }
      if (reader.kind() == kind) {
        visitor.accept(reader);
      }
    }
  }
}

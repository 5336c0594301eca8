package dev.sluice.benchmarks;

import dev.sluice.core.forward.Publication;
import dev.sluice.core.rtcp.RtcpWriter;
import dev.sluice.core.session.RtpSession;
import dev.sluice.core.transport.MediaLoop;
import dev.sluice.core.transport.RtpTransport;
import dev.sluice.dtls.srtp.SrtpProfile;
import dev.sluice.dtls.srtp.SrtpSession;
import dev.sluice.ice.IceCloseReason;
import dev.sluice.ice.IceTransport;
import dev.sluice.ice.SocketlessPort;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * A publisher and its viewers on one loop, from the datagram read to the messages that a channel
 * would hand to the kernel: all that a packet meets but the system calls.
 */
final class PacketWay {

  private static final int FIRST_SSRC = 1000;
  private static final int FIRST_PORT = 20_000;

  private final EndlessVideo video = new EndlessVideo();
  private final SrtpProfile profile;
  private final SocketlessPort port;
  private final InetSocketAddress publisherAddress = address(FIRST_PORT);
  private final SrtpSession publisherEnd;
  private final byte[] datagram = new byte[2048];

  /** Shared by all connections, as a loop's are. */
  private final byte[] plain = new byte[2048];

  private final byte[] secret = new byte[2048];

  PacketWay(SrtpProfile profile, int viewers, boolean segments) {
    this.profile = profile;
    port = new SocketlessPort(segments, video::nowNanos);
    publisherEnd = Keys.client(profile);
    Publication publication =
        new Peer(publisherAddress).session.publish(EndlessVideo.CAPTURE.sent());
    for (int i = 0; i < viewers; i++) {
      RtpSession viewer = new Peer(address(FIRST_PORT + 1 + i)).session;
      viewer.subscribe(EndlessVideo.CAPTURE.viewed(FIRST_SSRC + i)).play(publication);
      port.endWakeUp();
      reportOn(viewer, FIRST_SSRC + i);
    }
  }

  private static InetSocketAddress address(int port) {
    return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
  }

  /** A viewer that has reported on its stream is sent no MID any more. */
  private void reportOn(RtpSession viewer, int ssrc) {
    byte[] report = new byte[64];
    RtcpWriter writer = new RtcpWriter();
    writer.wrap(report, 0, report.length);
    writer.receiverReport(1);
    writer.reportBlock(ssrc, 0, 0, 0, 0, 0, 0);
    viewer.onRtcp(report, 0, writer.length(), video.nowNanos());
  }

  /** One wake-up: the publisher encrypts, and the server reads, so many packets of 1200 bytes. */
  void wakeUp(int packets) {
    for (int i = 0; i < packets; i++) {
      int length =
          publisherEnd.protectRtp(video.next(), 0, EndlessVideo.PACKET_LENGTH, datagram, 0);
      port.receive(datagram, length, publisherAddress);
    }
    port.endWakeUp();
  }

  /** What has left so far. */
  SocketlessPort port() {
    return port;
  }

  /** One connection, as the server wires it up. */
  private final class Peer implements IceTransport.Listener, RtpTransport {

    private final SrtpSession srtp = Keys.server(profile);
    private final RtpSession session = new RtpSession(this);
    private final IceTransport ice;

    Peer(InetSocketAddress remote) {
      ice = port.connect(remote, this);
    }

    @Override
    public void onLoopAssigned(MediaLoop loop) {
      session.assignLoop(loop);
      session.onConnected();
    }

    @Override
    public void onSrtpPacket(byte[] packet, int offset, int length, long nowNanos) {
      int plainLength = srtp.unprotectRtp(packet, offset, length, plain, 0);
      if (plainLength < 0) {
        throw new IllegalStateException("a packet was dropped: " + plainLength);
      }
      session.onRtp(plain, 0, plainLength, nowNanos);
    }

    @Override
    public void sendRtp(byte[] packet, int offset, int length) {
      ice.send(secret, 0, srtp.protectRtp(packet, offset, length, secret, 0));
    }

    @Override
    public void sendRtcp(byte[] packet, int offset, int length) {
      // Keyframe requests, before there is anything to measure.
    }

    @Override
    public void onConnected() {}

    @Override
    public void onDtlsPacket(byte[] packet, int offset, int length) {}

    @Override
    public void onClosed(IceCloseReason reason) {}
  }
}

package dev.sluice.ice;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import java.net.InetSocketAddress;
import org.ice4j.TransportAddress;

/**
 * One way to a peer: its UDP address and the socket that it reached us on, or a TCP connection.
 * Confined to the loop that owns the transport.
 */
final class PacketPath implements ChannelFutureListener {

  final InetSocketAddress remote;

  /** Null for UDP. */
  final TcpConnection tcp;

  /** Which of the bound addresses the peer reached, so that answers leave from there. */
  final int host;

  final TransportAddress iceRemote;
  final TransportAddress iceLocal;

  /** The generation whose check was seen last. */
  IceGeneration generation;

  long lastCheckNanos;

  /** A check of ours was answered. */
  boolean valid;

  /** How many bytes more may be answered to a UDP address whose packets may be forged. */
  private long answerCredit;

  /** How many bytes more it may be asked. */
  private long checkCredit;

  private volatile boolean segmentable;

  PacketPath(
      InetSocketAddress remote,
      TcpConnection tcp,
      int host,
      TransportAddress iceRemote,
      TransportAddress iceLocal,
      boolean segmentable) {
    this.remote = remote;
    this.tcp = tcp;
    this.host = host;
    this.iceRemote = iceRemote;
    this.iceLocal = iceLocal;
    this.segmentable = segmentable;
  }

  /** An authentic request of so many bytes has come. */
  void credit(int bytes) {
    answerCredit += bytes;
    checkCredit += bytes;
  }

  /**
   * Whether the address is there for sure: it answered a check, or TCP's handshake, which nobody
   * can do who doesn't receive there.
   */
  boolean isValidated() {
    return valid || tcp != null;
  }

  /** Whether an address has asked at least as much as it would be answered; counts it if so. */
  boolean spendOnAnswer(int bytes) {
    if (bytes > answerCredit) {
      return false;
    }
    answerCredit -= bytes;
    return true;
  }

  /** Whether an address has asked at least as much as it would be asked; counts it if so. */
  boolean spendOnCheck(int bytes) {
    if (bytes > checkCredit) {
      return false;
    }
    checkCredit -= bytes;
    return true;
  }

  /** Whether several datagrams may leave in one segmented send. */
  boolean isSegmentable() {
    return segmentable;
  }

  /**
   * Completion of a segmented send. Where the route can't segment (a device without checksum
   * offload, a path MTU below the segments), packets leave one by one from now on.
   */
  @Override
  public void operationComplete(ChannelFuture future) {
    if (!future.isSuccess()) {
      segmentable = false;
      future.channel().pipeline().fireExceptionCaught(future.cause());
    }
  }
}

package dev.sluice.core.session;

import dev.sluice.core.forward.Publication;
import dev.sluice.core.receive.CongestionControlFeedback;
import dev.sluice.core.receive.TransportCcFeedback;
import dev.sluice.core.rtp.CodecParameters;
import dev.sluice.core.rtp.HeaderExtension;
import dev.sluice.core.rtp.RtcpFeedback;
import dev.sluice.core.rtp.RtpPacket;
import dev.sluice.core.rtp.TransportSequenceNumber;

/**
 * Tells the peer how its packets arrive, from which it learns what its network carries: by the
 * transport-wide feedback where it can, else by that of RFC 8888, else by REMB.
 *
 * <p>Belongs to the session's loop; what is told per packet allocates nothing.
 */
final class BandwidthFeedback {

  private final OutgoingRtcp outgoing;
  private final TransportCcFeedback transportCc = new TransportCcFeedback();

  /** Null where the peer wants none. */
  private CongestionControlFeedback congestionControl;

  private int transportCcId;
  private boolean sendsTransportCc;
  private boolean sendsRemb;

  BandwidthFeedback(OutgoingRtcp outgoing) {
    this.outgoing = outgoing;
  }

  /** The peer sends other streams, or has negotiated something else for them. */
  void choose(IncomingStreams streams) {
    boolean transportCcWanted = false;
    boolean congestionControlWanted = false;
    boolean rembWanted = false;
    for (Publication publication : streams.publications()) {
      for (CodecParameters codec : publication.parameters().codecs()) {
        transportCcWanted |= codec.feedback().contains(RtcpFeedback.TRANSPORT_CC);
        congestionControlWanted |= codec.feedback().contains(RtcpFeedback.CCFB);
        rembWanted |= codec.feedback().contains(RtcpFeedback.GOOG_REMB);
      }
    }
    transportCcId = streams.idOf(HeaderExtension.TRANSPORT_CC);
    sendsTransportCc = transportCcWanted && transportCcId != 0;
    if (!congestionControlWanted || sendsTransportCc) {
      congestionControl = null;
    } else if (congestionControl == null) {
      congestionControl = new CongestionControlFeedback();
    }
    sendsRemb = rembWanted && !sendsTransportCc && congestionControl == null;
  }

  /** A packet has come. */
  void onPacket(RtpPacket packet, long nowNanos) {
    if (sendsTransportCc) {
      int offset = packet.findExtension(transportCcId);
      if (offset >= 0 && packet.extensionLength() == TransportSequenceNumber.LENGTH) {
        transportCc.onPacket(
            TransportSequenceNumber.read(packet.buffer(), offset), packet.ssrc(), nowNanos);
      }
    } else if (congestionControl != null) {
      congestionControl.onPacket(packet.ssrc(), packet.sequenceNumber(), nowNanos);
    }
  }

  /**
   * About every 10 ms: sends what is due.
   *
   * @param receivedBps what the peer sends, in bit/s
   */
  void onTick(long receivedBps, long nowNanos) {
    if (transportCc.isDue(nowNanos, receivedBps)) {
      outgoing.sendTransportFeedback(transportCc, nowNanos);
    }
    if (congestionControl != null && congestionControl.isDue(nowNanos, receivedBps)) {
      outgoing.sendCongestionFeedback(congestionControl, nowNanos);
    }
  }

  /** Whether REMB, which goes with the receiver reports, is all that the peer can be told by. */
  boolean isRemb() {
    return sendsRemb;
  }
}

package dev.sluice.core.session;

import dev.sluice.core.forward.OutgoingPath;
import dev.sluice.core.forward.Subscription;
import dev.sluice.core.receive.CongestionControlFeedback;
import dev.sluice.core.receive.ReferenceTime;
import dev.sluice.core.receive.RembEstimate;
import dev.sluice.core.receive.RtpReceiver;
import dev.sluice.core.receive.TransportCcFeedback;
import dev.sluice.core.rtcp.RtcpWriter;
import dev.sluice.core.rtp.NtpTime;
import dev.sluice.core.transport.RtpTransport;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes what the session owes its peer by RTCP. */
final class OutgoingRtcp {

  /** Whose voice feedback to a publisher is; libwebrtc's receive-only sessions use 1 as well. */
  static final int RECEIVER_SSRC = 1;

  private static final byte[] RECEIVER_CNAME = "sluice".getBytes(StandardCharsets.US_ASCII);

  /** What passes any path. */
  private static final int MAX_LENGTH = 1200;

  /** The most sequence numbers in one NACK, each in an entry of its own. */
  private static final int MAX_NACKS = 256;

  private static final int MAX_REMB_SSRCS = 64;

  /** Shared by all sessions of a loop, which is a thread: a packet is written and sent at once. */
  private static final ThreadLocal<byte[]> SCRATCH =
      ThreadLocal.withInitial(() -> new byte[MAX_LENGTH]);

  private final RtpTransport transport;
  private final OutgoingPath path;
  private final ReferenceTime referenceTime;

  /** Empty between calls. */
  private final RtcpWriter writer = new RtcpWriter();

  /** The loop's {@link #SCRATCH}, once known. */
  private byte[] scratch;

  /** Made with the first stream that comes in, as is the next: most peers only watch. */
  private int[] lost;

  private final RembEstimate remb = new RembEstimate();
  private int[] rembSsrcs;

  private int firCommand;
  private long packets;

  OutgoingRtcp(RtpTransport transport, OutgoingPath path, ReferenceTime referenceTime) {
    this.transport = transport;
    this.referenceTime = referenceTime;
    this.path = path;
  }

  private RtcpWriter writer() {
    if (scratch == null) {
      scratch = SCRATCH.get();
      writer.wrap(scratch, 0, MAX_LENGTH);
    }
    return writer;
  }

  private void send() {
    if (!writer.isEmpty()) {
      packets++;
      transport.sendRtcp(scratch, 0, writer.length());
      writer.wrap(scratch, 0, MAX_LENGTH);
    }
  }

  /** Asks again for what each stream misses. */
  void sendNacks(List<IncomingStream> streams, long nowNanos) {
    if (lost == null && !streams.isEmpty()) {
      lost = new int[MAX_NACKS];
    }
    for (int i = 0; i < streams.size(); i++) {
      IncomingStream stream = streams.get(i);
      RtpReceiver receiver = stream.receiver();
      int count = receiver.collectNacks(nowNanos, path.roundTrip().nanos(), lost);
      if (count > 0) {
        writer().nack(RECEIVER_SSRC, receiver.ssrc(), lost, 0, count);
        send();
      }
      if (receiver.takeHopeless()) {
        stream.encoding().requestKeyFrame();
      }
    }
  }

  void sendTransportFeedback(TransportCcFeedback feedback, long nowNanos) {
    while (feedback.write(RECEIVER_SSRC, writer(), nowNanos)) {
      send();
    }
  }

  void sendCongestionFeedback(CongestionControlFeedback feedback, long nowNanos) {
    int timestamp = NtpTime.compact(NtpTime.ofUnixNanos(path.unixNanos(nowNanos)));
    while (feedback.write(RECEIVER_SSRC, writer(), timestamp, nowNanos)) {
      send();
    }
  }

  void sendKeyFrameRequest(int ssrc, boolean fir) {
    if (fir) {
      writer().fullIntraRequest(RECEIVER_SSRC, ssrc, firCommand++ & 0xFF);
    } else {
      writer().pictureLoss(RECEIVER_SSRC, ssrc);
    }
    send();
  }

  /**
   * One report about everything that has come in since the last one.
   *
   * @param withRemb whether the peer knows no other feedback on bandwidth
   * @param receivedBps what comes in
   * @param limitBps what the peer is to keep to, whatever its path carries; {@link Long#MAX_VALUE}
   *     for no word of it
   */
  void sendReceiverReports(
      List<IncomingStream> streams,
      boolean withRemb,
      long receivedBps,
      long limitBps,
      long nowNanos) {
    if (streams.isEmpty()) {
      return;
    }
    if (rembSsrcs == null) {
      rembSsrcs = new int[MAX_REMB_SSRCS];
    }
    int reported = 0;
    int worstLoss = 0;
    for (int i = 0; i < streams.size(); i++) {
      RtpReceiver receiver = streams.get(i).receiver();
      if (!receiver.reportDue()) {
        continue;
      }
      if (writer().isEmpty()) {
        writer.receiverReport(RECEIVER_SSRC);
      }
      if (!receiver.writeReportBlock(writer, nowNanos)) {
        send();
        writer.receiverReport(RECEIVER_SSRC);
        receiver.writeReportBlock(writer, nowNanos);
      }
      worstLoss = Math.max(worstLoss, receiver.statistics().fractionLost());
      if (reported < rembSsrcs.length) {
        rembSsrcs[reported++] = receiver.ssrc();
      }
    }
    if (writer.isEmpty()) {
      return;
    }
    writer.sourceDescription(RECEIVER_SSRC, RECEIVER_CNAME);
    // The peer's answer tells the round trip to a peer that we send nothing to.
    writer.receiverReferenceTime(RECEIVER_SSRC, NtpTime.ofUnixNanos(path.unixNanos(nowNanos)));
    referenceTime.answer(writer, RECEIVER_SSRC, nowNanos);
    long toldBps = limitBps;
    if (withRemb) {
      remb.update(receivedBps, worstLoss);
      toldBps = Math.min(toldBps, remb.bitrateBps());
    }
    if (toldBps < Long.MAX_VALUE) {
      writer.bitrateEstimate(RECEIVER_SSRC, toldBps, rembSsrcs, reported);
    }
    send();
  }

  /** The sender reports that are due. */
  void sendSenderReports(List<Subscription> subscriptions, long nowNanos) {
    for (int i = 0; i < subscriptions.size(); i++) {
      Subscription subscription = subscriptions.get(i);
      if (!subscription.reportDue(nowNanos)) {
        continue;
      }
      if (writer.length() + subscription.stream().reportLength() > MAX_LENGTH) {
        send();
      }
      subscription.stream().writeReport(writer(), nowNanos);
    }
    if (!writer.isEmpty()) {
      // Behind a sender report, as a compound packet wants it (RFC 3550 section 6.1).
      referenceTime.answer(writer, RECEIVER_SSRC, nowNanos);
    }
    send();
  }

  long packets() {
    return packets;
  }
}

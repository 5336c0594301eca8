package dev.sluice.core.session;

import dev.sluice.core.congestion.SentHistory;
import dev.sluice.core.forward.DropCounters;
import dev.sluice.core.forward.DropReason;
import dev.sluice.core.forward.OutgoingPath;
import dev.sluice.core.forward.Subscription;
import dev.sluice.core.receive.PublisherClock;
import dev.sluice.core.receive.ReferenceTime;
import dev.sluice.core.rtcp.ExtendedReport;
import dev.sluice.core.rtcp.FullIntraRequest;
import dev.sluice.core.rtcp.Nack;
import dev.sluice.core.rtcp.ReportBlocks;
import dev.sluice.core.rtcp.RtcpReader;
import dev.sluice.core.rtcp.SenderReport;
import dev.sluice.core.rtcp.TransportFeedback;

/** Reads the peer's RTCP and tells everybody what concerns them. */
final class IncomingRtcp {

  private final RtcpReader reader = new RtcpReader();
  private final PublisherClock publisherClock = new PublisherClock();
  private final IncomingStreams streams;
  private final SsrcMap<Subscription> subscriptions;
  private final OutgoingPath path;
  private final ReferenceTime referenceTime;
  private final DropCounters drops;

  IncomingRtcp(
      IncomingStreams streams,
      SsrcMap<Subscription> subscriptions,
      OutgoingPath path,
      ReferenceTime referenceTime,
      DropCounters drops) {
    this.streams = streams;
    this.subscriptions = subscriptions;
    this.path = path;
    this.referenceTime = referenceTime;
    this.drops = drops;
  }

  void receive(byte[] packet, int offset, int length, long nowNanos) {
    if (!reader.wrap(packet, offset, length)) {
      drops.add(DropReason.MALFORMED);
      return;
    }
    while (reader.next()) {
      switch (reader.kind()) {
        case SENDER_REPORT -> onSenderReport(reader.senderReport(), nowNanos);
        case RECEIVER_REPORT -> onReportBlocks(reader.receiverReport().reportBlocks(), nowNanos);
        case NACK -> onNack(reader.nack(), nowNanos);
        case PICTURE_LOSS -> onKeyFrameRequest(reader.pictureLoss().mediaSsrc(), nowNanos);
        case FULL_INTRA_REQUEST -> onFullIntraRequest(reader.fullIntraRequest(), nowNanos);
        case TRANSPORT_FEEDBACK -> onTransportFeedback(reader.transportFeedback(), nowNanos);
        case BITRATE_ESTIMATE -> path.onBitrateEstimate(reader.bitrateEstimate().bitrateBps());
        case EXTENDED_REPORT -> onExtendedReport(reader.extendedReport(), nowNanos);
        case MALFORMED -> drops.add(DropReason.MALFORMED);
        case SOURCE_DESCRIPTION, GOODBYE, OTHER -> {
          // Who sends what is signalled. A stream that says goodbye just falls silent.
        }
      }
    }
  }

  private void onSenderReport(SenderReport report, long nowNanos) {
    onReportBlocks(report.reportBlocks(), nowNanos);
    IncomingStream stream = streams.bySsrc(report.ssrc());
    if (stream == null) {
      drops.add(DropReason.UNKNOWN_RTCP_TARGET);
      return;
    }
    stream.receiver().onSenderReport(report.ntpTimestamp(), nowNanos);
    if (!stream.isRetransmission()) {
      stream
          .encoding()
          .onSenderReport(
              stream.receiver(),
              publisherClock.localNanos(report.ntpTimestamp(), nowNanos),
              report.rtpTimestamp());
    }
  }

  private void onReportBlocks(ReportBlocks blocks, long nowNanos) {
    for (int i = 0; i < blocks.count(); i++) {
      Subscription subscription = subscriptions.get(blocks.ssrc(i));
      if (subscription == null) {
        drops.add(DropReason.UNKNOWN_RTCP_TARGET);
      } else {
        subscription.stream().onReportBlock(blocks, i, nowNanos);
        path.onReceiverReport(blocks.fractionLost(i), nowNanos);
      }
    }
  }

  private void onNack(Nack nack, long nowNanos) {
    Subscription subscription = subscriptions.get(nack.mediaSsrc());
    if (subscription == null) {
      drops.add(DropReason.UNKNOWN_RTCP_TARGET);
    } else if (subscription.stream().onNack(nack, nowNanos)) {
      subscription.onPictureLost(nowNanos);
    }
  }

  private void onTransportFeedback(TransportFeedback feedback, long nowNanos) {
    long lostBefore = path.feedbackLost();
    path.onTransportFeedback(feedback, nowNanos);
    if (path.feedbackLost() == lostBefore) {
      return;
    }
    SentHistory sent = path.sent();
    feedback.rewind();
    while (feedback.next()) {
      int transportSequence = feedback.sequenceNumber();
      if (!feedback.received() && sent.isMissing(transportSequence, nowNanos)) {
        Subscription subscription = subscriptions.get(sent.ssrcOf(transportSequence));
        long number = sent.numberOf(transportSequence);
        boolean tooOld = sent.isTooOld(transportSequence, nowNanos);
        if (subscription != null && subscription.stream().onLost(number, tooOld, nowNanos)) {
          subscription.onPictureLost(nowNanos);
        }
      }
    }
  }

  private void onFullIntraRequest(FullIntraRequest request, long nowNanos) {
    for (int i = 0; i < request.count(); i++) {
      onKeyFrameRequest(request.ssrc(i), nowNanos);
    }
  }

  private void onKeyFrameRequest(int ssrc, long nowNanos) {
    Subscription subscription = subscriptions.get(ssrc);
    if (subscription == null) {
      drops.add(DropReason.UNKNOWN_RTCP_TARGET);
    } else {
      subscription.onKeyFrameRequest(nowNanos);
    }
  }

  private void onExtendedReport(ExtendedReport report, long nowNanos) {
    while (report.nextBlock()) {
      if (report.isReceiverReferenceTime()) {
        referenceTime.onReport(report.ssrc(), report.receiverReferenceTime(), nowNanos);
      }
      for (int i = 0; i < report.delayCount(); i++) {
        if (report.delaySsrc(i) == OutgoingRtcp.RECEIVER_SSRC) {
          path.roundTrip()
              .onAnswer(
                  report.lastReceiverReport(i),
                  report.delaySinceLastReceiverReport(i),
                  path.unixNanos(nowNanos));
        }
      }
    }
  }
}

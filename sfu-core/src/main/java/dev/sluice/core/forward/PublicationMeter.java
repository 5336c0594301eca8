package dev.sluice.core.forward;

import dev.sluice.core.forward.TrafficTotals.Count;
import dev.sluice.core.forward.TrafficTotals.Direction;
import dev.sluice.core.receive.RtpReceiver;
import dev.sluice.core.rtp.Codec;
import dev.sluice.core.rtp.MediaKind;
import dev.sluice.core.rtp.RtpPacket;
import java.util.List;

/** What is counted of a publication, on its loop. */
public final class PublicationMeter {

  private final MediaKind kind;
  private final RateMeter rate = new RateMeter();
  private final DropCounters drops = new DropCounters();

  private long packets;
  private long bytes;
  private long retransmitted;
  private long nackedByForgottenStreams;
  private long roundTripNanos;
  long keyFrameRequests;

  PublicationMeter(MediaKind kind) {
    this.kind = kind;
  }

  void count(RtpPacket rtp) {
    packets++;
    bytes += rtp.length();
  }

  public void drop(DropReason reason) {
    drops.add(reason);
  }

  /** A packet came as a retransmission. */
  public void countRetransmission() {
    retransmitted++;
  }

  /** A stream is forgotten; its NACKs are not. */
  public void onStreamForgotten(RtpReceiver stream) {
    nackedByForgottenStreams += stream.nacked();
  }

  /** About once a second. */
  void sample(long roundTripNanos, long nowNanos) {
    this.roundTripNanos = roundTripNanos;
    rate.sample(bytes, nowNanos);
  }

  /** All but what the encodings count themselves. */
  void addTo(TrafficTotals totals) {
    totals.add(Direction.RECEIVED, kind, Count.PACKETS, packets);
    totals.add(Direction.RECEIVED, kind, Count.BYTES, bytes);
    totals.add(Direction.RECEIVED, kind, Count.RETRANSMISSIONS, retransmitted);
    totals.add(Direction.RECEIVED, kind, Count.KEYFRAME_REQUESTS, keyFrameRequests);
    totals.add(drops);
  }

  /** Sums over all encodings; loss and jitter are those of the worst. */
  PublicationStatistics snapshot(List<PublishedEncoding> encodings, long nowNanos) {
    Codec codec = null;
    long ssrc = 0;
    long lost = 0;
    int fractionLost = 0;
    double jitterMillis = 0;
    long nacked = nackedByForgottenStreams;
    long keyFrames = 0;
    long frames = 0;
    for (PublishedEncoding encoding : encodings) {
      keyFrames += encoding.frames().keyFrames();
      frames += encoding.frames().frames();
      RtpReceiver stream = encoding.stream();
      if (stream != null) {
        codec = encoding.codec() == null ? codec : encoding.codec().codec();
        ssrc = Integer.toUnsignedLong(stream.ssrc());
        lost += stream.statistics().lost();
        fractionLost = Math.max(fractionLost, stream.statistics().fractionLost());
        jitterMillis = Math.max(jitterMillis, stream.statistics().jitterMillis());
        nacked += stream.nacked();
      }
    }
    return new PublicationStatistics(
        kind,
        codec,
        ssrc,
        packets,
        bytes,
        rate.bitrateBps(),
        lost,
        fractionLost / 256.0,
        jitterMillis,
        roundTripNanos / 1e6,
        nacked,
        retransmitted,
        keyFrameRequests,
        keyFrames,
        frames,
        encodings.stream().map(encoding -> encoding.statistics(nowNanos)).toList(),
        drops.snapshot());
  }
}

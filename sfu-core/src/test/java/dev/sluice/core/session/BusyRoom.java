package dev.sluice.core.session;

import static dev.sluice.core.rtp.NetworkBytes.put16;
import static dev.sluice.core.rtp.NetworkBytes.put32;

import dev.sluice.core.forward.Publication;
import dev.sluice.core.forward.Subscription;
import dev.sluice.core.forward.SubscriptionStatistics;
import dev.sluice.core.rtcp.RtcpWriter;
import dev.sluice.core.rtcp.TransportFeedbackBuilder;
import dev.sluice.core.rtp.HeaderExtension;
import dev.sluice.core.rtp.NtpTime;
import dev.sluice.core.rtp.RtpPacket;
import dev.sluice.core.rtp.RtpParameters;
import dev.sluice.core.rtp.SequenceNumber;
import dev.sluice.core.rtp.TransportSequenceNumber;
import dev.sluice.core.transport.MediaLoop;
import dev.sluice.core.transport.RtpTransport;
import java.util.ArrayList;
import java.util.List;

/**
 * A publisher whose network loses and reorders packets, and viewers that ask for everything that
 * viewers can ask for, on a virtual clock. Once it has been built it allocates nothing itself.
 */
final class BusyRoom {

  private static final long PACKET_NANOS = 3_000_000;
  private static final int PACKETS_PER_TICK = 3;
  private static final int PACKETS_PER_REQUEST = 30;
  private static final int PACKETS_PER_REPORT = 300;

  /** One in so many of the publisher's packets gets lost, and is sent again so many later. */
  private static final int LOSS_INTERVAL = 31;

  private static final int REPAIR_DELAY = 5;

  /** To viewers who know parity, and back: long enough for it to be of use. */
  private static final long LONG_ROUND_TRIP_NANOS = 100_000_000;

  private final List<byte[]> media;
  private final int mediaSsrc;
  private final int rtxSsrc;
  private final int transportCcId;
  private final List<Viewer> viewers = new ArrayList<>();
  private final QueueLoop publishing = new QueueLoop();
  private final QueueLoop viewing;
  private final PublisherEnd publisherEnd = new PublisherEnd();
  private final RtpSession publisher = new RtpSession(publisherEnd);
  private final Publication publication;
  private final RtpPacket packet = new RtpPacket();
  private final byte[] retransmission = new byte[2048];
  private final RtcpWriter writer = new RtcpWriter();
  private final byte[] rtcp = new byte[1200];
  private final int[] lost = new int[4];
  private long nowNanos = 1_000_000_000L;
  private long sent;
  private int rtxSequence;

  /**
   * @param media packets to be sent over and over, under running numbers; theirs to be changed
   * @param published with an SSRC, and one for retransmissions where there are any
   * @param otherLoop whether the viewers live on another loop than the publisher
   */
  BusyRoom(List<byte[]> media, RtpParameters published, boolean otherLoop) {
    this.media = media;
    mediaSsrc = published.encodings().getFirst().ssrc().getAsInt();
    rtxSsrc = published.encodings().getFirst().rtxSsrc().orElse(0);
    transportCcId = published.headerExtensions().getOrDefault(HeaderExtension.TRANSPORT_CC, 0);
    viewing = otherLoop ? new QueueLoop() : publishing;
    publisher.assignLoop(publishing);
    publisher.onConnected();
    publication = publisher.publish(published);
    for (byte[] bytes : media) {
      put32(bytes, 8, mediaSsrc);
    }
  }

  /**
   * @param reports whether it reports on its stream, and so needs no MID any more
   * @param lossy whether its reports tell of losses
   */
  void addViewer(RtpParameters received, boolean reports, boolean lossy) {
    Viewer viewer = new Viewer(received, reports, lossy);
    viewers.add(viewer);
    viewer.session.assignLoop(viewing);
    viewer.session.onConnected();
    viewer.subscription = viewer.session.subscribe(received);
    viewer.subscription.play(publication);
    settle();
  }

  /** The viewer that came last leaves. */
  void removeViewer() {
    viewers.removeLast().session.close();
    settle();
  }

  /** Plays so many packets of the publisher's. */
  void run(int packets) {
    for (int i = 0; i < packets; i++) {
      step();
    }
  }

  private void step() {
    sent++;
    nowNanos += PACKET_NANOS;
    boolean isLost = sent % LOSS_INTERVAL == 0;
    if (!isLost) {
      byte[] bytes = numbered(sent);
      publisher.onRtp(bytes, 0, bytes.length, nowNanos);
    }
    if (sent % LOSS_INTERVAL == REPAIR_DELAY && sent > REPAIR_DELAY) {
      repair(numbered(sent - REPAIR_DELAY));
    }
    if (sent % PACKETS_PER_REQUEST == 0) {
      for (int i = 0; i < viewers.size(); i++) {
        viewers.get(i).ask();
      }
    }
    if (sent % PACKETS_PER_REPORT == 0) {
      for (int i = 0; i < viewers.size(); i++) {
        viewers.get(i).report();
      }
    }
    settle();
    if (sent % PACKETS_PER_TICK == 0) {
      publisher.onTick(nowNanos);
      for (int i = 0; i < viewers.size(); i++) {
        viewers.get(i).session.onTick(nowNanos);
      }
      settle();
    }
  }

  private byte[] numbered(long number) {
    byte[] bytes = media.get((int) (number % media.size()));
    put16(bytes, 2, (int) number & 0xFFFF);
    put32(bytes, 4, (int) (number / 9) * 3000);
    packet.wrap(bytes, 0, bytes.length);
    int at = packet.findExtension(transportCcId);
    if (at >= 0) {
      TransportSequenceNumber.write(bytes, at, (int) number & 0xFFFF);
    }
    return bytes;
  }

  /** Sends a lost packet again: as RTX (RFC 4588 section 4) where there is any, late where not. */
  private void repair(byte[] original) {
    if (rtxSsrc == 0) {
      publisher.onRtp(original, 0, original.length, nowNanos);
      return;
    }
    packet.wrap(original, 0, original.length);
    System.arraycopy(original, 0, retransmission, 0, RtpPacket.FIXED_HEADER_LENGTH);
    retransmission[0] = (byte) 0x80;
    retransmission[1] = (byte) (original[1] + 1);
    put16(retransmission, 2, rtxSequence++ & 0xFFFF);
    put32(retransmission, 8, rtxSsrc);
    put16(retransmission, 12, packet.sequenceNumber());
    System.arraycopy(original, packet.payloadOffset(), retransmission, 14, packet.payloadLength());
    publisher.onRtp(retransmission, 0, 14 + packet.payloadLength(), nowNanos);
  }

  private void settle() {
    // One loop's tasks may give the other some.
    while (publishing.hasTasks() || viewing.hasTasks()) {
      publishing.runTasks();
      viewing.runTasks();
    }
  }

  /** RTCP packets that the publisher was sent. */
  long feedbackToPublisher() {
    return publisherEnd.rtcpPackets;
  }

  /** What each viewer's subscription has counted. */
  List<SubscriptionStatistics> statistics() {
    List<SubscriptionStatistics> statistics = new ArrayList<>();
    for (Viewer viewer : viewers) {
      var asked = viewer.subscription.statistics();
      settle();
      statistics.add(asked.join());
    }
    return statistics;
  }

  private static final class PublisherEnd implements RtpTransport {

    private long rtcpPackets;

    @Override
    public void sendRtp(byte[] packet, int offset, int length) {
      throw new AssertionError("a publisher is sent no media");
    }

    @Override
    public void sendRtcp(byte[] packet, int offset, int length) {
      rtcpPackets++;
    }
  }

  private final class Viewer implements RtpTransport {

    private final RtpSession session = new RtpSession(this);
    private final TransportFeedbackBuilder feedback = new TransportFeedbackBuilder();
    private final RtpPacket received = new RtpPacket();
    private final int ssrc;
    private final int[] ssrcs;
    private final int transportCcId;
    private final boolean reports;
    private final boolean lossy;
    private final boolean farAway;
    private Subscription subscription;
    private int newest;
    private final long[] arrivalNanos = new long[32];
    private int newestTransportCc;
    private int feedbackCount;

    Viewer(RtpParameters parameters, boolean reports, boolean lossy) {
      this.ssrc = parameters.encodings().getFirst().ssrc().getAsInt();
      this.ssrcs = new int[] {ssrc};
      this.transportCcId =
          parameters.headerExtensions().getOrDefault(HeaderExtension.TRANSPORT_CC, 0);
      this.reports = reports;
      this.lossy = lossy;
      this.farAway = parameters.flexFec().isPresent();
    }

    @Override
    public void sendRtp(byte[] bytes, int offset, int length) {
      if (!received.wrap(bytes, offset, length)) {
        throw new AssertionError("a viewer was sent something malformed");
      }
      if (received.ssrc() == ssrc) {
        newest = received.sequenceNumber();
      }
      int at = received.findExtension(transportCcId);
      if (at >= 0) {
        int number = TransportSequenceNumber.read(bytes, at);
        // Without RTX a retransmission has the number of the first time.
        if (SequenceNumber.difference(number, newestTransportCc) > 0) {
          newestTransportCc = number;
          arrivalNanos[number & 31] = nowNanos;
        }
      }
    }

    @Override
    public void sendRtcp(byte[] bytes, int offset, int length) {}

    /** Three of the latest packets once more, and what it knows of the path. */
    void ask() {
      writer.wrap(rtcp, 0, rtcp.length);
      for (int i = 0; i < 3; i++) {
        lost[i] = (newest - 9 + 4 * i) & 0xFFFF;
      }
      writer.nack(1, ssrc, lost, 0, 3);
      if (transportCcId != 0) {
        feedback.begin((newestTransportCc - 20) & 0xFFFF, feedbackCount++ & 0xFF);
        for (int i = 20; i >= 0; i--) {
          int number = (newestTransportCc - i) & 0xFFFF;
          if (i != 10) {
            feedback.add(number, arrivalNanos[number & 31]);
          }
        }
        writer.transportFeedback(1, ssrc, feedback);
      }
      session.onRtcp(rtcp, 0, writer.length(), nowNanos);
    }

    /** What viewers say once a second, and a wish for a keyframe. */
    void report() {
      writer.wrap(rtcp, 0, rtcp.length);
      writer.receiverReport(1);
      if (reports) {
        int echoed =
            farAway ? NtpTime.compact(NtpTime.ofUnixNanos(nowNanos - LONG_ROUND_TRIP_NANOS)) : 0;
        writer.reportBlock(ssrc, lossy ? 20 : 0, 0, newest, 0, echoed, 0);
      }
      writer.bitrateEstimate(1, 50_000_000, ssrcs, 1);
      writer.receiverReferenceTime(1, nowNanos);
      writer.delaySinceReferenceTime(1, 1, (int) (nowNanos >> 16), 1);
      writer.pictureLoss(1, ssrc);
      writer.fullIntraRequest(1, ssrc, 0);
      session.onRtcp(rtcp, 0, writer.length(), nowNanos);
    }
  }

  /** Tasks wait in an array that never grows. */
  private final class QueueLoop implements MediaLoop {

    private final Runnable[] tasks = new Runnable[256];
    private int first;
    private int count;

    @Override
    public void execute(Runnable task) {
      if (count == tasks.length) {
        throw new AssertionError("more tasks than a wake-up should give");
      }
      tasks[(first + count++) % tasks.length] = task;
    }

    boolean hasTasks() {
      return count > 0;
    }

    void runTasks() {
      while (count > 0) {
        Runnable task = tasks[first];
        first = (first + 1) % tasks.length;
        count--;
        task.run();
      }
    }

    @Override
    public boolean inLoop() {
      return true;
    }

    @Override
    public long nowNanos() {
      return nowNanos;
    }
  }
}

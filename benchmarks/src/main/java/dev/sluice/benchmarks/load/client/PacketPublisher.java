package dev.sluice.benchmarks.load.client;

import dev.sluice.core.rtcp.Nack;
import dev.sluice.core.rtcp.ReportBlocks;
import dev.sluice.core.rtcp.RtcpReader;
import dev.sluice.core.rtcp.RtcpWriter;
import dev.sluice.core.rtp.Encoding;
import dev.sluice.core.rtp.NtpTime;
import dev.sluice.core.rtp.RtpParameters;
import dev.sluice.signaling.sdp.MediaSection;
import dev.sluice.signaling.sdp.SessionDescription;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Sends packets that somebody else made, at their times and whatever the server says of bandwidth:
 * sender reports each second, retransmissions when asked. Key frames it can't make; it counts how
 * often it was asked for one.
 *
 * <p>On its loop, but for what says otherwise.
 */
public final class PacketPublisher implements MediaEnd {

  private static final int MAX_RTCP_BYTES = 1200;
  private static final long REPORT_NANOS = 1_000_000_000;

  /** A receiver's report that is longer under way answers another's, or is wrong. */
  private static final long MAX_ROUND_TRIP_NANOS = 10_000_000_000L;

  /** No more at once, so that one publisher can't hold up the loop. */
  private static final int MAX_PACKETS_A_TURN = 256;

  /**
   * What was sent, and what the server asked for.
   *
   * @param packets once each, retransmissions left out
   * @param bytes of them, before they are encrypted
   * @param refused packets that were not sent, since the server takes nothing of their payload type
   * @param asked packets that the server asked for again
   * @param answered those of them that were sent again: the others were never there, or are no more
   * @param keyFramesAsked requests for a key frame
   * @param roundTrips how many round trips were measured
   * @param roundTripNanos all of them together
   */
  public record Statistics(
      long packets,
      long bytes,
      long refused,
      long asked,
      long answered,
      long keyFramesAsked,
      long roundTrips,
      long roundTripNanos) {

    /** Of nobody. */
    public static final Statistics NONE = new Statistics(0, 0, 0, 0, 0, 0, 0, 0);

    /** Of both together. */
    public Statistics plus(Statistics other) {
      return new Statistics(
          packets + other.packets,
          bytes + other.bytes,
          refused + other.refused,
          asked + other.asked,
          answered + other.answered,
          keyFramesAsked + other.keyFramesAsked,
          roundTrips + other.roundTrips,
          roundTripNanos + other.roundTripNanos);
    }
  }

  private final ClientLoop loop;
  private final PacketSource source;
  private final String cname;
  private final List<RtpParameters> sections = new ArrayList<>();
  private final List<PacketStream> streams = new ArrayList<>();
  private final PacketSource.Due due = new PacketSource.Due();
  private final RtcpWriter writer = new RtcpWriter();
  private final byte[] outgoing = new byte[MAX_RTCP_BYTES];
  private final byte[] packet = new byte[ClientLoop.MAX_PACKET_BYTES];
  private final CompletableFuture<Void> finished = new CompletableFuture<>();

  /** Once, so that the system's clock may be set without a round trip that changes. */
  private final long wallClockOffsetNanos =
      TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()) - System.nanoTime();

  private ClientPeer peer;
  private int transportSequence;
  private long startNanos;
  private long nextReportNanos;
  private boolean secured;
  private boolean started;
  private boolean closed;
  private long packets;
  private long bytes;
  private long refused;
  private long asked;
  private long answered;
  private long keyFramesAsked;
  private long roundTrips;
  private long roundTripNanos;

  /**
   * @param cname of all its streams
   */
  public PacketPublisher(ClientLoop loop, PacketSource source, String cname) {
    this.loop = loop;
    this.source = source;
    this.cname = cname;
    for (RtpParameters section : source.sections()) {
      RtpParameters offered = withStream(section);
      sections.add(offered);
      streams.add(new PacketStream(offered));
    }
  }

  /** With SSRCs of its own, since those captured may be somebody's still. */
  private RtpParameters withStream(RtpParameters section) {
    boolean rtx = section.codecs().stream().anyMatch(codec -> codec.rtxPayloadType().isPresent());
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return new RtpParameters(
        section.mid(),
        section.kind(),
        section.codecs(),
        section.headerExtensions(),
        section.extmapAllowMixed(),
        List.of(
            new Encoding(
                "",
                OptionalInt.of(random.nextInt()),
                rtx ? OptionalInt.of(random.nextInt()) : OptionalInt.empty())),
        cname);
  }

  void attach(ClientPeer own) {
    peer = own;
  }

  /** What is offered. Any thread. */
  List<RtpParameters> sections() {
    return sections;
  }

  /** Begins with the first packet, at a time of {@link System#nanoTime}. Any thread. */
  public void start(long atNanos) {
    loop.execute(
        () -> {
          startNanos = atNanos;
          nextReportNanos = atNanos + REPORT_NANOS;
          started = true;
          sendSoon();
        });
  }

  /** Completes after the last packet; with it if the connection ends before. Any thread. */
  public CompletableFuture<Void> finished() {
    return finished;
  }

  public Statistics statistics() {
    return new Statistics(
        packets, bytes, refused, asked, answered, keyFramesAsked, roundTrips, roundTripNanos);
  }

  @Override
  public void onSecured(SessionDescription remote, long nowNanos) {
    for (int i = 0; i < streams.size(); i++) {
      // RFC 3264 section 6: the answer has the offer's sections, in its order.
      if (i < remote.media().size()) {
        MediaSection answer = remote.media().get(i);
        streams.get(i).begin(PacketSection.agreed(sections.get(i), answer));
      }
    }
    secured = true;
  }

  private void sendSoon() {
    long next = source.nextNanos();
    if (next == PacketSource.END) {
      finished.complete(null);
    } else {
      loop.at(startNanos + next, this::sendDue);
    }
  }

  private void sendDue() {
    if (closed || !secured) {
      return;
    }
    long now = System.nanoTime();
    loop.counters().onLateness(now - startNanos - source.nextNanos());
    for (int i = 0; i < MAX_PACKETS_A_TURN && source.nextNanos() <= now - startNanos; i++) {
      source.next(due);
      send(now);
    }
    peer.flush();
    sendSoon();
  }

  private void send(long nowNanos) {
    PacketStream stream = streams.get(due.section);
    if (!stream.takes(due.rtp.payloadType())) {
      refused++;
      return;
    }
    int length = stream.write(due, transportSequence & 0xFFFF, packet, nowNanos);
    if (length < 0) {
      refused++;
      return;
    }
    transportSequence++;
    packets++;
    bytes += length;
    peer.writeRtp(packet, length);
  }

  @Override
  public void onTurn(long nowNanos) {
    if (!started || nowNanos < nextReportNanos) {
      return;
    }
    nextReportNanos = nowNanos + REPORT_NANOS;
    long unixNanos = nowNanos + wallClockOffsetNanos;
    for (int i = 0; i < streams.size(); i++) {
      writer.wrap(outgoing, 0, MAX_RTCP_BYTES);
      streams.get(i).writeReport(writer, source.ticksAt(i, nowNanos - startNanos), unixNanos);
      if (!writer.isEmpty()) {
        writer.sourceDescription(streams.get(i).ssrc, cname.getBytes(StandardCharsets.UTF_8));
        peer.sendRtcp(outgoing, writer.length());
      }
    }
  }

  @Override
  public void onRtp(ByteBuf received, long nowNanos) {
    loop.counters().unusable++;
  }

  @Override
  public void onRtcp(RtcpReader reader, long nowNanos) {
    while (reader.next()) {
      switch (reader.kind()) {
        case PICTURE_LOSS, FULL_INTRA_REQUEST -> keyFramesAsked++;
        case NACK -> onNack(reader.nack());
        case RECEIVER_REPORT -> onReports(reader.receiverReport().reportBlocks(), nowNanos);
        case SENDER_REPORT -> onReports(reader.senderReport().reportBlocks(), nowNanos);
        default -> {
          // When packets go is the capture's to say, whatever the server has room for.
        }
      }
    }
  }

  private void onNack(Nack nack) {
    for (PacketStream stream : streams) {
      if (stream.ssrc == nack.mediaSsrc()) {
        for (int lost = nack.nextLost(); lost >= 0; lost = nack.nextLost()) {
          retransmit(stream, lost);
        }
      }
    }
    peer.flush();
  }

  private void retransmit(PacketStream stream, int lost) {
    asked++;
    int length = stream.writeRetransmission(lost, transportSequence & 0xFFFF, packet);
    if (length > 0) {
      transportSequence++;
      answered++;
      peer.writeRtp(packet, length);
    }
  }

  /** RFC 3550 section 6.4.1: the time since a report of this side, without what it lay there. */
  private void onReports(ReportBlocks blocks, long nowNanos) {
    int now = NtpTime.compact(NtpTime.ofUnixNanos(nowNanos + wallClockOffsetNanos));
    for (int i = 0; i < blocks.count(); i++) {
      if (blocks.lastSenderReport(i) != 0) {
        int trip = now - blocks.lastSenderReport(i) - blocks.delaySinceLastSenderReport(i);
        // Both sides round, so it may come to less than nothing.
        long nanos = trip < 0 ? 0 : NtpTime.compactToNanos(trip);
        if (nanos < MAX_ROUND_TRIP_NANOS) {
          roundTrips++;
          roundTripNanos += nanos;
        }
      }
    }
  }

  @Override
  public void onClosed() {
    closed = true;
    finished.complete(null);
  }
}

package dev.sluice.benchmarks.replay;

import static dev.sluice.core.rtp.NetworkBytes.getUnsigned8;

import dev.sluice.benchmarks.replay.Recording.Entry;
import dev.sluice.core.capture.CaptureReader;
import dev.sluice.core.capture.UdpDatagram;
import dev.sluice.core.rtp.Codec;
import dev.sluice.core.rtp.CodecParameters;
import dev.sluice.core.rtp.Encoding;
import dev.sluice.core.rtp.RtpPacket;
import dev.sluice.core.rtp.RtpParameters;
import dev.sluice.signaling.capture.CaptureEvent.Terms;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * Reads captures that tell nothing but packets: what one address sends to another is a connection,
 * and each of its streams a publication.
 */
final class ForeignCapture {

  private record Flow(InetSocketAddress source, InetSocketAddress destination) {}

  /** One stream of media, and by which payload types it came. */
  private static final class Stream {
    final int ssrc;
    final Map<Integer, CodecParameters> codecs = new LinkedHashMap<>();

    Stream(int ssrc) {
      this.ssrc = ssrc;
    }
  }

  private final class Sender {
    final int connection;
    final Flow flow;
    final SrtpOpener opener = new SrtpOpener(options.keys(), null);
    final Map<Integer, Stream> streams = new LinkedHashMap<>();
    long firstNanos = Long.MAX_VALUE;
    boolean sendsMedia;

    Sender(int connection, Flow flow) {
      this.connection = connection;
      this.flow = flow;
    }
  }

  private final RecordingOptions options;
  private final List<Entry> entries;
  private final List<String> notes;
  private final UdpDatagram datagram = new UdpDatagram();
  private final RtpPacket rtp = new RtpPacket();
  private final Map<Flow, Sender> senders = new LinkedHashMap<>();
  private final Map<Integer, Long> unknownPayloadTypes = new TreeMap<>();
  private final Map<Integer, Long> unknownLinkTypes = new TreeMap<>();
  private long cut;
  private long unopened;

  ForeignCapture(RecordingOptions options, List<Entry> entries, List<String> notes) {
    this.options = options;
    this.entries = entries;
    this.notes = notes;
  }

  void add(CaptureReader frame) {
    int linkType = frame.source().linkType();
    if (!UdpDatagram.understands(linkType)) {
      unknownLinkTypes.merge(linkType, 1L, Long::sum);
      return;
    }
    if (!datagram.wrap(linkType, frame.bytes(), frame.offset(), frame.length())
        || !isRtpOrRtcp(frame.bytes(), datagram.payloadOffset(), datagram.payloadLength())) {
      return;
    }
    Flow flow = new Flow(datagram.source(), datagram.destination());
    if (!options.senders().test(flow.source())) {
      return;
    }
    if (frame.isCut()) {
      cut++;
      return;
    }
    Sender sender = senders.computeIfAbsent(flow, added -> new Sender(senders.size() + 1, added));
    byte[] bytes = frame.bytes();
    int offset = datagram.payloadOffset();
    int length = datagram.payloadLength();
    if (sender.opener.hasKey(flow.source(), bytes, offset, length)) {
      bytes = sender.opener.open(flow.source(), bytes, offset, length);
      if (bytes == null) {
        unopened++;
        return;
      }
      offset = 0;
      length = bytes.length;
    }
    sender.firstNanos = Math.min(sender.firstNanos, frame.unixNanos());
    if (!Recording.Packet.isRtcp(bytes, offset, length)) {
      learn(sender, bytes, offset, length);
    }
    entries.add(new Recording.Packet(frame.unixNanos(), sender.connection, bytes, offset, length));
  }

  /** RFC 7983 section 7. */
  private static boolean isRtpOrRtcp(byte[] bytes, int offset, int length) {
    int first = length < 8 ? 0 : getUnsigned8(bytes, offset);
    return first >= 128 && first <= 191;
  }

  private void learn(Sender sender, byte[] bytes, int offset, int length) {
    if (!rtp.wrap(bytes, offset, length)) {
      return;
    }
    sender.sendsMedia = true;
    int payloadType = rtp.payloadType();
    PayloadTypeTable table = options.payloadTypes();
    if (table.isRtx(payloadType)) {
      return;
    }
    Codec codec = table.codec(payloadType);
    if (codec == null) {
      unknownPayloadTypes.merge(payloadType, 1L, Long::sum);
      return;
    }
    sender
        .streams
        .computeIfAbsent(rtp.ssrc(), Stream::new)
        .codecs
        .computeIfAbsent(payloadType, table::parameters);
  }

  void finish() {
    for (Sender sender : senders.values()) {
      if (!sender.sendsMedia) {
        continue;
      }
      String name = SrtpKey.text(sender.flow.source());
      List<RtpParameters> parameters =
          options.negotiated().isEmpty() ? presumed(sender, name) : options.negotiated();
      // Before its packets, also those of the same instant.
      entries.addFirst(
          new Recording.Told(
              sender.firstNanos,
              new Terms(sender.connection, "replay", name, null, 0, parameters, List.of())));
    }
    if (options.negotiated().isEmpty()) {
      unknownPayloadTypes.forEach(
          (payloadType, count) ->
              notes.add(
                  ("What payload type %d is isn't known, and its %d packets are left out: say"
                          + " --codec %d=VP8, or what it is.")
                      .formatted(payloadType, count, payloadType)));
    }
    unknownLinkTypes.forEach(
        (linkType, count) ->
            notes.add("%d frames of link type %d are left out.".formatted(count, linkType)));
    if (cut > 0) {
      notes.add(cut + " packets are left out of which the capture has only the beginning.");
    }
    if (unopened > 0) {
      notes.add(unopened + " encrypted packets are left out that their key doesn't open.");
    }
  }

  /** Each stream of media in a section of its own, told by its SSRC. */
  private List<RtpParameters> presumed(Sender sender, String name) {
    List<RtpParameters> sections = new ArrayList<>();
    for (Stream stream : sender.streams.values()) {
      List<CodecParameters> codecs = List.copyOf(stream.codecs.values());
      for (CodecParameters codec : codecs) {
        if (!options.payloadTypes().isTold(codec.payloadType())) {
          notes.add(
              "Payload type %d of %s is taken for %s, as browsers number it; --codec tells otherwise."
                  .formatted(codec.payloadType(), name, codec.codec().encodingName()));
        }
      }
      sections.add(
          new RtpParameters(
              Integer.toString(sections.size()),
              codecs.getFirst().codec().kind(),
              codecs,
              options.payloadTypes().extensions(),
              List.of(new Encoding("", OptionalInt.of(stream.ssrc), OptionalInt.empty())),
              "replay"));
    }
    return sections;
  }
}

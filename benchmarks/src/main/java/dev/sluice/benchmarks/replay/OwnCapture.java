package dev.sluice.benchmarks.replay;

import dev.sluice.benchmarks.replay.Recording.Entry;
import dev.sluice.core.capture.CaptureReader;
import dev.sluice.core.capture.CaptureStage;
import dev.sluice.core.capture.LinkType;
import dev.sluice.core.capture.UdpDatagram;
import dev.sluice.core.capture.UpperPdu;
import dev.sluice.signaling.capture.CaptureEvent;
import dev.sluice.signaling.capture.CaptureEvent.Terms;
import dev.sluice.signaling.capture.CaptureEventJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the captures that Sluice writes, which tell all that a replay needs. */
final class OwnCapture {

  /** As {@code dev.sluice.signaling.capture} names them. */
  private static final Pattern INTERFACE = Pattern.compile("c(\\d+)/(\\w+)");

  private final RecordingOptions options;
  private final List<Entry> entries;
  private final List<String> notes;
  private final UdpDatagram datagram = new UdpDatagram();
  private final Map<Integer, SrtpOpener> openers = new HashMap<>();
  private final Map<Integer, String> names = new HashMap<>();
  private final Set<Integer> decrypted = new HashSet<>();

  /** What was decrypted here, for connections of which the capture has nothing decrypted. */
  private final List<Recording.Packet> opened = new ArrayList<>();

  private long cut;
  private long unopened;

  OwnCapture(RecordingOptions options, List<Entry> entries, List<String> notes) {
    this.options = options;
    this.entries = entries;
    this.notes = notes;
  }

  void add(CaptureReader frame) throws IOException {
    if (frame.source().linkType() == LinkType.WIRESHARK_UPPER_PDU) {
      addEvent(frame);
      return;
    }
    Matcher name = INTERFACE.matcher(frame.source().name());
    if (!name.matches()
        || !datagram.wrap(
            frame.source().linkType(), frame.bytes(), frame.offset(), frame.length())) {
      return;
    }
    if (frame.isCut()) {
      cut++;
      return;
    }
    int connection = Integer.parseInt(name.group(1));
    String stage = name.group(2).toUpperCase(Locale.ROOT);
    if (stage.equals(CaptureStage.DECRYPTED.name())) {
      decrypted.add(connection);
      entries.add(
          new Recording.Packet(
              frame.unixNanos(),
              connection,
              frame.bytes(),
              datagram.payloadOffset(),
              datagram.payloadLength()));
    } else if (stage.equals(CaptureStage.RECEIVED.name())) {
      open(frame, connection);
    }
  }

  void finish() {
    opened.removeIf(packet -> decrypted.contains(packet.connection()));
    entries.addAll(opened);
    if (cut > 0) {
      notes.add(cut + " packets were too long for the capture and are left out.");
    }
    if (unopened > 0) {
      notes.add(unopened + " encrypted packets are left out that no key has opened.");
    }
  }

  private void addEvent(CaptureReader frame) throws IOException {
    int data = UpperPdu.dataOffset(frame.bytes(), frame.offset(), frame.length());
    if (data < 0) {
      throw new IOException("What was negotiated can't be read from the capture.");
    }
    CaptureEvent event =
        CaptureEventJson.parse(frame.bytes(), data, frame.offset() + frame.length() - data);
    if (event instanceof Terms terms && terms.participant() != null) {
      names.put(terms.connection(), terms.participant());
    }
    entries.add(new Recording.Told(frame.unixNanos(), event));
  }

  private void open(CaptureReader frame, int connection) {
    if (options.keys().isEmpty()) {
      return;
    }
    SrtpOpener opener =
        openers.computeIfAbsent(
            connection, added -> new SrtpOpener(options.keys(), names.get(added)));
    byte[] plain =
        opener.open(
            datagram.source(), frame.bytes(), datagram.payloadOffset(), datagram.payloadLength());
    if (plain == null) {
      unopened++;
    } else {
      opened.add(new Recording.Packet(frame.unixNanos(), connection, plain, 0, plain.length));
    }
  }
}

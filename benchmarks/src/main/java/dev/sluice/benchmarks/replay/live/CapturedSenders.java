package dev.sluice.benchmarks.replay.live;

import dev.sluice.benchmarks.replay.Recording;
import dev.sluice.core.rtp.RtpParameters;
import dev.sluice.core.rtp.RtpTimestamp;
import dev.sluice.signaling.capture.CaptureEvent.Terms;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Who has sent media in a recording.
 *
 * @param beginNanos when the first of all packets came, since 1970
 * @param lengthNanos from one time that it is played to the next, so that no clock goes backwards
 * @param notes what a reader should know: what is left out; a sentence each
 */
public record CapturedSenders(
    List<CapturedSender> senders, long beginNanos, long lengthNanos, List<String> notes) {

  /** Between the last packet and the first of the next time: as between two packets of audio. */
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /** A stream that is longer than the recording by more has set its clock in between. */
  private static final long TOLERANCE_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** Of participants' ids, as Sluice allows them. */
  private static final String OTHER_CHARACTERS = "[^A-Za-z0-9._~-]+";

  public CapturedSenders {
    senders = List.copyOf(senders);
    notes = List.copyOf(notes);
  }

  private static final class Sender {
    final Terms terms;
    final StreamSorter sorter = new StreamSorter();
    final SenderReports reports = new SenderReports();

    Sender(Terms terms) {
      this.terms = terms;
    }
  }

  /** Sorts a recording's packets by who has sent them. */
  public static CapturedSenders of(Recording recording) {
    Map<Integer, Sender> senders = new LinkedHashMap<>();
    for (Recording.Entry entry : recording.entries()) {
      switch (entry) {
        case Recording.Told told -> {
          if (told.event() instanceof Terms terms && !terms.receives().isEmpty()) {
            senders
                .computeIfAbsent(terms.connection(), added -> new Sender(terms))
                .sorter
                .negotiate(terms.receives());
          }
        }
        case Recording.Packet packet -> {
          Sender sender = senders.get(packet.connection());
          if (sender != null && packet.isRtcp()) {
            sender.reports.add(packet);
          } else if (sender != null) {
            sender.sorter.add(packet);
          }
        }
      }
    }
    return new Builder().build(senders.values());
  }

  /** Makes senders of what was sorted. */
  private static final class Builder {
    private final List<CapturedSender> senders = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final Set<String> taken = new HashSet<>();
    private long beginNanos = Long.MAX_VALUE;

    /** How long each stream is by its own clock. */
    private final List<Long> mediaNanos = new ArrayList<>();

    CapturedSenders build(Iterable<Sender> sorted) {
      for (Sender sender : sorted) {
        for (CapturedStream stream : sender.sorter.streams()) {
          beginNanos = Math.min(beginNanos, stream.firstNanos());
        }
      }
      sorted.forEach(this::add);
      long lengthNanos = 0;
      for (CapturedSender sender : senders) {
        lengthNanos = Math.max(lengthNanos, sender.packets().getLast().nanos() - beginNanos);
      }
      // Its last packets may have come sooner after each other than they were made.
      long tolerated = lengthNanos + TOLERANCE_NANOS;
      lengthNanos =
          mediaNanos.stream().filter(nanos -> nanos <= tolerated).reduce(lengthNanos, Math::max);
      return new CapturedSenders(senders, beginNanos, lengthNanos + PAUSE_NANOS, notes);
    }

    private void add(Sender sender) {
      String name = uniqueName(sender.terms);
      List<CapturedStream> chosen = chosen(name, sender.sorter);
      if (sender.sorter.unknown() > 0) {
        notes.add(
            "%d packets of %s are left out, of which nothing tells what stream they are of."
                .formatted(sender.sorter.unknown(), name));
      }
      if (sender.sorter.duplicates() > 0) {
        notes.add(
            "%d packets of %s came twice, and are sent once."
                .formatted(sender.sorter.duplicates(), name));
      }
      if (chosen.isEmpty()) {
        return;
      }
      SectionOffers offers =
          new SectionOffers(chosen.stream().map(sender.sorter::section).toList());
      List<CapturedSection> sections = new ArrayList<>();
      List<CapturedPacket> packets = new ArrayList<>();
      for (CapturedStream stream : chosen) {
        RtpParameters offer = offers.offer(sender.sorter.section(stream), stream.payloadTypes());
        int clockRateHz = offer.codecs().getFirst().clockRateHz();
        packets.addAll(stream.packets(sections.size()));
        sections.add(
            new CapturedSection(
                offer,
                clockRateHz,
                stream.sequences(),
                sender.reports.ticksAt(stream, clockRateHz, beginNanos)));
        mediaNanos.add(RtpTimestamp.nanos(stream.ticks(), clockRateHz));
      }
      packets.sort(Comparator.comparingLong(CapturedPacket::nanos));
      senders.add(new CapturedSender(sender.terms.room(), name, sections, packets));
    }

    /** One stream of each section: a publisher here sends no simulcast. */
    private List<CapturedStream> chosen(String name, StreamSorter sorter) {
      Map<String, List<CapturedStream>> bySection = new LinkedHashMap<>();
      for (CapturedStream stream : sorter.streams()) {
        bySection.computeIfAbsent(stream.mid, mid -> new ArrayList<>()).add(stream);
      }
      List<CapturedStream> chosen = new ArrayList<>();
      bySection.forEach(
          (mid, streams) -> {
            streams.sort(Comparator.comparingLong(CapturedStream::bytes).reversed());
            chosen.add(streams.getFirst());
            if (streams.size() > 1) {
              notes.add(
                  "Of the %d streams of %s's media section %s only the largest is sent%s."
                      .formatted(streams.size(), name, mid, ridOf(streams.getFirst())));
            }
          });
      return chosen;
    }

    private static String ridOf(CapturedStream stream) {
      return stream.rid.isEmpty() ? "" : ", the layer " + stream.rid;
    }

    /**
     * Somebody who left and came back is two senders, who may not be there under one name; nor may
     * namesakes of two rooms, which may become one.
     */
    private String uniqueName(Terms terms) {
      String who = terms.participant() != null ? terms.participant() : terms.viewer();
      String name = who.replaceAll(OTHER_CHARACTERS, "-");
      String unique = name;
      for (int number = 2; !taken.add(unique); number++) {
        unique = name + "-" + number;
      }
      return unique;
    }
  }
}

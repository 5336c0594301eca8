package dev.sluice.core.session;

import dev.sluice.core.forward.DropReason;
import dev.sluice.core.forward.Publication;
import dev.sluice.core.forward.PublishedEncoding;
import dev.sluice.core.receive.RtpReceiver;
import dev.sluice.core.rtp.Encoding;
import dev.sluice.core.rtp.HeaderExtension;
import dev.sluice.core.rtp.RtpPacket;
import dev.sluice.core.rtp.RtpParameters;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * Finds the stream of a packet by its SSRC, and learns SSRCs that it doesn't know as RFC 8843
 * section 9.2 says: by MID, else as announced, else by a payload type that only one media section
 * has. A stream of retransmissions belongs to the one announced with it, or with the same RID, or
 * else to its section's newest.
 */
final class IncomingStreams {

  /** What a peer may make us remember. */
  private static final int MAX_STREAMS = 64;

  /** So long silent, a stream makes room for another. */
  private static final long FORGOTTEN_NANOS = 10_000_000_000L;

  private final List<Publication> publications = new ArrayList<>();
  private final List<IncomingStream> streams = new ArrayList<>();
  private final SsrcMap<IncomingStream> bySsrc = new SsrcMap<>();

  private int midId;
  private int ridId;
  private int repairedRidId;
  private DropReason refusal = DropReason.UNKNOWN_SSRC;

  void add(Publication publication) {
    publications.add(publication);
    readExtensionIds();
  }

  void remove(Publication publication) {
    publications.remove(publication);
    for (int i = streams.size() - 1; i >= 0; i--) {
      if (streams.get(i).publication() == publication) {
        forget(i);
      }
    }
    readExtensionIds();
  }

  /** In one bundle an id means one extension (RFC 8843 section 8): any section may tell. */
  void readExtensionIds() {
    midId = idOf(HeaderExtension.MID);
    ridId = idOf(HeaderExtension.RID);
    repairedRidId = idOf(HeaderExtension.REPAIRED_RID);
  }

  /** The id of an extension in what the peer sends; 0 where no section has it. */
  int idOf(HeaderExtension extension) {
    for (Publication publication : publications) {
      int id = publication.parameters().headerExtensions().getOrDefault(extension, 0);
      if (id != 0) {
        return id;
      }
    }
    return 0;
  }

  /** The stream of a packet, learnt now where need be; null, and a {@link #refusal}, otherwise. */
  IncomingStream of(RtpPacket packet, long nowNanos) {
    IncomingStream stream = bySsrc.get(packet.ssrc());
    return stream != null ? stream : learn(packet, nowNanos);
  }

  /** Why {@link #of} gave null. */
  DropReason refusal() {
    return refusal;
  }

  /** Null where it isn't known. */
  IncomingStream bySsrc(int ssrc) {
    return bySsrc.get(ssrc);
  }

  private IncomingStream learn(RtpPacket packet, long nowNanos) {
    Publication publication = publicationOf(packet);
    if (publication == null) {
      refusal = DropReason.UNKNOWN_SSRC;
      return null;
    }
    if (!publication.payloadTypes().contains(packet.payloadType())) {
      refusal = DropReason.UNKNOWN_PAYLOAD_TYPE;
      return null;
    }
    IncomingStream original = null;
    if (publication.payloadTypes().originalOf(packet.payloadType()) != null) {
      original = originalOf(publication, packet);
      if (original == null) {
        refusal = DropReason.RTX_WITHOUT_ORIGINAL;
        return null;
      }
    }
    if (!makeRoom(nowNanos)) {
      refusal = DropReason.TOO_MANY_SSRCS;
      return null;
    }
    String rid = textOf(packet, original == null ? ridId : repairedRidId);
    PublishedEncoding encoding =
        original == null ? encodingOf(publication, packet, rid) : original.encoding();
    if (encoding == null) {
      refusal = DropReason.UNKNOWN_SSRC;
      return null;
    }
    boolean nack = original == null && publication.payloadTypes().nack();
    RtpReceiver receiver =
        new RtpReceiver(packet.ssrc(), publication.parameters().kind(), nack, nowNanos);
    IncomingStream learnt = new IncomingStream(encoding, receiver, original, rid);
    streams.add(learnt);
    bySsrc.put(packet.ssrc(), learnt);
    return learnt;
  }

  /** By RID, else as announced. */
  private static PublishedEncoding encodingOf(
      Publication publication, RtpPacket packet, String rid) {
    if (rid.isEmpty()) {
      for (Encoding encoding : publication.parameters().encodings()) {
        if (is(encoding.ssrc(), packet.ssrc())) {
          return publication.encoding(encoding.rid());
        }
      }
    }
    return publication.encoding(rid);
  }

  private Publication publicationOf(RtpPacket packet) {
    String mid = textOf(packet, midId);
    if (!mid.isEmpty()) {
      for (Publication publication : publications) {
        if (publication.parameters().mid().equals(mid)) {
          return publication;
        }
      }
      return null;
    }
    Publication onlyOne = null;
    int candidates = 0;
    for (Publication publication : publications) {
      if (announces(publication.parameters(), packet.ssrc())) {
        return publication;
      }
      if (publication.payloadTypes().contains(packet.payloadType())) {
        onlyOne = publication;
        candidates++;
      }
    }
    return candidates == 1 ? onlyOne : null;
  }

  private static boolean announces(RtpParameters parameters, int ssrc) {
    for (Encoding encoding : parameters.encodings()) {
      if (is(encoding.ssrc(), ssrc) || is(encoding.rtxSsrc(), ssrc)) {
        return true;
      }
    }
    return false;
  }

  private static boolean is(OptionalInt announced, int ssrc) {
    return announced.isPresent() && announced.getAsInt() == ssrc;
  }

  private IncomingStream originalOf(Publication publication, RtpPacket rtx) {
    for (Encoding encoding : publication.parameters().encodings()) {
      if (is(encoding.rtxSsrc(), rtx.ssrc()) && encoding.ssrc().isPresent()) {
        return bySsrc.get(encoding.ssrc().getAsInt());
      }
    }
    String repairedRid = textOf(rtx, repairedRidId);
    for (int i = streams.size() - 1; i >= 0; i--) {
      IncomingStream candidate = streams.get(i);
      if (candidate.publication() == publication
          && !candidate.isRetransmission()
          && (repairedRid.isEmpty() || repairedRid.equals(candidate.rid()))) {
        return candidate;
      }
    }
    return null;
  }

  private static String textOf(RtpPacket packet, int extensionId) {
    int offset = packet.findExtension(extensionId);
    return offset < 0
        ? ""
        : new String(packet.buffer(), offset, packet.extensionLength(), StandardCharsets.US_ASCII);
  }

  private boolean makeRoom(long nowNanos) {
    if (streams.size() < MAX_STREAMS) {
      return true;
    }
    int quietest = 0;
    for (int i = 1; i < streams.size(); i++) {
      if (lastArrival(i) - lastArrival(quietest) < 0) {
        quietest = i;
      }
    }
    if (nowNanos - lastArrival(quietest) < FORGOTTEN_NANOS) {
      return false;
    }
    forget(quietest);
    return true;
  }

  private long lastArrival(int index) {
    return streams.get(index).receiver().lastArrivalNanos();
  }

  private void forget(int index) {
    IncomingStream forgotten = streams.remove(index);
    bySsrc.removeAll(forgotten);
    forgotten.publication().meter().onStreamForgotten(forgotten.receiver());
  }

  List<IncomingStream> streams() {
    return streams;
  }

  List<Publication> publications() {
    return publications;
  }
}

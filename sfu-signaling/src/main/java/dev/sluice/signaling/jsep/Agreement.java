package dev.sluice.signaling.jsep;

import dev.sluice.core.rtp.Encoding;
import dev.sluice.core.rtp.FlexFec;
import dev.sluice.core.rtp.MediaKind;
import dev.sluice.core.rtp.RtpParameters;
import dev.sluice.signaling.sdp.Direction;
import dev.sluice.signaling.sdp.Msid;
import dev.sluice.signaling.sdp.Origin;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the last answer of a connection has settled: all that the next negotiation has to know of
 * it.
 *
 * @param origin the answer's
 * @param transport the client's
 * @param bundle the mids of the accepted sections, the one that carries the transport first
 * @param sections one for each {@code m=} line, in order
 */
public record Agreement(
    Origin origin, RemoteTransport transport, List<String> bundle, List<Section> sections) {

  /**
   * One {@code m=} line.
   *
   * @param rejected whether it was answered with port 0; the client may reuse the line then
   * @param direction as this side sees it
   * @param receive how the client sends to this side, where it does
   * @param send how this side sends to the client, where it does; its SSRCs stay as long as it does
   * @param msids the stream and track ids that the client named
   */
  public record Section(
      int index,
      String mid,
      Optional<MediaKind> kind,
      boolean rejected,
      Direction direction,
      Optional<RtpParameters> receive,
      Optional<RtpParameters> send,
      List<Msid> msids) {
    public Section {
      msids = List.copyOf(msids);
    }
  }

  public Agreement {
    bundle = List.copyOf(bundle);
    sections = List.copyOf(sections);
  }

  /** The section with that mid. */
  public Optional<Section> section(String mid) {
    return sections.stream().filter(section -> section.mid().equals(mid)).findFirst();
  }

  /** The SSRCs by which this side sends. */
  Set<Integer> sentSsrcs() {
    Set<Integer> ssrcs = new HashSet<>();
    for (Section section : sections) {
      section.send().ifPresent(sent -> addSsrcs(sent, ssrcs));
    }
    return ssrcs;
  }

  private static void addSsrcs(RtpParameters sent, Set<Integer> ssrcs) {
    for (Encoding encoding : sent.encodings()) {
      encoding.ssrc().ifPresent(ssrcs::add);
      encoding.rtxSsrc().ifPresent(ssrcs::add);
    }
    sent.flexFec().map(FlexFec::ssrc).ifPresent(ssrcs::add);
  }
}

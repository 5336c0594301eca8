package dev.sluice.signaling.jsep;

import dev.sluice.core.rtp.MediaKind;
import dev.sluice.core.rtp.RtpParameters;
import dev.sluice.signaling.sdp.Direction;
import dev.sluice.signaling.sdp.Msid;
import dev.sluice.signaling.sdp.SessionDescription;
import java.util.List;
import java.util.Optional;

/**
 * An answer and what was agreed with it.
 *
 * @param description to be sent to the client
 * @param transport the client's
 * @param iceRestart whether the offer restarted ICE
 * @param transportReplaced as {@link RemoteOffer#transportReplaced()} has it
 * @param bundle the mids of the accepted sections, the one that carries the transport first
 * @param sections one for each {@code m=} line, in order
 */
public record Answer(
    SessionDescription description,
    RemoteTransport transport,
    boolean iceRestart,
    boolean transportReplaced,
    List<String> bundle,
    List<Section> sections) {

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

  public Answer {
    bundle = List.copyOf(bundle);
    sections = List.copyOf(sections);
  }

  /** The section with that mid. */
  public Optional<Section> section(String mid) {
    return sections.stream().filter(section -> section.mid().equals(mid)).findFirst();
  }
}

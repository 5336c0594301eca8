package dev.sluice.signaling.whip;

import dev.sluice.ice.IceCandidate;
import dev.sluice.ice.IceCredentials;
import dev.sluice.signaling.peer.PeerConnection;
import dev.sluice.signaling.sdp.IceParameters;
import dev.sluice.signaling.sdp.MediaSection;
import dev.sluice.signaling.sdp.SessionDescription;
import dev.sluice.signaling.sdp.TransportDescription;
import dev.sluice.signaling.sdp.TrickleFragment;
import java.util.List;
import java.util.Optional;

/**
 * The HTTP resource behind one peer connection: its URL, and the entity tag that stands for its
 * present ICE session (RFC 9725 section 4.3.1). Control thread only.
 */
final class MediaSession {

  private final String path;
  private final PeerConnection connection;
  private final Runnable leave;
  private final String mediaLine;
  private final Optional<String> mid;
  private Optional<IceParameters> remote;
  private String entityTag;

  /**
   * @param path of its URL
   * @param leave takes it out of the room
   */
  MediaSession(
      String path,
      PeerConnection connection,
      SessionDescription offer,
      Runnable leave,
      String entityTag) {
    this.path = path;
    this.connection = connection;
    this.leave = leave;
    this.entityTag = entityTag;
    MediaSection first = offer.media().getFirst();
    this.mediaLine =
        "%s 9 %s %s".formatted(first.mediaType(), first.protocol(), first.formats().getFirst());
    this.mid = first.mid();
    this.remote = offer.transport(first).ice();
  }

  String path() {
    return path;
  }

  String entityTag() {
    return entityTag;
  }

  PeerConnection connection() {
    return connection;
  }

  /** New credentials make a restart out of what would be a trickle (RFC 9725 section 4.3.3). */
  boolean isRestart(TrickleFragment fragment) {
    return fragment.ice().isPresent() && !fragment.ice().equals(remote);
  }

  void trickle(TrickleFragment fragment) {
    fragment.candidates().forEach(connection::addRemoteCandidate);
  }

  /**
   * Restarts ICE with a fragment that {@link #isRestart}.
   *
   * @return the server's new credentials and its candidates
   */
  TrickleFragment restart(TrickleFragment fragment, String newEntityTag) {
    remote = fragment.ice();
    entityTag = newEntityTag;
    IceParameters theirs = remote.orElseThrow();
    IceCredentials ours =
        connection.restartIce(new IceCredentials(theirs.usernameFragment(), theirs.password()));
    trickle(fragment);
    TransportDescription transport =
        new TransportDescription(
            Optional.of(new IceParameters(ours.ufrag(), ours.pwd())),
            List.of(),
            List.of(),
            Optional.empty(),
            connection.localCandidates().stream().map(IceCandidate::toAttribute).toList(),
            true);
    return new TrickleFragment(
        fragment.groups(),
        TransportDescription.NONE,
        List.of(new TrickleFragment.Section(mediaLine, mid, transport)));
  }

  void close() {
    leave.run();
    connection.close();
  }
}

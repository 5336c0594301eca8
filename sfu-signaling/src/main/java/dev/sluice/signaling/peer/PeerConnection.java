package dev.sluice.signaling.peer;

import dev.sluice.core.forward.Publication;
import dev.sluice.core.forward.Subscription;
import dev.sluice.core.room.Connection;
import dev.sluice.core.room.ConnectionReport;
import dev.sluice.core.rtp.Codec;
import dev.sluice.ice.IceCandidate;
import dev.sluice.ice.IceCredentials;
import dev.sluice.signaling.jsep.NegotiationException;
import dev.sluice.signaling.sdp.SessionDescription;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The server's end of one peer connection. The client always offers, the server always answers.
 * Control thread only.
 */
public interface PeerConnection extends Connection {

  /** Called on the control thread. */
  interface Listener {

    /** ICE and DTLS are done: media flows from now on. Called once. */
    void onConnected();

    /** It is over for good; nothing is called after this. */
    void onClosed(CloseReason reason);
  }

  /** Why a peer connection is over. */
  enum CloseReason {
    /** By {@link PeerConnection#close}. */
    LOCAL,
    /** The peer stopped answering, RFC 7675. */
    CONSENT_EXPIRED,
    DTLS_FAILED,
    /** The peer closed DTLS. */
    PEER_CLOSED,
    /** ICE or DTLS weren't done in time. */
    NEVER_CONNECTED
  }

  /**
   * What a media section that the peer receives on is to play.
   *
   * @param publication null while there is nothing to play
   * @param streamId with {@code trackId} the {@code a=msid} in the answer (RFC 8830)
   */
  record Playback(Publication publication, String streamId, String trackId) {}

  /**
   * Applies a whole offer: every media section that sends becomes, or stays, a publication; every
   * section that only receives and that {@code playbacks} names plays that; whatever an earlier
   * offer had and this one hasn't ends. Credentials other than those of the earlier offer restart
   * ICE.
   *
   * @param playbacks by mid
   * @return the answer
   * @throws NegotiationException if the offer can't be answered; nothing has changed then
   */
  SessionDescription answer(SessionDescription offer, Map<String, Playback> playbacks)
      throws NegotiationException;

  /**
   * Takes no more from the peer than this, averaged over a second.
   *
   * @param bps in bit/s, of RTP with its headers; 0 for no limit
   */
  void limitReceivedBps(long bps);

  /** What has passed until now. Completed on any thread; exceptionally once it is closed. */
  CompletableFuture<ConnectionTotals> totals();

  /**
   * How it went.
   *
   * @throws IllegalStateException before {@link Listener#onClosed}
   */
  ConnectionOutcome outcome();

  /** Where its packets go; empty before the peer has been heard. */
  Optional<ConnectionReport.Path> path();

  /** By mid, as of the last answer. */
  Map<String, Subscription> subscriptions();

  /**
   * The first codec negotiated for a publication.
   *
   * @param mid one of {@link #publications}
   */
  Codec codec(String mid);

  /** Takes a trickled candidate, such as {@code candidate:1 1 udp …}. A bad one is ignored. */
  void addRemoteCandidate(String candidateLine);

  /**
   * Restarts ICE outside of an offer, as WHIP and WHEP do (RFC 9725 section 4.3.3). Media stays on
   * the old path until the new one is there.
   *
   * @param remote the peer's new credentials
   * @return the server's new credentials
   */
  IceCredentials restartIce(IceCredentials remote);

  List<IceCandidate> localCandidates();

  /** Ends it and all of its publications and subscriptions; harmless when called again. */
  void close();
}

package dev.sluice.signaling.websocket;

import dev.sluice.core.forward.SubscriptionStatistics;
import dev.sluice.core.forward.WantedEncoding;
import dev.sluice.core.room.LeaveReason;
import dev.sluice.core.room.Participant;
import dev.sluice.core.room.ParticipantListener;
import dev.sluice.core.room.Room;
import dev.sluice.core.room.RoomException;
import dev.sluice.core.room.Track;
import dev.sluice.signaling.access.AccessException;
import dev.sluice.signaling.access.Grant;
import dev.sluice.signaling.admission.LimitException;
import dev.sluice.signaling.room.ParticipantMedia.Negotiated;
import dev.sluice.signaling.websocket.ServerMessage.ConnectionState;
import dev.sluice.signaling.websocket.ServerMessage.MidTrack;
import dev.sluice.signaling.websocket.ServerMessage.ParticipantState;
import dev.sluice.signaling.websocket.ServerMessage.Reason;
import java.util.List;
import java.util.Map;

/**
 * One stay of a client in a room. Outlives its socket: without one, events are dropped, as the
 * whole state is told when another socket takes the session up. Control thread only.
 */
final class WebSocketSession implements ParticipantListener {

  /** Each of these goes to everybody in the room: a few a second are as many as an eye follows. */
  private static final int SPEAKERS_INTERVAL_MILLIS = 200;

  /** As many as a page may show, however many have spoken. */
  private static final int MOST_SPEAKERS = 25;

  private final SessionContext context;
  private final Grant grant;
  private final String resumeToken;
  private final Runnable ended;
  private final Throttle speakers;
  private final LayerUpdates layers;
  private Participant participant;
  private SessionMedia media;
  private ClientSocket socket;
  private long timeoutTimer = -1;
  private boolean subscriptionsChanged;
  private boolean lastNChanged;

  private WebSocketSession(
      SessionContext context, Grant grant, String resumeToken, Runnable ended) {
    this.context = context;
    this.grant = grant;
    this.resumeToken = resumeToken;
    this.ended = ended;
    this.speakers = new Throttle(context.vertx(), SPEAKERS_INTERVAL_MILLIS, this::sendSpeakers);
    this.layers = new LayerUpdates(context.vertx(), this::send, () -> participant.askForLayers());
  }

  /**
   * Enters the room.
   *
   * @param grant what its client may do until it leaves
   * @param ended is run when the stay is over, for whatever reason
   */
  static WebSocketSession join(
      SessionContext context,
      ClientMessage.Join request,
      Grant grant,
      String resumeToken,
      Runnable ended)
      throws RoomException, AccessException {
    WebSocketSession session = new WebSocketSession(context, grant, resumeToken, ended);
    session.participant =
        context.rooms().join(request.room(), Requests.joinRequest(request, grant), session);
    session.media =
        new SessionMedia(
            session.participant,
            grant,
            context.admission(),
            context.peerConnections(),
            session::connectionChanged);
    return session;
  }

  /**
   * Whoever can be reached neither by signalling nor by media any more is gone, and the others need
   * not look at a still picture until the time for resuming is over.
   */
  private void connectionChanged(ConnectionState state) {
    send(new ServerMessage.Connection(state));
    if (state == ConnectionState.FAILED && socket == null) {
      leave(LeaveReason.TIMEOUT);
    }
  }

  /** Speaks through this socket from now on, and tells it everything. */
  void attach(ClientSocket newSocket, Long requestId, boolean resumed) {
    if (socket != null) {
      socket.close(ClientSocket.POLICY_VIOLATION, "resumed from another socket");
    }
    context.vertx().cancelTimer(timeoutTimer);
    socket = newSocket;
    Room room = participant.room();
    List<ParticipantState> others =
        room.participants().stream().filter(p -> p != participant).map(States::of).toList();
    send(
        new ServerMessage.Joined(
            requestId,
            room.name(),
            participant.id(),
            resumeToken,
            resumed,
            States.of(participant),
            others,
            States.of(grant),
            context.iceServers().of(participant.id()).stream().map(States::of).toList()));
    if (resumed) {
      if (media.state() != null) {
        send(new ServerMessage.Connection(media.state()));
      }
      sendSubscriptions();
      layers.tellAll();
    }
    if (room.lastN() > 0) {
      sendLastN();
    }
    if (!room.speakers().isEmpty()) {
      sendSpeakers();
    }
  }

  /** The socket is gone without a farewell: the participant stays for a while. */
  void detach(ClientSocket gone) {
    if (socket == gone) {
      socket = null;
      timeoutTimer =
          context
              .vertx()
              .setTimer(
                  context.settings().limits().resumeTimeout().toMillis(),
                  timer -> leave(LeaveReason.TIMEOUT));
    }
  }

  void leave(LeaveReason reason) {
    participant.leave(reason);
  }

  boolean speaksThrough(ClientSocket candidate) {
    return socket == candidate;
  }

  ServerMessage.Answer offer(ClientMessage.Offer message)
      throws ProtocolException, RoomException, AccessException, LimitException {
    Negotiated negotiated = media.negotiate(message);
    layers.published(participant, negotiated.published().values());
    layers.received(negotiated.received().values());
    return new ServerMessage.Answer(
        message.id(),
        negotiated.answer().format(),
        byMid(negotiated.published()),
        byMid(negotiated.received()));
  }

  void candidate(ClientMessage.Candidate message) throws ProtocolException {
    if (message.candidate() != null) {
      media.addCandidate(message.candidate());
    }
  }

  void unpublish(String trackId) throws ProtocolException {
    Track track = Requests.track(participant, trackId);
    if (track.publisher() != participant) {
      throw new ProtocolException(
          ErrorCode.TRACK_NOT_FOUND,
          "track %s is %s's: only its publisher can unpublish it"
              .formatted(trackId, track.publisher().id()));
    }
    media.unpublish(track);
  }

  void subscribe(ClientMessage.Subscribe message) throws ProtocolException, AccessException {
    grant.checkSubscribing();
    if (message.participant() != null) {
      participant.subscribe(Requests.participant(participant, message.participant()));
    } else if (message.track() != null) {
      participant.subscribe(Requests.othersTrack(participant, message.track()));
    } else {
      participant.subscribeAll();
    }
  }

  void unsubscribe(ClientMessage.Unsubscribe message) throws ProtocolException {
    if (message.participant() != null) {
      participant.unsubscribe(Requests.participant(participant, message.participant()));
    } else if (message.track() != null) {
      participant.unsubscribe(Requests.othersTrack(participant, message.track()));
    } else {
      participant.unsubscribeAll();
    }
  }

  void setPaused(String trackId, boolean paused) throws ProtocolException {
    Track track = Requests.track(participant, trackId);
    if (track.publisher() == participant) {
      participant.setPaused(track, paused);
    } else if (!media.setPaused(track, paused)) {
      throw new ProtocolException(
          ErrorCode.TRACK_NOT_FOUND,
          "track %s isn't being received: name it in an offer's \"receive\" first"
              .formatted(trackId));
    }
  }

  void prefer(ClientMessage.Prefer message) throws ProtocolException {
    media.prefer(Requests.othersTrack(participant, message.track()), message.preferences());
  }

  void explain() {
    layers.ask();
  }

  void setPinned(String participantId, boolean pinned) throws ProtocolException {
    Participant other = Requests.participant(participant, participantId);
    if (pinned) {
      participant.pin(other);
    } else {
      participant.unpin(other);
    }
  }

  void setLastN(int n) throws AccessException {
    checkModerating();
    participant.room().setLastN(n);
  }

  void describe(ClientMessage.Describe message) throws RoomException {
    participant.describe(
        message.name() == null ? participant.name() : message.name(),
        message.metadata() == null ? participant.metadata() : message.metadata());
  }

  void setMuted(String trackId, boolean muted) throws ProtocolException, AccessException {
    checkModerating();
    Track track = Requests.track(participant, trackId);
    track.publisher().setMuted(track, muted);
  }

  void remove(String participantId) throws ProtocolException, AccessException {
    checkModerating();
    Requests.anybody(participant, participantId).leave(LeaveReason.REMOVED);
  }

  void closeRoom() {
    participant.room().close(LeaveReason.ROOM_CLOSED);
  }

  void checkModerating() throws AccessException {
    grant.checkModerating(participant.room().name());
  }

  @Override
  public void removed(LeaveReason reason) {
    context.vertx().cancelTimer(timeoutTimer);
    media.close();
    ended.run();
    ClientSocket last = socket;
    socket = null;
    if (last != null && isByOthers(reason)) {
      last.send(new ServerMessage.ParticipantLeft(participant.id(), Reason.of(reason)));
      last.close(ClientSocket.NORMAL, Reason.of(reason).text());
    }
  }

  /** Whether the client has to be told; of the end of the server its close code tells. */
  private static boolean isByOthers(LeaveReason reason) {
    return switch (reason) {
      case REPLACED, REMOVED, ROOM_CLOSED -> true;
      case LEFT, TIMEOUT, SHUTDOWN -> false;
    };
  }

  @Override
  public void wantedTracksChanged() {
    // Several changes of one turn, such as camera and microphone, become one event.
    if (!subscriptionsChanged) {
      subscriptionsChanged = true;
      context
          .vertx()
          .runOnContext(
              turn -> {
                if (subscriptionsChanged) {
                  sendSubscriptions();
                }
              });
    }
  }

  @Override
  public void lastNChanged() {
    // As above: each track that is paused or comes back may change it.
    if (!lastNChanged) {
      lastNChanged = true;
      context
          .vertx()
          .runOnContext(
              turn -> {
                if (lastNChanged) {
                  sendLastN();
                }
              });
    }
  }

  @Override
  public void demandChanged(Track track, List<WantedEncoding> encodings) {
    layers.demandChanged(track, encodings);
  }

  @Override
  public void layerChanged(Participant receiver, Track track, SubscriptionStatistics now) {
    layers.layer(track, now);
  }

  @Override
  public void layerReported(Track track, SubscriptionStatistics now) {
    layers.layer(track, now);
  }

  @Override
  public void speakersChanged(Room room) {
    speakers.ask();
  }

  @Override
  public void participantJoined(Participant other) {
    send(new ServerMessage.ParticipantJoined(States.of(other)));
  }

  @Override
  public void participantLeft(Participant other, LeaveReason reason) {
    send(new ServerMessage.ParticipantLeft(other.id(), Reason.of(reason)));
  }

  @Override
  public void participantUpdated(Participant other) {
    send(new ServerMessage.ParticipantUpdated(States.of(other)));
  }

  @Override
  public void trackPublished(Track track) {
    send(new ServerMessage.TrackPublished(track.publisher().id(), States.of(track)));
  }

  @Override
  public void trackUnpublished(Track track) {
    media.trackGone(track);
    layers.forget(track);
    send(new ServerMessage.TrackUnpublished(track.publisher().id(), track.id()));
  }

  @Override
  public void trackPaused(Track track) {
    media.trackChanged(track);
    send(new ServerMessage.TrackPaused(track.publisher().id(), track.id()));
  }

  @Override
  public void trackResumed(Track track) {
    media.trackChanged(track);
    send(new ServerMessage.TrackResumed(track.publisher().id(), track.id()));
  }

  @Override
  public void trackMutedOrUnmuted(Track track) {
    media.trackChanged(track);
    String publisher = track.publisher().id();
    send(
        track.muted()
            ? new ServerMessage.TrackMuted(publisher, track.id())
            : new ServerMessage.TrackUnmuted(publisher, track.id()));
  }

  private void sendSubscriptions() {
    subscriptionsChanged = false;
    send(
        new ServerMessage.Subscriptions(
            participant.wantedTracks().stream().map(States::wanted).toList()));
  }

  private void sendLastN() {
    lastNChanged = false;
    send(
        new ServerMessage.LastN(
            participant.room().lastN(), participant.leftOut().stream().map(Track::id).toList()));
  }

  private void sendSpeakers() {
    send(
        new ServerMessage.Speakers(
            participant.room().speakers().stream().limit(MOST_SPEAKERS).map(States::of).toList()));
  }

  private void send(ServerMessage message) {
    if (socket != null) {
      socket.send(message);
    }
  }

  private static List<MidTrack> byMid(Map<String, Track> tracks) {
    return tracks.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(entry -> new MidTrack(entry.getKey(), entry.getValue().id()))
        .toList();
  }
}

package dev.sluice.signaling.websocket;

import dev.sluice.core.room.LeaveReason;
import dev.sluice.core.room.RoomException;
import dev.sluice.signaling.access.AccessException;
import dev.sluice.signaling.access.Caller;
import dev.sluice.signaling.access.Grant;
import dev.sluice.signaling.admission.Limit;
import dev.sluice.signaling.admission.LimitException;
import dev.sluice.signaling.admission.TokenBucket;
import dev.sluice.signaling.websocket.MessageReader.Incoming;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one socket says, message by message in order. A message that can't be carried out gets an
 * error and changes nothing; the socket stays open. Control thread only.
 */
final class Conversation {

  private static final Logger LOG = LoggerFactory.getLogger(Conversation.class);

  private final SessionContext context;
  private final WebSocketEndpoint sessions;
  private final ClientSocket socket;
  private final Caller caller;
  private final Optional<String> address;
  private final TokenBucket messages;
  private WebSocketSession session;

  Conversation(
      SessionContext context,
      WebSocketEndpoint sessions,
      ClientSocket socket,
      Caller caller,
      Optional<String> address) {
    this.context = context;
    this.sessions = sessions;
    this.socket = socket;
    this.caller = caller;
    this.address = address;
    this.messages = context.admission().messages();
  }

  void onText(String text) {
    if (!take()) {
      return;
    }
    Incoming incoming = MessageReader.read(text);
    if (incoming.problem() != null) {
      error(incoming.id(), incoming.problem());
      return;
    }
    attempt(incoming.message().id(), () -> carryOut(incoming.message()));
  }

  /** Vert.x answers it, and the answer waits without a bound where the client doesn't read. */
  void onPing() {
    var _ = take();
  }

  private boolean take() {
    socket.heard();
    if (messages.take(System.nanoTime())) {
      return true;
    }
    tooMany();
    return false;
  }

  /**
   * The socket is closed.
   *
   * @param farewell whether the client closed it on purpose, which means that it leaves
   */
  void onClosed(boolean farewell) {
    if (hasSession()) {
      if (farewell) {
        session.leave(LeaveReason.LEFT);
      } else {
        session.detach(socket);
      }
    }
  }

  private void tooMany() {
    context.admission().counters().count(Limit.MESSAGE_RATE);
    int most = context.settings().limits().messagesPerSecond();
    error(
        null,
        new ProtocolException(
            ErrorCode.TOO_MANY_MESSAGES,
            "a client may send %d messages and pings per second (max-message-rate)"
                .formatted(most)));
    socket.close(ClientSocket.TOO_MANY_MESSAGES, "too many messages: resume, more slowly");
  }

  private interface Act {
    void run() throws ProtocolException, RoomException, AccessException, LimitException;
  }

  private void attempt(Long id, Act act) {
    try {
      act.run();
    } catch (ProtocolException e) {
      error(id, e);
    } catch (LimitException e) {
      error(id, new ProtocolException(Requests.code(e), e.getMessage()));
    } catch (RoomException e) {
      Limit.of(e).ifPresent(context.admission().counters()::count);
      error(id, new ProtocolException(Requests.code(e), e.getMessage()));
    } catch (AccessException e) {
      error(id, new ProtocolException(Requests.code(e), e.getMessage()));
    } catch (RuntimeException e) {
      // A mistake of ours must not end the client's session, let alone others'.
      LOG.error("A message could not be handled", e);
      error(
          id, new ProtocolException(ErrorCode.INTERNAL, "the server made a mistake: see its log"));
    }
  }

  private void carryOut(ClientMessage message)
      throws ProtocolException, RoomException, AccessException, LimitException {
    Long id = message.id();
    switch (message) {
      case ClientMessage.Ping ping -> socket.send(new ServerMessage.Pong(ping.id()));
      case ClientMessage.Join join -> join(join);
      case ClientMessage.Resume resume -> resume(resume);
      case ClientMessage.Leave leave -> leave(leave);
      case ClientMessage.Offer offer -> socket.send(session().offer(offer));
      case ClientMessage.Candidate candidate -> session().candidate(candidate);
      case ClientMessage.Unpublish unpublish -> {
        session().unpublish(unpublish.track());
        ok(id);
      }
      case ClientMessage.Subscribe subscribe -> {
        session().subscribe(subscribe);
        ok(id);
      }
      case ClientMessage.Unsubscribe unsubscribe -> {
        session().unsubscribe(unsubscribe);
        ok(id);
      }
      case ClientMessage.Pause pause -> {
        session().setPaused(pause.track(), true);
        ok(id);
      }
      case ClientMessage.ResumeTrack resume -> {
        session().setPaused(resume.track(), false);
        ok(id);
      }
      case ClientMessage.Prefer prefer -> {
        session().prefer(prefer);
        ok(id);
      }
      case ClientMessage.Explain _ -> {
        session().explain();
        ok(id);
      }
      case ClientMessage.Pin pin -> {
        session().setPinned(pin.participant(), true);
        ok(id);
      }
      case ClientMessage.Unpin unpin -> {
        session().setPinned(unpin.participant(), false);
        ok(id);
      }
      case ClientMessage.SetLastN change -> {
        session().setLastN(change.n());
        ok(id);
      }
      case ClientMessage.Describe describe -> {
        session().describe(describe);
        ok(id);
      }
      case ClientMessage.Mute mute -> {
        session().setMuted(mute.track(), true);
        ok(id);
      }
      case ClientMessage.Unmute unmute -> {
        session().setMuted(unmute.track(), false);
        ok(id);
      }
      case ClientMessage.Remove remove -> {
        session().remove(remove.participant());
        ok(id);
      }
      case ClientMessage.CloseRoom close -> {
        session().checkModerating();
        // Its sender is put out as well, and hears nothing after that.
        ok(id);
        session().closeRoom();
      }
    }
  }

  private void join(ClientMessage.Join message) throws ProtocolException {
    requireNoSession();
    // Nothing that follows is read before the join is answered.
    socket.pauseReading();
    context
        .access()
        .grant(caller.withToken(Optional.ofNullable(message.token())))
        .onComplete(
            done -> {
              if (done.succeeded()) {
                attempt(message.id(), () -> queue(message, done.result()));
              } else {
                attempt(message.id(), () -> refuse(done.cause()));
                socket.continueReading();
              }
            });
  }

  private void queue(ClientMessage.Join message, Grant grant) throws LimitException {
    try {
      context
          .admission()
          .enter(
              address,
              () -> {
                if (socket.isOpen()) {
                  attempt(message.id(), () -> enter(message, grant));
                  socket.continueReading();
                }
              });
    } catch (LimitException e) {
      socket.continueReading();
      throw e;
    }
  }

  private static void refuse(Throwable cause) throws AccessException {
    if (cause instanceof AccessException e) {
      throw e;
    }
    throw new IllegalStateException(cause);
  }

  private void enter(ClientMessage.Join message, Grant grant)
      throws RoomException, AccessException {
    String token = context.ids().newSecret();
    session = WebSocketSession.join(context, message, grant, token, () -> sessions.remove(token));
    sessions.put(token, session);
    session.attach(socket, message.id(), false);
  }

  private void resume(ClientMessage.Resume message) throws ProtocolException {
    requireNoSession();
    session =
        sessions
            .find(message.resume())
            .orElseThrow(
                () ->
                    new ProtocolException(
                        ErrorCode.RESUME_FAILED,
                        "no session has this token, or not any more: send a join"));
    session.attach(socket, message.id(), true);
  }

  private void leave(ClientMessage.Leave message) throws ProtocolException {
    session().leave(LeaveReason.LEFT);
    socket.send(new ServerMessage.Left(message.id()));
    socket.close(ClientSocket.NORMAL, "left");
  }

  private WebSocketSession session() throws ProtocolException {
    if (!hasSession()) {
      throw new ProtocolException(
          ErrorCode.NOT_JOINED, "send a join or a resume first; only a ping may come before");
    }
    return session;
  }

  private void requireNoSession() throws ProtocolException {
    if (hasSession()) {
      throw new ProtocolException(
          ErrorCode.ALREADY_JOINED,
          "this socket has joined already: one socket holds one session, so leave first or open"
              + " another");
    }
  }

  /** Whether there is one that is neither over nor taken up by another socket. */
  private boolean hasSession() {
    return session != null && session.speaksThrough(socket);
  }

  private void ok(Long id) {
    socket.send(new ServerMessage.Ok(id));
  }

  private void error(Long id, ProtocolException problem) {
    socket.send(new ServerMessage.Failure(id, problem.code(), problem.getMessage()));
  }
}

package dev.sluice.signaling.whip;

import dev.sluice.signaling.http.Problem;
import dev.sluice.signaling.room.RandomIds;
import dev.sluice.signaling.sdp.SdpException;
import dev.sluice.signaling.sdp.TrickleFragment;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The open sessions of WHIP and WHEP, and what may be done to them. Control thread only. */
final class MediaSessions {

  private final RandomIds ids;
  private final Map<String, MediaSession> byPath = new HashMap<>();
  private final Map<String, Runnable> endings = new HashMap<>();

  MediaSessions(RandomIds ids) {
    this.ids = ids;
  }

  /** A path below the endpoint's that nobody can guess: who knows it may end the session. */
  String newPath(String endpoint) {
    return endpoint + '/' + ids.newSecret();
  }

  String newEntityTag() {
    return '"' + ids.newId() + '"';
  }

  /**
   * The session is there.
   *
   * @param gone is run when it is over
   */
  void add(MediaSession session, Runnable gone) {
    byPath.put(session.path(), session);
    endings.put(session.path(), gone);
  }

  /** The session is over: its URL is answered with 404 from now on. */
  void remove(String path) {
    byPath.remove(path);
    Runnable gone = endings.remove(path);
    if (gone != null) {
      gone.run();
    }
  }

  void close() {
    for (MediaSession session : List.copyOf(byPath.values())) {
      remove(session.path());
      session.close();
    }
  }

  void delete(RoutingContext request) {
    MediaSession session = find(request);
    if (session != null) {
      remove(session.path());
      session.close();
      request.response().setStatusCode(200).end();
    }
  }

  void patch(RoutingContext request) {
    MediaSession session = find(request);
    if (session == null) {
      return;
    }
    if (!MediaTypes.is(request, TrickleFragment.MEDIA_TYPE)) {
      Problem.of(
              415,
              "unsupported-media-type",
              "a PATCH has the Content-Type " + TrickleFragment.MEDIA_TYPE)
          .send(request);
      return;
    }
    TrickleFragment fragment;
    try {
      fragment = TrickleFragment.parse(MediaTypes.body(request));
    } catch (SdpException e) {
      Problem.of(400, "bad-fragment", e.getMessage()).send(request);
      return;
    }
    if (preconditionHolds(session, request)) {
      apply(session, fragment, request);
    }
  }

  private void apply(MediaSession session, TrickleFragment fragment, RoutingContext request) {
    if (!session.isRestart(fragment)) {
      session.trickle(fragment);
      request.response().setStatusCode(204).end();
      return;
    }
    TrickleFragment ours = session.restart(fragment, newEntityTag());
    request
        .response()
        .setStatusCode(200)
        .putHeader(HttpHeaders.CONTENT_TYPE, TrickleFragment.MEDIA_TYPE)
        .putHeader(HttpHeaders.ETAG, session.entityTag())
        .end(ours.format());
  }

  /** RFC 9725 section 4.3.1: the tag of the present ICE session, or *, as a restart says. */
  private static boolean preconditionHolds(MediaSession session, RoutingContext request) {
    String ifMatch = request.request().getHeader(HttpHeaders.IF_MATCH);
    if (ifMatch == null) {
      Problem.of(
              428,
              "precondition-required",
              "say in If-Match which ICE session this is for: the ETag of the last 201 or 200, or *"
                  + " to restart ICE")
          .send(request);
      return false;
    }
    boolean holds =
        ifMatch.strip().equals("*")
            || List.of(ifMatch.split("\\s*,\\s*", -1)).contains(session.entityTag());
    if (!holds) {
      Problem.of(
              412,
              "precondition-failed",
              "If-Match names another ICE session than the present one, which is "
                  + session.entityTag())
          .send(request);
    }
    return holds;
  }

  private MediaSession find(RoutingContext request) {
    MediaSession session = byPath.get(request.request().path());
    if (session == null) {
      Problem.of(
              404,
              "session-not-found",
              "no such session, or not any more: POST an offer to the endpoint for a new one")
          .send(request);
    }
    return session;
  }
}

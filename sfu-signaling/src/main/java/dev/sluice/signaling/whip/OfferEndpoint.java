package dev.sluice.signaling.whip;

import dev.sluice.core.room.RoomException;
import dev.sluice.signaling.access.AccessException;
import dev.sluice.signaling.access.Grant;
import dev.sluice.signaling.access.Guard;
import dev.sluice.signaling.access.IceServers;
import dev.sluice.signaling.admission.Admission;
import dev.sluice.signaling.admission.Limit;
import dev.sluice.signaling.admission.LimitException;
import dev.sluice.signaling.http.Problem;
import dev.sluice.signaling.http.Resource;
import dev.sluice.signaling.jsep.NegotiationException;
import dev.sluice.signaling.sdp.SdpException;
import dev.sluice.signaling.sdp.SessionDescription;
import dev.sluice.signaling.sdp.TrickleFragment;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/**
 * What WHIP's and WHEP's endpoints have in common: an offer is POSTed, a session with an answer
 * comes back. Control thread only.
 */
abstract class OfferEndpoint {

  private final String root;
  private final MediaSessions sessions;
  private final Guard guard;
  private final Admission admission;
  private final IceServers iceServers;

  OfferEndpoint(
      String root,
      MediaSessions sessions,
      Guard guard,
      Admission admission,
      IceServers iceServers) {
    this.root = root;
    this.sessions = sessions;
    this.guard = guard;
    this.admission = admission;
    this.iceServers = iceServers;
  }

  /** A session and the answer that began it. */
  record Opened(MediaSession session, SessionDescription answer) {}

  /** Thrown where a request can't be carried out. */
  static final class Refused extends Exception {
    private final transient Problem problem;

    Refused(int status, String code, String detail) {
      super(detail);
      this.problem = Problem.of(status, code, detail);
    }
  }

  /** Whether the grant, which is for this room, allows what the offer is about. */
  abstract void check(Grant grant, String participant, SessionDescription offer)
      throws AccessException;

  /**
   * Begins a session.
   *
   * @param path of the session's URL
   */
  abstract Opened open(
      RoutingContext request,
      String room,
      String participant,
      SessionDescription offer,
      String path)
      throws Refused, RoomException, NegotiationException;

  final void mount(Router router) {
    new Resource(root + "/:room/:participant")
        .on(HttpMethod.POST, request -> guard.withGrant(request, grant -> post(request, grant)))
        .onOptions(
            request -> {
              request.response().putHeader("Accept-Post", MediaTypes.SDP);
              // Before a token is seen, credentials are none of anybody's business.
              if (guard.isOpenTo(request.request())) {
                addLinks(request, request.pathParam("participant"));
              }
            })
        .mount(router);
    new Resource(root + "/:room/:participant/:session")
        .on(HttpMethod.PATCH, sessions::patch)
        .on(HttpMethod.DELETE, sessions::delete)
        .onOptions(
            request -> request.response().putHeader("Accept-Patch", TrickleFragment.MEDIA_TYPE))
        .mount(router);
    router
        .route(root + "/*")
        .handler(
            request ->
                Problem.of(404, "not-found", "the endpoint is " + root + "/{room}/{participant}")
                    .send(request));
  }

  final MediaSessions sessions() {
    return sessions;
  }

  private void post(RoutingContext request, Grant grant) throws AccessException {
    grant.checkEntering(request.pathParam("room"));
    if (!MediaTypes.is(request, MediaTypes.SDP)) {
      Problem.of(415, "unsupported-media-type", "a POST has the Content-Type " + MediaTypes.SDP)
          .send(request);
      return;
    }
    Optional<String> address = admission.addressOf(request.request());
    SessionDescription offer;
    try {
      admission.checkSdp(MediaTypes.body(request));
      offer = SessionDescription.parse(MediaTypes.body(request));
    } catch (LimitException e) {
      refuse(request, e);
      return;
    } catch (SdpException e) {
      Problem.of(400, "bad-sdp", e.getMessage()).send(request);
      return;
    }
    if (offer.media().isEmpty()) {
      Problem.of(400, "bad-sdp", "the offer needs a media section (m=)").send(request);
      return;
    }
    check(grant, request.pathParam("participant"), offer);
    try {
      admission.enter(address, () -> open(request, grant, address, offer));
    } catch (LimitException e) {
      refuse(request, e);
    }
  }

  private static void refuse(RoutingContext request, LimitException e) {
    Problem.of(e.limit().status(), e.limit().code(), e.getMessage()).send(request);
  }

  private void open(
      RoutingContext request, Grant grant, Optional<String> address, SessionDescription offer) {
    if (request.response().closed()) {
      return;
    }
    Runnable gone;
    try {
      gone = admission.connect(address);
    } catch (LimitException e) {
      refuse(request, e);
      return;
    }
    boolean isOpen = false;
    try {
      Opened opened =
          open(
              request,
              request.pathParam("room"),
              request.pathParam("participant"),
              offer,
              sessions.newPath(request.request().path()));
      sessions.add(opened.session(), gone);
      isOpen = true;
      addLinks(request, grant.identity().orElse(request.pathParam("participant")));
      created(request, opened);
    } catch (Refused e) {
      request.response().putHeader(HttpHeaders.RETRY_AFTER, Problem.RETRY_SECONDS);
      e.problem.send(request);
    } catch (RoomException e) {
      Limit.of(e).ifPresent(admission.counters()::count);
      refused(e).send(request);
    } catch (NegotiationException e) {
      Problem.of(422, "bad-offer", e.getMessage()).send(request);
    } catch (RuntimeException e) {
      // Who had to wait is let in in a turn of its own, where nobody else would answer.
      request.fail(e);
    } finally {
      if (!isOpen) {
        gone.run();
      }
    }
  }

  private void created(RoutingContext request, Opened opened) {
    request
        .response()
        .setStatusCode(201)
        .putHeader(HttpHeaders.CONTENT_TYPE, MediaTypes.SDP)
        .putHeader(HttpHeaders.LOCATION, opened.session().path())
        .putHeader(HttpHeaders.ETAG, opened.session().entityTag())
        .putHeader("Accept-Patch", TrickleFragment.MEDIA_TYPE)
        .end(opened.answer().format());
  }

  private void addLinks(RoutingContext request, String identity) {
    iceServers
        .of(identity)
        .forEach(server -> request.response().headers().add("Link", server.toLink()));
  }

  private static Problem refused(RoomException e) {
    return switch (e.reason()) {
      case INVALID -> Problem.of(400, "invalid", e.getMessage());
      case PARTICIPANT_TAKEN -> Problem.of(409, "participant-taken", e.getMessage());
      case PARTICIPANT_NOT_FOUND -> Problem.of(404, "participant-not-found", e.getMessage());
      case TRACK_NOT_FOUND -> Problem.of(404, "track-not-found", e.getMessage());
      case TOO_MANY_TRACKS -> Problem.of(422, "too-many-tracks", e.getMessage());
      case TOO_MANY_ROOMS -> Problem.of(503, "too-many-rooms", e.getMessage());
      case ROOM_FULL -> Problem.of(503, "room-full", e.getMessage());
    };
  }
}

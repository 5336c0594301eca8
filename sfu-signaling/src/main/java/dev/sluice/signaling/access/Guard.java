package dev.sluice.signaling.access;

import dev.sluice.signaling.http.Problem;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Consumer;

/** Stands before HTTP resources and asks for tokens (RFC 6750). Control thread only. */
public final class Guard {

  private final Access access;

  public Guard(Access access) {
    this.access = access;
  }

  /** Whether its sender is let in without a token. */
  public boolean isOpenTo(HttpServerRequest request) {
    return !access.needsToken() && access.grant(Caller.of(request)).succeeded();
  }

  /** For what an operator reads: where no tokens are needed, everybody may. */
  public Handler<RoutingContext> reading(Handler<RoutingContext> handler) {
    return request ->
        withGrant(
            request,
            grant -> {
              if (access.needsToken()) {
                grant.checkAdmin();
              }
              handler.handle(request);
            });
  }

  /** For what changes the server. */
  public Handler<RoutingContext> admin(Handler<RoutingContext> handler) {
    return request ->
        withGrant(
            request,
            grant -> {
              grant.checkAdmin();
              handler.handle(request);
            });
  }

  /** For what an admin, or a moderator of the room {@code :room}, does. */
  public Handler<RoutingContext> moderator(Handler<RoutingContext> handler) {
    return request ->
        withGrant(
            request,
            grant -> {
              grant.checkModerating(request.pathParam("room"));
              handler.handle(request);
            });
  }

  /** What is done with a grant, which may turn out not to suffice. */
  public interface Act {
    void with(Grant grant) throws AccessException;
  }

  /** Acts, or answers the request with 401 or 403. */
  public void withGrant(RoutingContext request, Act act) {
    access
        .grant(Caller.of(request.request()))
        .onComplete(
            done -> {
              try {
                if (done.failed()) {
                  refuse(request, done.cause());
                } else {
                  act.with(done.result());
                }
              } catch (AccessException e) {
                refuse(request, e);
              } catch (RuntimeException e) {
                request.fail(e);
              }
            });
  }

  private static void refuse(RoutingContext request, Throwable cause) {
    if (cause instanceof AccessException e) {
      refuse(request, e);
    } else {
      request.fail(cause);
    }
  }

  private static void refuse(RoutingContext request, AccessException e) {
    Consumer<String> challenge = text -> request.response().putHeader("WWW-Authenticate", text);
    switch (e.reason()) {
      case UNAUTHORIZED -> {
        // RFC 6750 section 3.1: without a token there is no error to speak of.
        boolean given = Caller.of(request.request()).token().isPresent();
        challenge.accept("Bearer realm=\"sluice\"" + (given ? ", error=\"invalid_token\"" : ""));
        Problem.of(401, "unauthorized", e.getMessage()).send(request);
      }
      case NOT_ALLOWED -> {
        challenge.accept("Bearer realm=\"sluice\", error=\"insufficient_scope\"");
        Problem.of(403, "not-allowed", e.getMessage()).send(request);
      }
    }
  }
}

package dev.sluice.signaling.http;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One path and the methods that it has: any other is answered with 405 and {@code Allow}, OPTIONS
 * by itself, and pages of every origin may use it: no cookie lets anybody in, only tokens do.
 */
public final class Resource {

  private static final String EXPOSED =
      "Location, ETag, Link, Accept-Patch, Accept-Post, Retry-After, Preference-Applied, Allow,"
          + " WWW-Authenticate";
  private static final String ACCEPTED = "Authorization, Content-Type, If-Match, Prefer";
  private static final String PREFLIGHT_SECONDS = "86400";

  private final String path;
  private final Map<HttpMethod, Handler<RoutingContext>> methods = new LinkedHashMap<>();
  private Handler<RoutingContext> options = request -> {};

  public Resource(String path) {
    this.path = path;
  }

  public Resource on(HttpMethod method, Handler<RoutingContext> handler) {
    methods.put(method, handler);
    return this;
  }

  /** Adds headers to the response to OPTIONS. */
  public Resource onOptions(Handler<RoutingContext> headers) {
    options = headers;
    return this;
  }

  public void mount(Router router) {
    router.route(path).handler(this::handle);
  }

  private void handle(RoutingContext request) {
    request
        .response()
        .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, "*")
        .putHeader(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
    HttpMethod method = request.request().method();
    if (method.equals(HttpMethod.OPTIONS)) {
      answerOptions(request);
    } else if (methods.containsKey(method)) {
      methods.get(method).handle(request);
    } else {
      request.response().putHeader(HttpHeaders.ALLOW, allowed());
      Problem.of(405, "method-not-allowed", "this resource has the methods " + allowed())
          .send(request);
    }
  }

  private void answerOptions(RoutingContext request) {
    request
        .response()
        .putHeader(HttpHeaders.ALLOW, allowed())
        .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, allowed())
        .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, ACCEPTED)
        .putHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, PREFLIGHT_SECONDS);
    options.handle(request);
    request.response().end();
  }

  private String allowed() {
    List<String> names = new ArrayList<>();
    methods.keySet().forEach(method -> names.add(method.name()));
    names.add("OPTIONS");
    return String.join(", ", names);
  }
}

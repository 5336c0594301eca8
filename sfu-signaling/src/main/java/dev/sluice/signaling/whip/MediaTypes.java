package dev.sluice.signaling.whip;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;

/** What a request carries. */
final class MediaTypes {

  static final String SDP = "application/sdp";

  private MediaTypes() {}

  /** Compares without parameters and regard to case (RFC 9110 section 8.3.1). */
  static boolean is(RoutingContext request, String mediaType) {
    String given = request.request().getHeader(HttpHeaders.CONTENT_TYPE);
    return given != null
        && given.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals(mediaType);
  }

  static String body(RoutingContext request) {
    String body = request.body() == null ? null : request.body().asString();
    return body == null ? "" : body;
  }
}

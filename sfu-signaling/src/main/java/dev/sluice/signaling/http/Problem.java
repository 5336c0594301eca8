package dev.sluice.signaling.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;

/**
 * An error as {@code application/problem+json} (RFC 9457).
 *
 * @param code for programs, stable
 * @param detail for people: what was wrong and what would be right
 */
public record Problem(String type, String title, int status, String code, String detail) {

  /** After how long whoever was refused may as well try again. */
  public static final String RETRY_SECONDS = "2";

  private static final String MEDIA_TYPE = "application/problem+json";
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  public static Problem of(int status, String code, String detail) {
    return new Problem(
        "about:blank", HttpResponseStatus.valueOf(status).reasonPhrase(), status, code, detail);
  }

  /** Ends the response with this. */
  public void send(RoutingContext request) {
    if (request.response().ended()) {
      return;
    }
    if (status == 429 || status == 503) {
      request.response().putHeader(HttpHeaders.RETRY_AFTER, RETRY_SECONDS);
    }
    try {
      request
          .response()
          .setStatusCode(status)
          .putHeader(HttpHeaders.CONTENT_TYPE, MEDIA_TYPE)
          .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
          .end(MAPPER.writeValueAsString(this));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("every problem can be written", e);
    }
  }
}

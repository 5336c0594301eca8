package dev.sluice.signaling.pages;

import dev.sluice.signaling.http.Problem;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Static files from the resources under {@code /web}. Browsers ask each time whether a file has
 * changed (its entity tag is a hash of its bytes), so nobody runs yesterday's script. Control
 * thread only.
 */
public final class WebPages implements Handler<RoutingContext> {

  private static final String ROOT = "/web";
  private static final String NOT_FOUND = "/404.html";
  private static final Pattern SAFE_PATH = Pattern.compile("(/[A-Za-z0-9_-][A-Za-z0-9._-]*)+");
  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("html", "text/html; charset=utf-8"),
          Map.entry("js", "text/javascript; charset=utf-8"),
          Map.entry("mjs", "text/javascript; charset=utf-8"),
          Map.entry("ts", "text/plain; charset=utf-8"),
          Map.entry("css", "text/css; charset=utf-8"),
          Map.entry("json", "application/json"),
          Map.entry("yaml", "application/yaml"),
          Map.entry("webmanifest", "application/manifest+json"),
          Map.entry("svg", "image/svg+xml"),
          Map.entry("png", "image/png"),
          Map.entry("jpg", "image/jpeg"),
          Map.entry("webp", "image/webp"),
          Map.entry("ico", "image/x-icon"),
          Map.entry("woff2", "font/woff2"),
          Map.entry("txt", "text/plain; charset=utf-8"));

  private record Page(Buffer content, String type, String entityTag) {}

  private final Map<String, Page> pages = new HashMap<>();

  @Override
  public void handle(RoutingContext request) {
    String path = request.normalizedPath();
    Optional<Page> page = find(fileAt(path));
    HttpMethod method = request.request().method();
    if (page.isEmpty() && isRead(request)) {
      request.response().setStatusCode(404);
      send(find(NOT_FOUND).orElseThrow(), request);
    } else if (page.isEmpty()) {
      Problem.of(404, "not-found", "nothing is at " + path + ": the start page is at /")
          .send(request);
    } else if (!method.equals(HttpMethod.GET) && !method.equals(HttpMethod.HEAD)) {
      request.response().putHeader(HttpHeaders.ALLOW, "GET, HEAD");
      Problem.of(405, "method-not-allowed", "a page has the methods GET, HEAD").send(request);
    } else {
      send(page.get(), request);
    }
  }

  /** Addresses that people type have no extension: {@code /admin} is a page. */
  private static String fileAt(String path) {
    if (path.endsWith("/")) {
      return path + "index.html";
    }
    return path.indexOf('.', path.lastIndexOf('/')) < 0 ? path + ".html" : path;
  }

  /** Whether a person looks at the answer: browsers ask for HTML by name when they navigate. */
  private static boolean isRead(RoutingContext request) {
    String accepted = request.request().getHeader(HttpHeaders.ACCEPT);
    return accepted != null
        && accepted.contains("text/html")
        && request.request().method().equals(HttpMethod.GET);
  }

  private static void send(Page page, RoutingContext request) {
    request
        .response()
        .putHeader(HttpHeaders.ETAG, page.entityTag())
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
        .putHeader("X-Content-Type-Options", "nosniff")
        .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    if (page.entityTag().equals(request.request().getHeader(HttpHeaders.IF_NONE_MATCH))) {
      request.response().setStatusCode(304).end();
      return;
    }
    request.response().putHeader(HttpHeaders.CONTENT_TYPE, page.type());
    if (request.request().method().equals(HttpMethod.HEAD)) {
      request
          .response()
          .putHeader(HttpHeaders.CONTENT_LENGTH, String.valueOf(page.content().length()))
          .end();
    } else {
      request.response().end(page.content());
    }
  }

  /** Files are few and small: each is read once, when it is first asked for. */
  private Optional<Page> find(String path) {
    if (!SAFE_PATH.matcher(path).matches()) {
      return Optional.empty();
    }
    String type = TYPES.get(path.substring(path.lastIndexOf('.') + 1));
    if (type == null) {
      return Optional.empty();
    }
    Page known = pages.get(path);
    if (known != null) {
      return Optional.of(known);
    }
    try (InputStream in = WebPages.class.getResourceAsStream(ROOT + path)) {
      if (in == null) {
        return Optional.empty();
      }
      byte[] content = in.readAllBytes();
      Page page = new Page(Buffer.buffer(content), type, entityTag(content));
      pages.put(path, page);
      return Optional.of(page);
    } catch (IOException e) {
      throw new IllegalStateException("packed with the server but unreadable: " + path, e);
    }
  }

  private static String entityTag(byte[] content) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
      return '"' + HexFormat.of().formatHex(hash, 0, 12) + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}

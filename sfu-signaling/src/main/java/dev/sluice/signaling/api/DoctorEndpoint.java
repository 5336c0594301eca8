package dev.sluice.signaling.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.signaling.access.Guard;
import dev.sluice.signaling.doctor.Diagnosis;
import dev.sluice.signaling.doctor.Doctor;
import dev.sluice.signaling.http.Resource;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** {@code /api/v1/doctor}: whether clients can reach the media port, seen anew. Control thread. */
public final class DoctorEndpoint {

  private final Vertx vertx;
  private final Guard guard;
  private final Doctor doctor;
  private Future<Diagnosis> underWay;

  public DoctorEndpoint(Vertx vertx, Guard guard, Doctor doctor) {
    this.vertx = vertx;
    this.guard = guard;
    this.doctor = doctor;
  }

  public void mount(Router router) {
    new Resource("/api/v1/doctor").on(HttpMethod.GET, guard.reading(this::show)).mount(router);
  }

  /** However many ask, one worker looks. */
  private void show(RoutingContext request) {
    if (underWay == null || underWay.isComplete()) {
      underWay = vertx.executeBlocking(doctor::examine);
    }
    underWay
        .onSuccess(
            diagnosis ->
                request
                    .response()
                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                    .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                    .end(json(diagnosis)))
        .onFailure(request::fail);
  }

  private static String json(Diagnosis diagnosis) {
    ObjectNode root = Reports.MAPPER.createObjectNode().put("reachable", diagnosis.isReachable());
    root.set("findings", Reports.MAPPER.valueToTree(diagnosis.findings()));
    return root.toString();
  }
}

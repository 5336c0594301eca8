package dev.sluice.signaling.websocket;

import io.vertx.core.Vertx;

/** Does something when asked to, at once, but not more often than it may. Control thread only. */
final class Throttle {

  private final Vertx vertx;
  private final int intervalMillis;
  private final Runnable act;
  private boolean resting;
  private boolean asked;

  Throttle(Vertx vertx, int intervalMillis, Runnable act) {
    this.vertx = vertx;
    this.intervalMillis = intervalMillis;
    this.act = act;
  }

  /** Acts now or, once for all who ask until then, when the interval is over. */
  void ask() {
    if (resting) {
      asked = true;
      return;
    }
    act.run();
    resting = true;
    vertx.setTimer(
        intervalMillis,
        timer -> {
          resting = false;
          if (asked) {
            asked = false;
            ask();
          }
        });
  }
}

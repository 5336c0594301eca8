package dev.sluice.core.room;

import java.util.concurrent.CompletableFuture;

/** What carries somebody's media, as far as a room's onlookers may ask about it. */
@FunctionalInterface
public interface Connection {

  /** Of somebody who has brought none yet. */
  Connection NONE = () -> CompletableFuture.completedFuture(null);

  /**
   * Completed on any thread; with null where there is nothing to tell, exceptionally once it is
   * closed. Control thread.
   */
  CompletableFuture<ConnectionReport> report();
}

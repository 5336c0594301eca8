package dev.sluice.signaling;

import dev.sluice.signaling.peer.FakeMediaStack;
import java.util.Map;

/** The server as a process of its own, with fake media. */
public final class FakeMediaMain {

  private FakeMediaMain() {}

  public static void main(String[] arguments) {
    System.exit(
        new Main(
                Map.of(),
                System.out,
                System.err,
                (settings, control) -> new FakeMediaStack(control))
            .execute(arguments));
  }
}

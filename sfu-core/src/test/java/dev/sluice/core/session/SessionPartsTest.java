package dev.sluice.core.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.sluice.core.transport.LoopBinding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The session's small parts, each by itself. */
class SessionPartsTest {

  @Test
  void tasksGivenBeforeTheLoopRunFirstAndInOrder() {
    TestLoop loop = new World().newLoop();
    LoopBinding binding = new LoopBinding();
    List<Integer> order = new ArrayList<>();
    binding.execute(
        () -> {
          order.add(1);
          binding.execute(() -> order.add(3));
        });
    binding.execute(() -> order.add(2));

    binding.bind(loop);
    binding.execute(() -> order.add(4));
    loop.runTasks();

    assertThat(order).containsExactly(1, 2, 3, 4);
  }

  @Test
  void aSessionHasOneLoopForGood() {
    World world = new World();
    TestPeer peer = world.newPeer(world.newLoop());

    assertThatIllegalStateException().isThrownBy(() -> peer.session().assignLoop(world.newLoop()));
  }

  @Test
  void nothingRunsOnceClosed() {
    TestLoop loop = new World().newLoop();
    LoopBinding binding = new LoopBinding();
    List<String> ran = new ArrayList<>();
    binding.bind(loop);
    binding.execute(() -> ran.add("before"));
    binding.close(() -> ran.add("last"));

    assertThat(binding.execute(() -> ran.add("after"))).isFalse();
    loop.runTasks();
    assertThat(ran).containsExactly("before", "last");
  }

  @Test
  void theSsrcMapAgreesWithAMap() {
    SsrcMap<String> map = new SsrcMap<>();
    Map<Integer, String> expected = new HashMap<>();
    Random random = new Random(1);
    for (int i = 0; i < 2000; i++) {
      int ssrc = random.nextInt(300) * 16 - 1000;
      String value = "v" + random.nextInt(40);
      if (random.nextInt(10) == 0) {
        map.removeAll(value);
        expected.values().removeIf(value::equals);
      } else {
        map.put(ssrc, value);
        expected.put(ssrc, value);
      }
    }

    assertThat(map.size()).isEqualTo(expected.size());
    for (int ssrc = -1000; ssrc < 4000; ssrc++) {
      assertThat(map.get(ssrc)).isEqualTo(expected.get(ssrc));
    }
  }
}

package dev.sluice.core.forward;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SpacedCopiesTest {

  private final SpacedCopies copies = new SpacedCopies();

  @Test
  void eachComesAsOftenAsAskedForInTurns() {
    copies.add(7, 2);
    copies.add(8, 0);
    copies.add(9, 1);

    assertThat(copies.size()).isEqualTo(2);
    assertThat(copies.take()).isEqualTo(7);
    assertThat(copies.take()).isEqualTo(9);
    assertThat(copies.size()).isEqualTo(1);
    assertThat(copies.take()).isEqualTo(7);
    assertThat(copies.size()).isZero();
  }

  @Test
  void whatThereIsNoRoomForIsLeftOut() {
    for (int number = 0; number < 100; number++) {
      copies.add(number, 1);
    }

    int taken = 0;
    while (copies.size() > 0) {
      assertThat(copies.take()).isEqualTo(taken++);
    }
    assertThat(taken).isEqualTo(64);
  }
}

package dev.sluice.ice;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class UnauthenticatedConnectionsTest {

  private final UnauthenticatedConnections connections = new UnauthenticatedConnections();

  @Test
  void oneAddressHasItsShareAndNoMore() {
    assertThat(add("192.0.2.1", UnauthenticatedConnections.MAX_PER_ADDRESS)).isTrue();
    assertThat(add("192.0.2.1", 1)).isFalse();
    assertThat(add("192.0.2.2", 1)).isTrue();
  }

  @Test
  void oneThatHasAuthenticatedMakesRoom() {
    add("192.0.2.1", UnauthenticatedConnections.MAX_PER_ADDRESS);

    connections.remove(InetAddress.ofLiteral("192.0.2.1"));

    assertThat(add("192.0.2.1", 1)).isTrue();
    assertThat(add("192.0.2.1", 1)).isFalse();
  }

  @Test
  void aNetworkOfIpv6CountsAsOneAddress() {
    for (int i = 0; i < UnauthenticatedConnections.MAX_PER_ADDRESS; i++) {
      assertThat(add("2001:db8:0:1::" + i, 1)).isTrue();
    }

    assertThat(add("2001:db8:0:1:ffff::", 1)).isFalse();
    assertThat(add("2001:db8:0:2::", 1)).isTrue();
  }

  @Test
  void allTogetherHaveABound() {
    int addresses = UnauthenticatedConnections.MAX / UnauthenticatedConnections.MAX_PER_ADDRESS;
    for (int i = 0; i < addresses; i++) {
      assertThat(add("192.0.2." + i, UnauthenticatedConnections.MAX_PER_ADDRESS)).isTrue();
    }

    assertThat(add("198.51.100.1", 1)).isFalse();
    connections.remove(InetAddress.ofLiteral("192.0.2.0"));
    assertThat(add("198.51.100.1", 1)).isTrue();
  }

  @Test
  void whoIsRefusedTakesNoRoomFromOthers() {
    add("192.0.2.1", UnauthenticatedConnections.MAX_PER_ADDRESS);
    for (int i = 0; i < UnauthenticatedConnections.MAX; i++) {
      add("192.0.2.1", 1);
    }

    assertThat(add("192.0.2.2", 1)).isTrue();
  }

  private boolean add(String address, int number) {
    boolean added = true;
    for (int i = 0; i < number; i++) {
      added &= connections.add(InetAddress.ofLiteral(address));
    }
    return added;
  }
}

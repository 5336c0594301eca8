package dev.sluice.signaling.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.signaling.LogLines;
import dev.sluice.signaling.config.Settings;
import dev.sluice.signaling.peer.ConnectionOwner;
import dev.sluice.signaling.peer.FakeMediaStack;
import dev.sluice.signaling.peer.PeerConnection;
import dev.sluice.signaling.peer.PeerConnectionFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdmissionTest {

  private static final Optional<String> SOMEWHERE = Optional.of("192.0.2.1");
  private static final ConnectionOwner OWNER = new ConnectionOwner("r", "ada");

  private static final PeerConnection.Listener DEAF =
      new PeerConnection.Listener() {
        @Override
        public void onConnected() {}

        @Override
        public void onClosed(PeerConnection.CloseReason reason) {}
      };

  private final FakeMediaStack media = new FakeMediaStack(Runnable::run);
  private final LimitCounters counters = new LimitCounters();
  private long nowNanos;
  private double cpuShare;
  private double heapShare;
  private int in;
  private final Admission admission =
      admission("--join-rate-per-address", "1", "--max-connections-per-address", "2");

  @Test
  void anAddressMayJoinSoOftenAndLaterAgain() throws Exception {
    for (int i = 0; i < 5; i++) {
      admission.enter(SOMEWHERE, this::enter);
    }

    assertRefused(Limit.ADDRESS_JOIN_RATE, () -> admission.enter(SOMEWHERE, this::enter));
    admission.enter(Optional.of("192.0.2.2"), this::enter);
    admission.enter(Optional.empty(), this::enter);
    nowNanos += 1_000_000_000L;
    admission.enter(SOMEWHERE, this::enter);
    assertThat(in).isEqualTo(8);
  }

  @Test
  void anAddressMayHaveSoManyConnections() throws Exception {
    Runnable first = admission.connect(SOMEWHERE);
    admission.connect(SOMEWHERE);

    assertRefused(Limit.ADDRESS_CONNECTIONS, () -> admission.connect(SOMEWHERE));
    first.run();
    admission.connect(SOMEWHERE);
  }

  @Test
  void anAddressMayHaveSoManyTcpConnectionsWhateverIsAskedOverThem() throws Exception {
    Runnable first = admission.accept(SOMEWHERE);
    for (int i = 1; i < 8; i++) {
      admission.accept(SOMEWHERE);
    }

    assertRefused(Limit.ADDRESS_CONNECTIONS, () -> admission.accept(SOMEWHERE));
    admission.accept(Optional.of("192.0.2.2"));
    admission.accept(Optional.empty());
    admission.connect(SOMEWHERE);
    first.run();
    admission.accept(SOMEWHERE);
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.1",
    "203.0.113.9, ",
    "127.0.0.1, ",
    "::1, ",
    "2001:db8:1:2:3:4:5:6, 20010db800010002",
  })
  void aConnectionIsCountedByItsAddressUnlessItIsAProxys(String peer, String counted) {
    assertThat(ClientAddress.of(peer, Set.of("203.0.113.9")))
        .isEqualTo(Optional.ofNullable(counted));
  }

  @Test
  void aNewRateOfJoinsHoldsForAddressesThatHaveJoinedBefore() throws Exception {
    for (int i = 0; i < 5; i++) {
      admission.enter(SOMEWHERE, this::enter);
    }
    assertRefused(Limit.ADDRESS_JOIN_RATE, () -> admission.enter(SOMEWHERE, this::enter));

    admission.use(limits("--join-rate-per-address", "2"));

    for (int i = 0; i < 10; i++) {
      admission.enter(SOMEWHERE, this::enter);
    }
    assertRefused(Limit.ADDRESS_JOIN_RATE, () -> admission.enter(SOMEWHERE, this::enter));
  }

  @Test
  void limitsThatStayTheSameGiveNobodyAFreshStart() throws Exception {
    for (int i = 0; i < 5; i++) {
      admission.enter(SOMEWHERE, this::enter);
    }

    admission.use(limits("--join-rate-per-address", "1", "--max-connections-per-address", "1"));

    assertRefused(Limit.ADDRESS_JOIN_RATE, () -> admission.enter(SOMEWHERE, this::enter));
    admission.connect(SOMEWHERE);
    assertRefused(Limit.ADDRESS_CONNECTIONS, () -> admission.connect(SOMEWHERE));
  }

  @Test
  void connectionsThatNeverConnectAreBounded() throws Exception {
    Admission bounded = admission("--max-unconnected", "2");
    List<PeerConnection.Listener> listeners = new ArrayList<>();
    PeerConnectionFactory factory =
        bounded.bounding(
            (owner, listener) -> {
              listeners.add(listener);
              return media.create(owner, listener);
            });
    factory.create(OWNER, DEAF);
    factory.create(OWNER, DEAF);

    assertRefused(Limit.UNCONNECTED, () -> bounded.enter(Optional.empty(), this::enter));
    listeners.getFirst().onConnected();
    listeners.getFirst().onClosed(PeerConnection.CloseReason.LOCAL);
    bounded.checkUnconnected();
    factory.create(OWNER, DEAF);
    assertRefused(Limit.UNCONNECTED, bounded::checkUnconnected);
  }

  @Test
  void eachConnectionIsHeldToWhatItMayPublish() {
    admission("--max-publish-bitrate", "3000000").bounding(media).create(OWNER, DEAF);

    assertThat(media.connections().getFirst().receivedLimitBps()).isEqualTo(3_000_000);
  }

  @Test
  void nobodyComesInWhileTheProcessIsTooBusy() throws Exception {
    cpuShare = 0.96;

    assertRefused(Limit.CPU, () -> admission.enter(SOMEWHERE, this::enter));
    cpuShare = 0.94;
    admission.enter(SOMEWHERE, this::enter);
    assertThat(in).isEqualTo(1);
  }

  @Test
  void nobodyComesInWhileMemoryIsShort() throws Exception {
    heapShare = 0.76;

    assertRefused(Limit.MEMORY, () -> admission.enter(SOMEWHERE, this::enter));
    heapShare = 0.74;
    admission.enter(SOMEWHERE, this::enter);
    assertThat(in).isEqualTo(1);
  }

  @Test
  void theLogTellsOnceThatAnOverloadBeginsAndLaterThatItIsOver() {
    try (LogLines log = new LogLines(Admission.class.getName())) {
      // A load that wavers.
      for (int second = 0; second < 60; second++) {
        cpuShare = second % 3 == 0 ? 0.97 : 0.94;
        admission.watchLoad();
        nowNanos += 1_000_000_000L;
      }
      assertThat(log.with("Overload: the server is busy beyond 95 %")).hasSize(1);
      assertThat(log.with("over: newcomers")).isEmpty();

      for (int second = 0; second < 20; second++) {
        admission.watchLoad();
        nowNanos += 1_000_000_000L;
      }
      assertThat(log.with("over: newcomers")).hasSize(1);
    }
  }

  @Test
  void whatSurvivesACollectionTakesMemory() {
    byte[] kept = new byte[64 << 20];
    System.gc();

    assertThat(new HeapLoad().share())
        .isBetween((double) kept.length / Runtime.getRuntime().maxMemory(), 1.0);
  }

  @Test
  void nobodyComesInWhileDraining() {
    admission.drain();

    assertRefused(Limit.DRAINING, () -> admission.enter(Optional.empty(), this::enter));
    assertThat(in).isZero();
  }

  @Test
  void theCpuLoadIsAveragedOverSeconds() {
    long[] cpuNanos = {0};
    CpuLoad load = new CpuLoad(() -> cpuNanos[0], () -> nowNanos, 2);

    for (int second = 0; second < 30; second++) {
      nowNanos += 1_000_000_000L;
      cpuNanos[0] += 2_000_000_000L;
      load.sample();
      assertThat(load.share() > 0.95).isEqualTo(second >= 14);
    }
  }

  @Test
  void aTickOfCpuTimeInAShortSampleIsNoLoad() {
    long[] cpuNanos = {0};
    CpuLoad load = new CpuLoad(() -> cpuNanos[0], () -> nowNanos, 2);

    nowNanos += 100_000;
    cpuNanos[0] += 10_000_000;
    load.sample();

    assertThat(load.share()).isLessThan(0.01);
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, , 192.0.2.1",
    "192.0.2.1, 198.51.100.7, 192.0.2.1",
    "127.0.0.1, , ",
    "::1, , ",
    "127.0.0.1, 198.51.100.7, 198.51.100.7",
    "203.0.113.9, '10.0.0.1, 198.51.100.7', 198.51.100.7",
    "127.0.0.1, nonsense, ",
    "127.0.0.1, '10.0.0.1;198.51.100.7', 198.51.100.7",
    "127.0.0.1, '10.0.0.1;198.51.100.7, 203.0.113.9', 198.51.100.7",
    "127.0.0.1, '198.51.100.7, 127.0.0.1', 198.51.100.7",
    "127.0.0.1, 198.51.100.7:51234, 198.51.100.7",
    "127.0.0.1, 2001:db8:1:2::3, 20010db800010002",
    "127.0.0.1, [2001:db8:1:2::3], 20010db800010002",
    "127.0.0.1, [2001:db8:1:2::3]:443, 20010db800010002",
    "127.0.0.1, '198.51.100.7:51234, 203.0.113.9:443', 198.51.100.7",
    "203.0.113.9, 198.51.100.7:port, 203.0.113.9",
    "203.0.113.9, 198.51.100.7:, 203.0.113.9",
    "203.0.113.9, [2001:db8:1:2::3, 203.0.113.9",
    "203.0.113.9, [2001:db8:1:2::3]443, 203.0.113.9",
    "203.0.113.9, [], 203.0.113.9",
    "203.0.113.9, nonsense, 203.0.113.9",
    "203.0.113.9, , 203.0.113.9",
    "2001:db8:1:2:3:4:5:6, , 20010db800010002",
  })
  void aClientIsCountedByItsAddress(String peer, String forwardedFor, String counted) {
    List<String> lines = forwardedFor == null ? List.of() : List.of(forwardedFor.split(";", -1));
    assertThat(ClientAddress.of(peer, lines, Set.of("203.0.113.9")))
        .isEqualTo(Optional.ofNullable(counted));
  }

  private static Settings.Limits limits(String... flags) {
    return Settings.read(List.of(flags), Map.of()).limits();
  }

  private Admission admission(String... flags) {
    Settings.Limits limits = limits(flags);
    return new Admission(
        limits,
        new JoinGate(limits.joinsPerSecond(), () -> nowNanos, task -> {}),
        () -> nowNanos,
        () -> cpuShare,
        () -> heapShare,
        counters,
        Set.of());
  }

  private void enter() {
    in++;
  }

  private interface Act {
    void run() throws LimitException;
  }

  private void assertRefused(Limit limit, Act act) {
    long before = counters.refusals(limit);
    assertThatThrownBy(act::run)
        .isInstanceOfSatisfying(LimitException.class, e -> assertThat(e.limit()).isEqualTo(limit));
    assertThat(counters.refusals(limit)).isEqualTo(before + 1);
  }
}

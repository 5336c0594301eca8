package dev.sluice.benchmarks.load.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

final class ProcFilesTest {

  @Test
  void readsTimeAndMemoryOfAProcessWhoseNameHoldsParentheses() {
    String stat =
        "4711 (a) b (c) S 1 4711 4711 0 -1 4194304 2500 0 12 0 320 45 0 0 20 0 33 0 123 9 8 7";
    String status =
        """
        Name:\ta) b (c
        VmPeak:\t  999999 kB
        VmRSS:\t  204800 kB
        Threads:\t33
        """;

    ProcessUsage usage = ProcessUsage.parse(stat, status, 5);

    assertThat(usage).isEqualTo(new ProcessUsage(3_650_000_000L, 204_800L * 1024, 33, 5));
  }

  @Test
  void readsWhatAThreadRanAndWaited() {
    assertThat(ThreadUsage.parse("123456789 987654 42\n"))
        .isEqualTo(new ThreadUsage(123_456_789, 987_654));
  }

  @Test
  void addsUpTheDropsOfOwnSocketsAlone() {
    // Captured; ports 0x2710 and 0x9C40.
    String table =
        """
           sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
         1234: 0100007F:2710 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 111 2 0000000000000000 17
         1235: 00000000:9C40 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 112 2 0000000000000000 4
         1236: 00000000:0035 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 113 2 0000000000000000 99
        """;

    assertThat(UdpDrops.parse(table, Set.of(10_000, 40_000))).isEqualTo(21);
  }

  @Test
  void knowsOfIpv6Sockets() {
    String table =
        """
          sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
         7: 00000000000000000000000001000000:2710 00000000000000000000000000000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 114 2 0000000000000000 3
        """;

    assertThat(UdpDrops.parse(table, Set.of(10_000))).isEqualTo(3);
  }
}

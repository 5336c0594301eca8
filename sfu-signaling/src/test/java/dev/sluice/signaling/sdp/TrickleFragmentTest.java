package dev.sluice.signaling.sdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TrickleFragmentTest {
  /** In the shape of RFC 8840 section 9.4's example. */
  private static final String TWO_SECTIONS =
      """
      a=ice-pwd:asd88fgpdd777uzjYhagZg
      a=ice-ufrag:8hhY
      m=audio 9 RTP/AVP 0
      a=mid:1
      a=candidate:1 1 UDP 2130706432 2001:db8::1 5000 typ host
      a=candidate:2 1 UDP 1694498815 192.0.2.3 5000 typ srflx raddr 203.0.113.1 rport 8998
      a=end-of-candidates
      m=video 9 RTP/AVP 0
      a=mid:2
      a=candidate:1 1 UDP 2130706432 192.0.2.1 5002 typ host
      a=end-of-candidates
      """;

  @Test
  void credentialsAndCandidatesAreFound() throws SdpException {
    TrickleFragment fragment = TrickleFragment.parse(TWO_SECTIONS);

    assertThat(fragment.ice()).contains(new IceParameters("8hhY", "asd88fgpdd777uzjYhagZg"));
    assertThat(fragment.sections())
        .extracting(TrickleFragment.Section::mid)
        .containsExactly(Optional.of("1"), Optional.of("2"));
    assertThat(fragment.candidates())
        .hasSize(3)
        .first()
        .isEqualTo("candidate:1 1 UDP 2130706432 2001:db8::1 5000 typ host");
    assertThat(fragment.endOfCandidates()).isTrue();
  }

  @Test
  void anIceRestartOfRfc9725HasItsGroupAndCredentials() throws SdpException {
    TrickleFragment fragment =
        TrickleFragment.parse(
            """
            a=ice-options:trickle ice2
            a=group:BUNDLE 0 1
            m=audio 9 UDP/TLS/RTP/SAVPF 111
            a=mid:0
            a=ice-ufrag:ysXw
            a=ice-pwd:vw5LmwG4y/e6dPP/zAP9Gp5k
            a=candidate:1387637174 1 udp 2122260223 192.0.2.1 61764 typ host generation 0
            """);

    assertThat(fragment.groups()).containsExactly(new MediaGroup("BUNDLE", List.of("0", "1")));
    assertThat(fragment.ice().orElseThrow().usernameFragment()).isEqualTo("ysXw");
    assertThat(fragment.candidates()).hasSize(1);
    assertThat(fragment.endOfCandidates()).isFalse();
  }

  @Test
  void aCandidateWithoutASectionIsTakenToo() throws SdpException {
    assertThat(TrickleFragment.parse("a=candidate:1 1 udp 1 192.0.2.1 1 typ host").candidates())
        .hasSize(1);
  }

  @Test
  void aFragmentIsReadAsItWasWritten() throws SdpException {
    TrickleFragment fragment = TrickleFragment.parse(TWO_SECTIONS);

    assertThat(TrickleFragment.parse(fragment.format())).isEqualTo(fragment);
    assertThat(fragment.format()).endsWith("\r\n");
  }

  @Test
  void halfOfTheCredentialsIsRefused() {
    assertThatThrownBy(() -> TrickleFragment.parse("m=audio 9 RTP/AVP 0\na=ice-ufrag:abcd\n"))
        .isInstanceOf(SdpException.class)
        .hasMessageContaining("must stand together");
  }

  @Test
  void aFragmentIsBounded() {
    assertThatThrownBy(() -> TrickleFragment.parse("a=x\n".repeat(5000)))
        .isInstanceOf(SdpException.class)
        .hasMessageContaining("lines at most");
  }
}

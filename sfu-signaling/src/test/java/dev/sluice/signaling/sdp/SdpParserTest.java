package dev.sluice.signaling.sdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SdpParserTest {
  private static final String HEAD = "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n";
  private static final String AUDIO = HEAD + "m=audio 9 UDP/TLS/RTP/SAVPF 111 0\r\n";

  private static MediaSection section(String... lines) throws SdpException {
    return SessionDescription.parse(AUDIO + String.join("\r\n", lines)).media().getFirst();
  }

  @Test
  void theLinesOfASectionGetTheirTypes() throws SdpException {
    MediaSection section =
        section(
            "c=IN IP4 0.0.0.0",
            "b=AS:64",
            "a=mid:a1",
            "a=recvonly",
            "a=rtcp-mux",
            "a=rtcp-rsize",
            "a=rtpmap:111 opus/48000/2",
            "a=fmtp:111 minptime=10;useinbandfec=1",
            "a=rtcp-fb:111 nack  pli",
            "a=rtcp-fb:* transport-cc",
            "a=extmap:4/sendonly urn:x an attribute",
            "a=ssrc-group:FID 4294967295 2",
            "a=ssrc:4294967295 cname:me",
            "a=rid:h send max-width=1280;max-height=720",
            "a=simulcast:send h,~m;l recv x",
            "a=msid:- track",
            "a=max-message-size:262144",
            "a=rtcp-xr:rcvr-rtt=all",
            "a=framerate:30");

    assertThat(section.connection()).contains("IN IP4 0.0.0.0");
    assertThat(section.bandwidths()).containsExactly("AS:64");
    assertThat(section.mid()).contains("a1");
    assertThat(section.direction()).isEqualTo(Direction.RECVONLY);
    assertThat(section.rtcpMux()).isTrue();
    assertThat(section.rtcpReducedSize()).isTrue();
    assertThat(section.payloadTypes()).containsExactly(111, 0);
    assertThat(section.rtpMap(111)).contains(new RtpMap(111, "opus", 48_000, 2));
    assertThat(section.formatParameters(111).orElseThrow().parameters())
        .containsExactly(Map.entry("minptime", "10"), Map.entry("useinbandfec", "1"));
    assertThat(section.feedback(111)).containsExactly("nack pli", "transport-cc");
    assertThat(section.feedback(0)).containsExactly("transport-cc");
    assertThat(section.feedback().get(1).payloadType()).isEqualTo(OptionalInt.empty());
    assertThat(section.extensions())
        .containsExactly(
            new ExtensionMapping(4, Direction.SENDONLY, "urn:x", Optional.of("an attribute")));
    assertThat(section.sourceGroups()).containsExactly(new SourceGroup("FID", List.of(-1, 2)));
    assertThat(section.sources())
        .containsExactly(new SourceAttribute(-1, Attribute.of("cname", "me")));
    assertThat(section.rids())
        .containsExactly(new Rid("h", true, Optional.of("max-width=1280;max-height=720")));
    assertThat(section.simulcast().orElseThrow().send())
        .containsExactly(
            List.of(new Simulcast.Alternative("h", false), new Simulcast.Alternative("m", true)),
            List.of(new Simulcast.Alternative("l", false)));
    assertThat(section.msids()).containsExactly(Msid.of("-", "track"));
    assertThat(section.maxMessageSize()).isEqualTo(OptionalLong.of(262_144));
    assertThat(section.attributes())
        .containsExactly(Attribute.of("rtcp-xr", "rcvr-rtt=all"), Attribute.of("framerate", "30"));
  }

  @Test
  void aSectionTakesTheSessionsTransportWhereItHasNone() throws SdpException {
    SessionDescription obs = RecordedOffers.offer("obs-30-publish");
    TransportDescription transport = obs.transport(obs.media().get(1));

    assertThat(obs.media().get(1).transport().ice()).isEmpty();
    assertThat(transport.ice().orElseThrow().usernameFragment()).isEqualTo("+YZX");
    assertThat(transport.setup()).contains(Setup.ACTPASS);
    assertThat(transport.fingerprints()).hasSize(1);
    assertThat(transport.iceOptions()).containsExactly("ice2", "trickle");
    assertThat(transport.candidates()).isEmpty();
  }

  @Test
  void directionsAndExtensionsOfTheSessionHoldForEachSection() throws SdpException {
    String text =
        HEAD
            + "a=recvonly\r\na=extmap:3 urn:x\r\n"
            + "m=audio 9 RTP/AVP 0\r\nm=audio 9 RTP/AVP 0\r\na=inactive\r\n";
    SessionDescription description = SessionDescription.parse(text);

    assertThat(description.media())
        .extracting(MediaSection::direction)
        .containsExactly(Direction.RECVONLY, Direction.INACTIVE);
    assertThat(description.media())
        .allSatisfy(section -> assertThat(section.extensions()).hasSize(1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r", "\r\n", "\n\n"})
  void anyLineEndWillDo(String lineEnd) throws SdpException {
    String text = RecordedOffers.text("chromium-publish");

    assertThat(SessionDescription.parse(text.replace("\r\n", lineEnd)))
        .isEqualTo(SessionDescription.parse(text));
  }

  @Test
  void nameTimesAndTheLastLineEndMayBeAbsent() throws SdpException {
    SessionDescription description =
        SessionDescription.parse("v=0\no=- 1 2 IN IP4 127.0.0.1\nm=audio 9 RTP/AVP 0");

    assertThat(description.name()).isEqualTo("-");
    assertThat(description.media()).hasSize(1);
  }

  @Test
  void aDataChannelSectionHasFormatsThatAreNoNumbers() throws SdpException {
    SessionDescription description =
        SessionDescription.parse(
            HEAD
                + "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\n"
                + "a=fmtp:webrtc-datachannel max-message-size=1000\n");

    assertThat(description.media().getFirst().isRtp()).isFalse();
    assertThat(description.media().getFirst().payloadTypes()).isEmpty();
    assertThat(description.media().getFirst().formats()).containsExactly("webrtc-datachannel");
    assertThat(SessionDescription.parse(description.format())).isEqualTo(description);
  }

  @Test
  void portZeroWithBundleOnlyIsNotARejection() throws SdpException {
    String text = HEAD + "m=audio 0 RTP/AVP 0\na=bundle-only\nm=audio 0 RTP/AVP 0\n";

    assertThat(SessionDescription.parse(text).media())
        .extracting(MediaSection::isRejected)
        .containsExactly(false, true);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a=ice-ufrag:abc                   | ice-ufrag must be 4 to 256",
        "a=ice-ufrag:abcd                  | must stand together",
        "a=ice-pwd:short                   | ice-pwd must be 22 to 256",
        "a=fingerprint:sha-256 AB:CD       | must have 32 octets",
        "a=fingerprint:sha-256             | needs a hash function",
        "a=setup:both                      | actpass, active, passive or holdconn",
        "a=rtpmap:111 opus                 | name/rate",
        "a=rtpmap:200 opus/48000/2         | payload type",
        "a=rtpmap:111 opus/0               | clock rate",
        "a=rtcp-fb:111                     | rtcp-fb needs",
        "a=extmap:0 urn:x                  | from 1 to 4095",
        "a=extmap:1                        | an id and a URI",
        "a=extmap:1/upwards urn:x          | direction of a=extmap",
        "a=ssrc:4294967296 cname:x         | SSRC",
        "a=ssrc:5                          | an SSRC and an attribute",
        "a=rid:h up                        | send or recv",
        "a=simulcast:h                     | a=simulcast needs",
        "a=max-message-size:-1             | max-message-size",
        "a=:x                              | attribute's name",
        "q=what                            | no line may begin with",
        "a=msid:                           | one word",
        "audio                             | a letter, '=' and a value",
      })
  void aBrokenLineIsNamedWithItsNumberAndWhatWouldBeRight(String line, String message) {
    SdpException thrown = catchThrowableOfType(SdpException.class, () -> section("a=mid:0", line));

    assertThat(thrown).hasMessageContaining(message);
    assertThat(thrown.line()).isBetween(7, 8);
    assertThat(thrown).hasMessageStartingWith("line " + thrown.line() + ": ");
  }

  @Test
  void twoDirectionsInOneSectionAreAContradiction() {
    assertThatThrownBy(() -> section("a=sendonly", "a=recvonly"))
        .isInstanceOf(SdpException.class)
        .hasMessageContaining("direction may be said once");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hello",
        "o=- 1 1 IN IP4 1.1.1.1\r\n",
        "v=1\r\no=- 1 1 IN IP4 1.1.1.1\r\n",
        "v=0\r\nm=audio 9 RTP/AVP 0\r\n",
        "v=0\r\no=- 1 1 IN\r\n",
        HEAD + "m=audio 9 RTP/AVP\r\n",
        HEAD + "m=audio 65536 RTP/AVP 0\r\n",
        HEAD + "m=audio 9/2 RTP/AVP 0\r\n",
        HEAD + "m=audio 9 UDP/TLS/RTP/SAVPF x\r\n",
        HEAD + "m=audio 9 UDP/TLS/RTP/SAVPF 128\r\n",
        HEAD + "a=ice-options:\u0001\r\n",
      })
  void whatIsNoDescriptionIsRefused(String text) {
    assertThatThrownBy(() -> SessionDescription.parse(text)).isInstanceOf(SdpException.class);
  }

  @Test
  void sizeLinesLineLengthAndSectionsAreBounded() {
    assertThatThrownBy(() -> SessionDescription.parse("v".repeat(SdpParser.MAX_CHARS + 1)))
        .hasMessageContaining("characters at most");
    assertThatThrownBy(() -> SessionDescription.parse(HEAD + "a=x\n".repeat(SdpParser.MAX_LINES)))
        .hasMessageContaining("lines at most");
    assertThatThrownBy(
            () -> SessionDescription.parse(HEAD + "a=" + "x".repeat(SdpParser.MAX_LINE_CHARS)))
        .hasMessageContaining("characters at most");
    assertThatThrownBy(
            () ->
                SessionDescription.parse(
                    HEAD + "m=audio 9 RTP/AVP 0\n".repeat(SdpParser.MAX_MEDIA_SECTIONS + 1)))
        .hasMessageContaining("m= lines at most");
  }

  @Test
  void noTextCanSmuggleALineIntoADescription() {
    assertThatThrownBy(() -> Msid.of("stream\r\na=evil", "track"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Attribute.of("x", "y\na=evil"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new IceParameters("abcd\n", "p".repeat(22)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void thePasswordStaysOutOfTexts() {
    assertThat(new IceParameters("abcd", "p".repeat(22)).toString()).doesNotContain("pppp");
  }
}

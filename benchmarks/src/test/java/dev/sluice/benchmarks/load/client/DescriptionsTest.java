package dev.sluice.benchmarks.load.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.benchmarks.load.signaling.SignalingException;
import dev.sluice.dtls.DtlsCertificate;
import dev.sluice.dtls.DtlsRole;
import dev.sluice.dtls.srtp.SrtpProfile;
import dev.sluice.ice.IceCredentials;
import dev.sluice.signaling.sdp.Direction;
import dev.sluice.signaling.sdp.SdpException;
import dev.sluice.signaling.sdp.SessionDescription;
import dev.sluice.signaling.sdp.Setup;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class DescriptionsTest {

  private static final String CANDIDATE = "candidate:1 1 udp 2130706431 192.0.2.9 4000 typ host";
  private static final DtlsCertificate CERTIFICATE = DtlsCertificate.generate();

  @Test
  void aViewersOfferIsReadAsWhatItIs() throws SdpException {
    SessionDescription offer = SessionDescription.parse(viewer(true, 100).offer().format());

    assertThat(offer.media()).extracting(s -> s.direction()).containsOnly(Direction.RECVONLY);
    NegotiatedMedia media = NegotiatedMedia.of(offer);
    assertThat(media.video().orElseThrow())
        .isEqualTo(new NegotiatedMedia.Stream("1", 96, 97, true, 4, 2, 3, NegotiatedMedia.NONE));
    assertThat(media.audio().orElseThrow())
        .isEqualTo(new NegotiatedMedia.Stream("0", 111, NegotiatedMedia.NONE, false, 4, 2, 3, 1));
    assertThat(offer.transport(offer.media().getFirst()).setup()).contains(Setup.ACTPASS);
  }

  @Test
  void withoutFeedbackNoTransportWideNumbersAreOffered() throws SdpException {
    SessionDescription offer = SessionDescription.parse(viewer(false, 0).offer().format());

    assertThat(NegotiatedMedia.of(offer).video().orElseThrow().transportCcId())
        .isEqualTo(NegotiatedMedia.NONE);
  }

  @Test
  void aServersOfferIsAnsweredWithItsPayloadTypesAndTheRestRejected() throws SdpException {
    SessionDescription offer =
        SessionDescription.parse(
            """
            v=0
            o=- 1 1 IN IP4 127.0.0.1
            s=-
            t=0 0
            a=group:BUNDLE a v d
            a=ice-ufrag:abcd
            a=ice-pwd:0123456789012345678901
            a=fingerprint:sha-256 %s
            a=setup:actpass
            m=audio 9 UDP/TLS/RTP/SAVPF 0
            a=mid:a
            a=sendonly
            m=video 9 UDP/TLS/RTP/SAVPF 120 100 101
            a=mid:v
            a=sendonly
            a=rtpmap:120 H264/90000
            a=rtpmap:100 VP8/90000
            a=rtcp-fb:100 nack
            a=rtcp-fb:100 transport-cc
            a=rtpmap:101 rtx/90000
            a=fmtp:101 apt=100
            a=extmap:7 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01
            a=candidate:1 1 udp 100 192.0.2.1 5000 typ host
            a=candidate:2 1 udp 200 192.0.2.2 5001 typ host
            a=candidate:3 1 tcp 300 192.0.2.3 5002 typ host tcptype passive
            a=candidate:4 1 udp 400 secret.local 5003 typ host
            """
                .formatted(CERTIFICATE.fingerprint().value())
                .replace("\n", "\r\n"));

    SessionDescription answer = SessionDescription.parse(viewer(false, 100).answer(offer).format());

    assertThat(answer.media().getFirst().isRejected()).isTrue();
    assertThat(answer.media().getLast().direction()).isEqualTo(Direction.RECVONLY);
    assertThat(NegotiatedMedia.of(answer).video().orElseThrow())
        .isEqualTo(new NegotiatedMedia.Stream("v", 100, 101, true, -1, -1, 7, -1));
    RemoteEnd remote = RemoteEnd.of(offer);
    assertThat(remote.localRole()).isEqualTo(DtlsRole.CLIENT);
    assertThat(remote.candidates())
        .containsExactly(
            new InetSocketAddress("192.0.2.2", 5001), new InetSocketAddress("192.0.2.1", 5000));
  }

  @Test
  void anAnswerThatRejectsTheFirstSectionSaysForTheWholeSessionHowToConnect() throws SdpException {
    SessionDescription offer =
        SessionDescription.parse(viewer(true, 0).offer().format().replace("recvonly", "sendonly"));

    SessionDescription answer = SessionDescription.parse(viewer(false, 0).answer(offer).format());

    assertThat(answer.media().getFirst().isRejected()).isTrue();
    assertThat(answer.transport().ice()).isEqualTo(answer.media().getLast().transport().ice());
    assertThat(answer.transport().fingerprints()).hasSize(1);
    assertThat(answer.transport().setup()).contains(Setup.ACTIVE);
  }

  @Test
  void anOfferInAnAnswersPlaceIsRefused() throws SdpException {
    SessionDescription offer = SessionDescription.parse(viewer(false, 0).offer().format());

    assertThatExceptionOfType(SignalingException.class)
        .isThrownBy(() -> RemoteEnd.ofAnswer(offer))
        .withMessageContaining("a=setup:actpass");
  }

  @Test
  void aServerThatIsActiveMakesThisSideTheDtlsServer() throws SdpException {
    SessionDescription answer =
        SessionDescription.parse(
            viewer(false, 0).offer().format().replace("a=setup:actpass", "a=setup:active"));

    assertThat(RemoteEnd.of(answer).localRole()).isEqualTo(DtlsRole.SERVER);
  }

  @Test
  void aServerWithoutACandidateCannotBeReached() throws SdpException {
    SessionDescription answer =
        SessionDescription.parse(
            viewer(false, 0).offer().format().replaceAll("a=candidate:.*\r\n", ""));

    assertThatExceptionOfType(SignalingException.class)
        .isThrownBy(() -> RemoteEnd.of(answer))
        .withMessageContaining("no UDP candidate");
  }

  @Test
  void anIpv4SocketLeavesAServersIpv6CandidatesAlone() throws Exception {
    RemoteEnd remote =
        RemoteEnd.of(
            withCandidates(
                "candidate:1 1 udp 200 2001:db8::1 5000 typ host",
                "candidate:2 1 udp 100 192.0.2.1 5001 typ host"));

    assertThat(remote.reachableFrom(InetAddress.ofLiteral("192.0.2.9")).candidates())
        .containsExactly(new InetSocketAddress("192.0.2.1", 5001));
    assertThat(remote.reachableFrom(InetAddress.ofLiteral("2001:db8::9")).candidates()).hasSize(2);
  }

  @Test
  void aServerWithIpv6AloneCannotBeReachedFromIpv4() throws Exception {
    RemoteEnd remote =
        RemoteEnd.of(withCandidates("candidate:1 1 udp 200 2001:db8::1 5000 typ host"));

    assertThatExceptionOfType(SignalingException.class)
        .isThrownBy(() -> remote.reachableFrom(InetAddress.ofLiteral("192.0.2.9")))
        .withMessageContaining("IPv6");
  }

  private static SessionDescription withCandidates(String... candidates) throws SdpException {
    return SessionDescription.parse(
        viewer(false, 0)
            .offer()
            .format()
            .replaceAll("a=candidate:.*\r\n", "a=" + String.join("\r\na=", candidates) + "\r\n"));
  }

  private static Descriptions viewer(boolean audio, long transportCcMillis) {
    return new Descriptions(
        new ClientTerms(
            CERTIFICATE,
            List.of(SrtpProfile.values()),
            InetAddress.getLoopbackAddress(),
            true,
            audio,
            Duration.ofMillis(transportCcMillis),
            64),
        new IceCredentials("ours", "0123456789012345678901"),
        CANDIDATE,
        Optional.empty());
  }
}

package dev.sluice.dtls;

import static dev.sluice.dtls.Side.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dtls.DtlsFailure.Reason;
import dev.sluice.dtls.srtp.SrtpProfile;
import dev.sluice.dtls.srtp.SrtpSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.bouncycastle.tls.ProtocolVersion;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DtlsTransportTest {

  private static final DtlsCertificate OURS = DtlsCertificate.generate();
  private static final DtlsCertificate THEIRS = DtlsCertificate.generate();
  private static final int CHANGE_CIPHER_SPEC = 20;

  private final ExecutorService loop = Executors.newSingleThreadExecutor();
  private Side side;
  private BouncyPeer peer = new BouncyPeer(THEIRS, datagram -> side.receive(datagram));

  @AfterEach
  void stopTheLoop() throws Exception {
    if (side != null) {
      side.transport.close();
      // Whatever became of it, its thread has ended.
      await(CompletableFuture.anyOf(side.closed, side.failed));
    }
    loop.shutdown();
  }

  @ParameterizedTest
  @EnumSource
  void asServerWeComeToTheSameKeys(SrtpProfile profile) throws Exception {
    peer.srtpProfiles = new int[] {profile.code()};
    side = server(THEIRS.fingerprint());
    side.transport.start();
    peer.startClient();

    assertThat(await(side.keys).profile()).isEqualTo(profile);
    assertSameKeys(await(side.keys), await(peer.keys));
  }

  @ParameterizedTest
  @EnumSource
  void asClientWeComeToTheSameKeys(SrtpProfile profile) throws Exception {
    peer.srtpProfiles = new int[] {profile.code()};
    side = client(THEIRS.fingerprint());
    peer.startServer();
    side.transport.start();

    assertThat(await(side.keys).profile()).isEqualTo(profile);
    assertSameKeys(await(side.keys), await(peer.keys));
  }

  /** Or the first packets that the peer gets would come before its keys. */
  @Test
  void theLastFlightHasLeftWhenThereAreKeys() throws Exception {
    List<String> events = Collections.synchronizedList(new ArrayList<>());
    side =
        server(
            datagram -> {
              events.add("flight");
              peer.receive(datagram);
            });
    CompletableFuture<Void> noted = side.keys.thenRun(() -> events.add("keys"));
    side.transport.start();
    peer.startClient();

    await(peer.keys);
    await(noted);
    assertThat(events).hasSizeGreaterThan(2).last().isEqualTo("keys");
  }

  @Test
  void amongTheOfferedProfilesGcmWith128BitsIsPreferred() throws Exception {
    side = server(THEIRS.fingerprint());
    side.transport.start();
    peer.startClient();

    assertThat(await(side.keys).profile()).isEqualTo(SrtpProfile.AEAD_AES_128_GCM);
  }

  @ParameterizedTest
  @CsvSource({
    "p256.pem, p256-pkcs8.key.pem",
    "p384.pem, p384.key.pem",
    "rsa2048.pem, rsa2048-pkcs1.key.pem"
  })
  void anOperatorsCertificateServesInBothRoles(String certificate, String key) throws Exception {
    DtlsCertificate operators =
        DtlsCertificate.load(DtlsCertificateTest.pem(certificate), DtlsCertificateTest.pem(key));
    Side[] sides = new Side[2];
    for (DtlsRole role : DtlsRole.values()) {
      DtlsRole opposite = role == DtlsRole.CLIENT ? DtlsRole.SERVER : DtlsRole.CLIENT;
      sides[0] =
          side(operators, role, OURS.fingerprint(), DtlsTimers.DEFAULT, d -> sides[1].receive(d));
      sides[1] =
          side(
              OURS,
              opposite,
              operators.fingerprint(),
              DtlsTimers.DEFAULT,
              d -> sides[0].receive(d));
      sides[0].transport.start();
      sides[1].transport.start();

      assertSameKeys(await(sides[0].keys), await(sides[1].keys));
      sides[0].transport.close();
      await(sides[1].closed);
    }
  }

  /** Its turn to compute above all: on two processors there is but one. */
  @Test
  void aHandshakeThatBreaksTakesNothingFromOthers() throws Exception {
    AtomicBoolean broken = new AtomicBoolean();
    Executor breaking =
        task -> {
          if (!broken.getAndSet(true)) {
            throw new AssertionError("meant to be");
          }
          loop.execute(task);
        };
    Side breaks =
        new Side(
            OURS, DtlsRole.CLIENT, THEIRS.fingerprint(), DtlsTimers.DEFAULT, breaking, d -> {});
    breaks.transport.start();

    assertThat(await(breaks.failed).reason()).isEqualTo(Reason.PROTOCOL_ERROR);
    asServerWeComeToTheSameKeys(SrtpProfile.AEAD_AES_128_GCM);
  }

  @Test
  void aClientWithAnotherCertificateThanAnnouncedIsRefused() throws Exception {
    side = server(OURS.fingerprint());
    side.transport.start();
    peer.startClient();

    DtlsFailure failure = await(side.failed);
    assertThat(failure.reason()).isEqualTo(Reason.FINGERPRINT_MISMATCH);
    assertThat(failure.message()).contains(THEIRS.fingerprint().value());
    assertThat(await(peer.alert)).isEqualTo("bad_certificate");
    assertThat(side.keys).isNotDone();
  }

  @Test
  void aServerWithAnotherCertificateThanAnnouncedIsRefused() throws Exception {
    side = client(OURS.fingerprint());
    peer.startServer();
    side.transport.start();

    assertThat(await(side.failed).reason()).isEqualTo(Reason.FINGERPRINT_MISMATCH);
    assertThat(await(peer.alert)).isEqualTo("bad_certificate");
  }

  @Test
  void aClientWithoutSrtpIsRefused() throws Exception {
    peer.offersSrtp = false;
    side = server(THEIRS.fingerprint());
    side.transport.start();
    peer.startClient();

    assertThat(await(side.failed).reason()).isEqualTo(Reason.NO_SRTP_PROFILE);
    assertThat(await(peer.alert)).isEqualTo("handshake_failure");
  }

  @Test
  void aClientWithUnknownSrtpProfilesOnlyIsRefused() throws Exception {
    peer.srtpProfiles = new int[] {0x0002, 0x0005};
    side = server(THEIRS.fingerprint());
    side.transport.start();
    peer.startClient();

    assertThat(await(side.failed).reason()).isEqualTo(Reason.NO_SRTP_PROFILE);
  }

  @Test
  void aServerWithoutSrtpIsRefused() throws Exception {
    peer.offersSrtp = false;
    side = client(THEIRS.fingerprint());
    peer.startServer();
    side.transport.start();

    assertThat(await(side.failed).reason()).isEqualTo(Reason.NO_SRTP_PROFILE);
    assertThat(await(peer.alert)).isEqualTo("handshake_failure");
  }

  @Test
  void aClientWithoutExtendedMasterSecretIsRefused() throws Exception {
    peer.extendedMasterSecret = false;
    side = server(THEIRS.fingerprint());
    side.transport.start();
    peer.startClient();

    DtlsFailure failure = await(side.failed);
    assertThat(failure.reason()).isEqualTo(Reason.PROTOCOL_ERROR);
    assertThat(failure.message()).contains("Extended Master Secret");
    assertThat(await(peer.alert)).isEqualTo("handshake_failure");
  }

  @Test
  void aClientOfDtls10IsToldTheVersion() throws Exception {
    peer.versions = ProtocolVersion.DTLSv10.only();
    side = server(THEIRS.fingerprint());
    side.transport.start();
    peer.startClient();

    DtlsFailure failure = await(side.failed);
    assertThat(failure.reason()).isEqualTo(Reason.PROTOCOL_VERSION);
    assertThat(failure.message()).contains("DTLS 1.0").contains("DTLS 1.2 is needed");
    assertThat(await(peer.alert)).isEqualTo("protocol_version");
  }

  @Test
  void aClientOfDtls13OnlyIsToldTheVersion() throws Exception {
    peer.supportedVersionsExtension = new ProtocolVersion[] {ProtocolVersion.DTLSv13};
    side = server(THEIRS.fingerprint());
    side.transport.start();
    peer.startClient();

    DtlsFailure failure = await(side.failed);
    assertThat(failure.reason()).isEqualTo(Reason.PROTOCOL_VERSION);
    assertThat(failure.message()).contains("DTLS 1.3");
    assertThat(await(peer.alert)).isEqualTo("protocol_version");
  }

  @Test
  void aClientOfDtls13And12IsServed() throws Exception {
    peer.supportedVersionsExtension =
        new ProtocolVersion[] {ProtocolVersion.DTLSv13, ProtocolVersion.DTLSv12};
    side = server(THEIRS.fingerprint());
    side.transport.start();
    peer.startClient();

    assertThat(await(side.keys)).isNotNull();
  }

  @Test
  void aClientHelloInManyFragmentsIsPutTogether() throws Exception {
    peer.sendLimit = 90;
    side = server(THEIRS.fingerprint());
    side.transport.start();
    peer.startClient();

    assertSameKeys(await(side.keys), await(peer.keys));
    assertThat(peer.longestDatagram).isLessThanOrEqualTo(90);
  }

  @Test
  void aClientHelloThatComesBeforeTheStartWaits() throws Exception {
    side = server(THEIRS.fingerprint());
    peer = new BouncyPeer(THEIRS, datagram -> side.receive(datagram));
    peer.startClient();
    loop.submit(() -> {}).get();
    side.transport.start();

    assertSameKeys(await(side.keys), await(peer.keys));
  }

  @Test
  void theRecordsOfAFlightShareDatagrams() throws Exception {
    AtomicInteger datagrams = new AtomicInteger();
    side =
        server(
            datagram -> {
              assertThat(datagram.length).isLessThanOrEqualTo(1200);
              datagrams.incrementAndGet();
              peer.receive(datagram);
            });
    side.transport.start();
    peer.startClient();
    await(peer.keys);

    // ServerHello to ServerHelloDone, and ChangeCipherSpec with Finished.
    assertThat(datagrams).hasValue(2);
  }

  @Test
  void aLastFlightLostIsSentAgainWhenAskedFor() throws Exception {
    AtomicInteger lost = new AtomicInteger();
    Predicate<byte[]> isFirstLastFlight =
        datagram -> datagram[0] == CHANGE_CIPHER_SPEC && lost.getAndIncrement() == 0;
    side =
        side(
            OURS,
            DtlsRole.SERVER,
            THEIRS.fingerprint(),
            DtlsTimers.DEFAULT,
            datagram -> {
              if (!isFirstLastFlight.test(datagram)) {
                peer.receive(datagram);
              }
            });
    side.transport.start();
    peer.startClient();

    assertSameKeys(await(side.keys), await(peer.keys));
    assertThat(lost).hasValueGreaterThan(1);
  }

  @Test
  void thePeersGoodbyeEndsTheConnection() throws Exception {
    side = server(THEIRS.fingerprint());
    side.transport.start();
    peer.startClient();
    await(peer.keys);
    await(side.keys);

    peer.sayGoodbye();

    await(side.closed);
    assertThat(side.failed).isNotDone();
  }

  @ParameterizedTest
  @EnumSource
  void ourGoodbyeReachesThePeer(DtlsRole role) throws Exception {
    connect(role);

    side.transport.close();

    await(side.closed);
    assertThat(await(peer.alert)).isEqualTo("close_notify");
    await(peer.ended);
    assertThat(side.failed).isNotDone();
  }

  @Test
  void aCloseDuringTheHandshakeEndsItAtOnce() throws Exception {
    side = client(THEIRS.fingerprint());
    side.transport.start();
    side.transport.close();

    await(side.closed);
    assertThat(side.keys).isNotDone();
    assertThat(side.failed).isNotDone();
  }

  @Test
  void aCloseBeforeTheStartEndsItToo() throws Exception {
    side = server(THEIRS.fingerprint());
    side.transport.close();
    side.transport.start();

    await(side.closed);
  }

  @Test
  void aPeerThatSaysNothingFailsInTime() throws Exception {
    DtlsTimers impatient = new DtlsTimers(Duration.ofMillis(20), Duration.ofMillis(5));
    side = side(OURS, DtlsRole.SERVER, THEIRS.fingerprint(), impatient, datagram -> {});
    side.transport.start();

    assertThat(await(side.failed).reason()).isEqualTo(Reason.TIMEOUT);
  }

  @Test
  void aPeerThatRefusesUsIsSaidToHaveDoneSo() throws Exception {
    peer.versions = ProtocolVersion.DTLSv10.only();
    side = client(THEIRS.fingerprint());
    peer.startServer();
    side.transport.start();

    DtlsFailure failure = await(side.failed);
    assertThat(failure.reason()).isEqualTo(Reason.PEER_REFUSED);
    assertThat(failure.message()).contains("handshake_failure");
  }

  @Test
  void applicationDataIsCounted() throws Exception {
    connect(DtlsRole.SERVER);

    peer.sendData(new byte[100]);
    peer.sendData(new byte[100]);
    peer.sayGoodbye();

    await(side.closed);
    assertThat(side.transport.droppedApplicationData()).isEqualTo(2);
  }

  @Test
  void moreThanAHandshakeNeedsIsDropped() throws Exception {
    side = server(THEIRS.fingerprint());
    for (int i = 0; i < FlightTransport.QUEUE_LIMIT + 3; i++) {
      side.receive(new byte[] {22});
    }
    side.receive(new byte[FlightTransport.RECEIVE_LIMIT + 1]);

    long dropped = loop.submit(() -> side.transport.droppedDatagrams()).get();
    assertThat(dropped).isEqualTo(4);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void rubbishBetweenTheFlightsDoesNotHinderThem(long seed) throws Exception {
    Random random = new Random(seed);
    peer =
        new BouncyPeer(
            THEIRS,
            datagram -> {
              for (int i = 0; i < 5; i++) {
                side.receive(rubbish(random));
              }
              side.receive(datagram);
            });
    side = server(THEIRS.fingerprint());
    side.transport.start();
    peer.startClient();

    assertSameKeys(await(side.keys), await(peer.keys));
    peer.sayGoodbye();
    await(side.closed);
  }

  /** Records of a wrong epoch, a wrong version, a wrong length, or less than a record. */
  private static byte[] rubbish(Random random) {
    byte[] datagram = new byte[1 + random.nextInt(200)];
    random.nextBytes(datagram);
    datagram[0] = (byte) (20 + random.nextInt(44));
    if (datagram.length >= 13) {
      datagram[1] = (byte) 0xfe;
      datagram[2] = (byte) 0xfd;
      datagram[3] = 0x77;
    }
    return datagram;
  }

  private void connect(DtlsRole role) throws Exception {
    side = side(OURS, role, THEIRS.fingerprint(), DtlsTimers.DEFAULT, d -> peer.receive(d));
    if (role == DtlsRole.SERVER) {
      side.transport.start();
      peer.startClient();
    } else {
      peer.startServer();
      side.transport.start();
    }
    await(peer.keys);
    await(side.keys);
  }

  private Side server(DtlsFingerprint expected) {
    return side(OURS, DtlsRole.SERVER, expected, DtlsTimers.DEFAULT, d -> peer.receive(d));
  }

  private Side server(Consumer<byte[]> wire) {
    return side(OURS, DtlsRole.SERVER, THEIRS.fingerprint(), DtlsTimers.DEFAULT, wire);
  }

  private Side client(DtlsFingerprint expected) {
    return side(OURS, DtlsRole.CLIENT, expected, DtlsTimers.DEFAULT, d -> peer.receive(d));
  }

  private Side side(
      DtlsCertificate certificate,
      DtlsRole role,
      DtlsFingerprint expected,
      DtlsTimers timers,
      Consumer<byte[]> wire) {
    return new Side(certificate, role, expected, timers, loop, wire);
  }

  static void assertSameKeys(SrtpSession one, SrtpSession other) {
    byte[] packet = new byte[100];
    packet[0] = (byte) 0x80;
    for (SrtpSession[] way : new SrtpSession[][] {{one, other}, {other, one}}) {
      byte[] srtp = new byte[150];
      byte[] plain = new byte[150];
      int length = way[0].protectRtp(packet, 0, packet.length, srtp, 0);
      int plainLength = way[1].unprotectRtp(srtp, 0, length, plain, 0);
      assertThat(plainLength).isEqualTo(packet.length);
      assertThat(Arrays.copyOf(plain, plainLength)).isEqualTo(packet);
    }
  }
}

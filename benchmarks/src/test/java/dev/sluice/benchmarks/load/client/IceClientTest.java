package dev.sluice.benchmarks.load.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ice.IceCredentials;
import dev.sluice.ice.StunPacket;
import dev.sluice.ice.StunVerifier;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

final class IceClientTest {

  private static final IceCredentials OURS = new IceCredentials("ours", "0123456789012345678901");
  private static final IceCredentials THEIRS =
      new IceCredentials("theirs", "abcdefghijklmnopqrstuv");
  private static final InetSocketAddress DEAF = new InetSocketAddress("192.0.2.1", 1000);
  private static final InetSocketAddress SERVER = new InetSocketAddress("192.0.2.2", 2000);
  private static final long SECOND = 1_000_000_000L;

  private static final class Sent {
    private final byte[] message;
    private final InetSocketAddress to;

    Sent(byte[] message, InetSocketAddress to) {
      this.message = message;
      this.to = to;
    }

    byte[] message() {
      return message;
    }

    InetSocketAddress to() {
      return to;
    }
  }

  private final List<Sent> sent = new ArrayList<>();
  private final List<InetSocketAddress> connected = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();
  private final StunVerifier verifier = new StunVerifier();
  private final BindingMessages server = new BindingMessages();
  private final StunPacket packet = new StunPacket();
  private final IceClient client =
      new IceClient(
          OURS,
          THEIRS,
          List.of(DEAF, SERVER),
          new BindingMessages(),
          verifier,
          new IceClient.Listener() {
            @Override
            public void send(byte[] message, int length, InetSocketAddress to) {
              sent.add(new Sent(Arrays.copyOf(message, length), to));
            }

            @Override
            public void onConnected(InetSocketAddress chosen) {
              connected.add(chosen);
            }

            @Override
            public void onIceFailed(String sentence) {
              failures.add(sentence);
            }
          },
          0);

  @Test
  void checksEveryCandidateWithIntegrityAndWithoutNominating() {
    assertThat(sent).extracting(Sent::to).containsExactly(DEAF, SERVER);
    assertThat(sent)
        .allSatisfy(
            check -> {
              assertThat(packet.wrap(check.message(), 0, check.message().length)).isTrue();
              assertThat(packet.isRequest()).isTrue();
              assertThat(packet.nominates()).isFalse();
              assertThat(verifier.hasIntegrity(packet, key(THEIRS))).isTrue();
              assertThat(verifier.hasNoWrongFingerprint(packet)).isTrue();
            });
  }

  @Test
  void nominatesTheFirstThatAnswersAndIsThenConnected() {
    answer(sent.getLast(), 1);

    Sent nomination = sent.getLast();
    assertThat(nomination.to()).isEqualTo(SERVER);
    packet.wrap(nomination.message(), 0, nomination.message().length);
    assertThat(packet.nominates()).isTrue();
    assertThat(connected).isEmpty();

    answer(nomination, 2);
    assertThat(connected).containsExactly(SERVER);
  }

  @Test
  void believesNoAnswerUnderAnotherPassword() {
    Sent check = sent.getLast();
    int before = sent.size();
    int length = server.success(check.message(), 0, DEAF, key(OURS));

    client.onPacket(server.bytes(), length, SERVER, 1);

    assertThat(sent).hasSize(before);
  }

  @Test
  void answersTheServersChecks() {
    int length = server.request(new byte[12], "ours:theirs", 7, false, key(OURS));

    client.onPacket(Arrays.copyOf(server.bytes(), length), length, SERVER, 1);

    Sent answer = sent.getLast();
    assertThat(answer.to()).isEqualTo(SERVER);
    assertThat(packet.wrap(answer.message(), 0, answer.message().length)).isTrue();
    assertThat(packet.isResponse()).isTrue();
    assertThat(verifier.hasIntegrity(packet, key(OURS))).isTrue();
  }

  @Test
  void sendsAgainWhatIsNotAnswered() {
    client.onTick(SECOND / 20);
    assertThat(sent).hasSize(2);
    client.onTick(SECOND / 5);
    assertThat(sent).hasSize(4);
  }

  @Test
  void asksForConsentEveryFiveSecondsAndEndsWithoutIt() {
    answer(sent.getLast(), 0);
    answer(sent.getLast(), 0);
    int before = sent.size();

    client.onTick(7 * SECOND);
    assertThat(sent).hasSize(before + 1);
    answer(sent.getLast(), 7 * SECOND);
    client.onTick(36 * SECOND);
    assertThat(failures).isEmpty();
    client.onTick(38 * SECOND);
    assertThat(failures).singleElement().asString().contains("consent");
  }

  @Test
  void givesUpAServerThatNeverAnswers() {
    client.onTick(21 * SECOND);

    assertThat(failures).singleElement().asString().contains("connectivity checks");
  }

  private void answer(Sent check, long nowNanos) {
    int length = server.success(check.message(), 0, DEAF, key(THEIRS));
    client.onPacket(Arrays.copyOf(server.bytes(), length), length, check.to(), nowNanos);
  }

  private static SecretKey key(IceCredentials credentials) {
    return new SecretKeySpec(
        credentials.pwd().getBytes(StandardCharsets.ISO_8859_1), StunVerifier.ALGORITHM);
  }
}

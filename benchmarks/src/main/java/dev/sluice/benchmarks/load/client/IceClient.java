package dev.sluice.benchmarks.load.client;

import dev.sluice.ice.IceCredentials;
import dev.sluice.ice.StunPacket;
import dev.sluice.ice.StunVerifier;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * The controlling side of one ICE session (RFC 8445) with one local candidate: checks the server's
 * candidates, nominates the first that answers, answers the server's own checks, and asks for
 * consent every five seconds (RFC 7675). On its loop; time is an argument.
 */
final class IceClient {

  /** What comes of it. */
  interface Listener {

    void send(byte[] message, int length, InetSocketAddress to);

    /** The server has answered the nomination. Once. */
    void onConnected(InetSocketAddress server);

    /** The server doesn't answer, or not any more. The last call. */
    void onIceFailed(String sentence);
  }

  private static final int MAX_CANDIDATES = 6;
  private static final long FIRST_RESEND_NANOS = 100_000_000;
  private static final long MAX_RESEND_NANOS = 1_600_000_000;
  private static final long CONNECT_NANOS = 20_000_000_000L;
  private static final long CONSENT_INTERVAL_NANOS = 5_000_000_000L;
  private static final long CONSENT_NANOS = 30_000_000_000L;

  /** A check that is under way. */
  private static final class Check {
    final InetSocketAddress to;
    final byte[] transactionId = new byte[BindingMessages.TRANSACTION_ID_LENGTH];
    boolean nominates;
    long resendNanos = FIRST_RESEND_NANOS;
    long dueNanos;

    Check(InetSocketAddress to) {
      this.to = to;
    }
  }

  private final String username;
  private final SecretKey localKey;
  private final SecretKey remoteKey;
  private final long tieBreaker = ThreadLocalRandom.current().nextLong();
  private final List<Check> checks = new ArrayList<>();
  private final BindingMessages messages;
  private final StunVerifier verifier;
  private final Listener listener;
  private final StunPacket packet = new StunPacket();
  private final long startNanos;
  private InetSocketAddress server;
  private boolean connected;
  private long consentNanos;

  IceClient(
      IceCredentials local,
      IceCredentials remote,
      List<InetSocketAddress> candidates,
      BindingMessages messages,
      StunVerifier verifier,
      Listener listener,
      long nowNanos) {
    this.username = remote.ufrag() + ":" + local.ufrag();
    this.localKey = key(local);
    this.remoteKey = key(remote);
    this.messages = messages;
    this.verifier = verifier;
    this.listener = listener;
    this.startNanos = nowNanos;
    candidates.stream().limit(MAX_CANDIDATES).map(Check::new).forEach(checks::add);
    checks.forEach(check -> send(check, nowNanos));
  }

  private static SecretKey key(IceCredentials credentials) {
    return new SecretKeySpec(
        credentials.pwd().getBytes(StandardCharsets.ISO_8859_1), StunVerifier.ALGORITHM);
  }

  void onPacket(byte[] bytes, int length, InetSocketAddress sender, long nowNanos) {
    if (!packet.wrap(bytes, 0, length)
        || !packet.isBinding()
        || !verifier.hasNoWrongFingerprint(packet)) {
      return;
    }
    if (packet.isRequest()) {
      if (verifier.hasIntegrity(packet, localKey)) {
        listener.send(messages.bytes(), messages.success(bytes, 0, sender, localKey), sender);
      }
    } else if (packet.isResponse() && verifier.hasIntegrity(packet, remoteKey)) {
      for (Check check : checks) {
        if (answers(check, bytes)) {
          onAnswer(check, nowNanos);
          return;
        }
      }
    }
  }

  private static boolean answers(Check check, byte[] bytes) {
    return Arrays.equals(
        check.transactionId,
        0,
        BindingMessages.TRANSACTION_ID_LENGTH,
        bytes,
        BindingMessages.TRANSACTION_ID_OFFSET,
        BindingMessages.TRANSACTION_ID_OFFSET + BindingMessages.TRANSACTION_ID_LENGTH);
  }

  private void onAnswer(Check check, long nowNanos) {
    if (connected) {
      consentNanos = nowNanos;
      return;
    }
    if (server == null) {
      // RFC 8445 section 8.1.1: regular nomination, of the first pair that works.
      server = check.to;
      check.nominates = true;
      check.resendNanos = FIRST_RESEND_NANOS;
      send(check, nowNanos);
      return;
    }
    if (check.nominates) {
      connected = true;
      consentNanos = nowNanos;
      checks.removeIf(other -> !other.nominates);
      check.dueNanos = nowNanos + consentInterval();
      listener.onConnected(server);
    }
  }

  void onTick(long nowNanos) {
    if (connected
        ? nowNanos - consentNanos > CONSENT_NANOS
        : nowNanos - startNanos > CONNECT_NANOS) {
      listener.onIceFailed(
          connected
              ? "the server stopped to answer consent checks"
              : "the server did not answer connectivity checks in time");
      return;
    }
    for (Check check : checks) {
      if (nowNanos - check.dueNanos < 0 || (server != null && !check.nominates)) {
        continue;
      }
      send(check, nowNanos);
    }
  }

  private void send(Check check, long nowNanos) {
    ThreadLocalRandom.current().nextBytes(check.transactionId);
    int length =
        messages.request(
            check.transactionId, username, tieBreaker, check.nominates && !connected, remoteKey);
    listener.send(messages.bytes(), length, check.to);
    if (connected) {
      check.dueNanos = nowNanos + consentInterval();
    } else {
      check.dueNanos = nowNanos + check.resendNanos;
      check.resendNanos = Math.min(MAX_RESEND_NANOS, 2 * check.resendNanos);
    }
  }

  /** 0.8 to 1.2 times five seconds, RFC 7675 section 5.1. */
  private static long consentInterval() {
    return (long) (CONSENT_INTERVAL_NANOS * (0.8 + 0.4 * ThreadLocalRandom.current().nextDouble()));
  }
}

package dev.sluice.ice;

import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.ice4j.stack.LoopStunStack.TransactionKey;

/**
 * Whose packet is it? Shared by all loops; only authenticated peers and our own control plane ever
 * add to it, and each transport adds a bounded number of entries.
 */
final class TransportRegistry {

  private final SecureRandom random = new SecureRandom();
  private final ConcurrentMap<String, IceGeneration> byUfrag = new ConcurrentHashMap<>();
  private final ConcurrentMap<InetSocketAddress, IceTransport> byAddress =
      new ConcurrentHashMap<>();
  private final ConcurrentMap<TransactionKey, IceGeneration> byTransaction =
      new ConcurrentHashMap<>();
  private final ConcurrentMap<TransactionKey, CompletableFuture<byte[]>> queries =
      new ConcurrentHashMap<>();
  private final Set<IceTransport> waiting = ConcurrentHashMap.newKeySet();
  private final LocalAddresses locals;

  TransportRegistry(LocalAddresses locals) {
    this.locals = locals;
  }

  LocalAddresses locals() {
    return locals;
  }

  /** Makes and registers credentials that no other transport of this port has. */
  IceGeneration newGeneration(IceTransport transport) {
    while (true) {
      IceGeneration generation = new IceGeneration(transport, IceCredentials.generate(random));
      if (byUfrag.putIfAbsent(generation.local().ufrag(), generation) == null) {
        return generation;
      }
    }
  }

  void forget(IceGeneration generation) {
    byUfrag.remove(generation.local().ufrag(), generation);
  }

  IceGeneration byUfrag(String ufrag) {
    return byUfrag.get(ufrag);
  }

  List<IceTransport> transports() {
    List<IceTransport> transports = new ArrayList<>();
    byUfrag.values().forEach(generation -> transports.add(generation.transport()));
    return transports;
  }

  IceTransport byAddress(InetSocketAddress remote) {
    return byAddress.get(remote);
  }

  /**
   * Lets media from this address in. The first holder keeps it: whoever merely sends a check with a
   * forged source address must not take another's media away.
   */
  void admit(InetSocketAddress remote, IceTransport transport) {
    byAddress.putIfAbsent(remote, transport);
  }

  /** The transport has had an answer from this address: it is there, whoever was before. */
  void confirm(InetSocketAddress remote, IceTransport transport) {
    byAddress.put(remote, transport);
  }

  void dismiss(InetSocketAddress remote, IceTransport transport) {
    byAddress.remove(remote, transport);
  }

  IceGeneration byTransaction(TransactionKey key) {
    return byTransaction.get(key);
  }

  void await(TransactionKey key, IceGeneration generation) {
    byTransaction.put(key, generation);
  }

  void stopAwaiting(TransactionKey key) {
    byTransaction.remove(key);
  }

  /** A STUN server is being asked by the port itself: {@code response} gets what it answers. */
  void await(TransactionKey key, CompletableFuture<byte[]> response) {
    queries.put(key, response);
  }

  void forgetQuery(TransactionKey key) {
    queries.remove(key);
  }

  /** What waits for a STUN server's answer; null for nothing. */
  CompletableFuture<byte[]> query(TransactionKey key) {
    return queries.get(key);
  }

  /** A transport has been started and no loop owns it yet. */
  void startedWithoutLoop(IceTransport transport) {
    waiting.add(transport);
  }

  void noLongerWaiting(IceTransport transport) {
    waiting.remove(transport);
  }

  /** Ends transports that nobody ever sent a check to; called on one loop now and then. */
  void expireWaiting(NettyMediaLoop loop, long nowNanos) {
    for (IceTransport transport : waiting) {
      transport.expireUnowned(loop, nowNanos);
    }
  }

  /** What strangers must not be able to grow. */
  int size() {
    return byAddress.size()
        + byTransaction.size()
        + byUfrag.size()
        + queries.size()
        + waiting.size();
  }
}

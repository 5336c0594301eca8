package dev.sluice.ice;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.ice4j.Transport;
import org.ice4j.TransportAddress;
import org.ice4j.ice.Agent;
import org.ice4j.ice.CandidateType;
import org.ice4j.ice.Component;
import org.ice4j.ice.HostCandidate;
import org.ice4j.ice.IceMediaStream;
import org.ice4j.ice.IceProcessingState;
import org.ice4j.ice.KeepAliveStrategy;
import org.ice4j.ice.LocalCandidate;
import org.ice4j.ice.RemoteCandidate;
import org.ice4j.ice.harvest.AbstractCandidateHarvester;
import org.ice4j.socket.IceUdpSocketWrapper;
import org.ice4j.socket.MultiplexingDatagramSocket;
import org.junit.jupiter.api.Test;

/** A whole ICE implementation with sockets and threads of its own as the controlling peer. */
class Ice4jPeerTest {

  private static final long PATIENCE_SECONDS = 20;
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  /** One UDP socket on the loopback address, which ice4j's own harvester leaves out. */
  private static final class LoopbackHarvester extends AbstractCandidateHarvester {
    @Override
    public Collection<LocalCandidate> harvest(Component component) {
      try {
        IceUdpSocketWrapper socket =
            new IceUdpSocketWrapper(
                new MultiplexingDatagramSocket(new DatagramSocket(0, LOOPBACK)));
        HostCandidate candidate = new HostCandidate(socket, component, Transport.UDP);
        component.addLocalCandidate(candidate);
        candidate.getStunStack().addSocket(candidate.getStunSocket(null));
        return List.of(candidate);
      } catch (SocketException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public boolean isHostHarvester() {
      return true;
    }
  }

  @Test
  void anAgentOfIce4jConnectsToItsAnnouncedCandidate() throws Exception {
    RecordingListener listener = new RecordingListener();
    try (MediaPort port =
        MediaPort.open(MediaPortOptions.onPort(0).withHosts(List.of(LOOPBACK)).withLoops(2))) {
      IceTransport ice = port.newTransport(listener);
      Agent agent = new Agent();
      try {
        agent.setUseDynamicPorts(false);
        agent.setControlling(true);
        agent.addCandidateHarvester(new LoopbackHarvester());
        IceMediaStream stream = agent.createMediaStream("media");
        Component component = agent.createComponent(stream, KeepAliveStrategy.SELECTED_ONLY, false);
        ice.start(new IceCredentials(agent.getLocalUfrag(), agent.getLocalPassword()));
        stream.setRemoteUfrag(ice.localCredentials().ufrag());
        stream.setRemotePassword(ice.localCredentials().pwd());
        for (IceCandidate candidate : port.localCandidates()) {
          if (candidate.transport() == IceCandidate.Transport.UDP) {
            component.addRemoteCandidate(
                new RemoteCandidate(
                    new TransportAddress(candidate.address(), candidate.port(), Transport.UDP),
                    component,
                    CandidateType.HOST_CANDIDATE,
                    candidate.foundation(),
                    candidate.priority(),
                    null));
          }
        }
        CountDownLatch completed = new CountDownLatch(1);
        agent.addStateChangeListener(
            event -> {
              if (event.getNewValue() == IceProcessingState.COMPLETED) {
                completed.countDown();
              }
            });
        agent.startConnectivityEstablishment();

        assertThat(completed.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(listener.awaitEvent()).isEqualTo("loop");
        assertThat(listener.awaitEvent()).isEqualTo("connected");
        assertThat(ice.remoteAddress().getPort())
            .isEqualTo(component.getLocalCandidates().getFirst().getTransportAddress().getPort());
      } finally {
        agent.free();
      }
    }
  }
}

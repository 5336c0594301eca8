package dev.sluice.dtls;

import dev.sluice.dtls.srtp.SrtpKeys;
import dev.sluice.dtls.srtp.SrtpProfile;
import dev.sluice.dtls.srtp.SrtpSession;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Hashtable;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.ClientCertificateType;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSServerProtocol;
import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.DatagramTransport;
import org.bouncycastle.tls.DefaultTlsClient;
import org.bouncycastle.tls.DefaultTlsServer;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsExtensionsUtils;
import org.bouncycastle.tls.TlsFatalAlertReceived;
import org.bouncycastle.tls.TlsSRTPUtils;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.UseSRTPData;

/**
 * A peer by bare BouncyCastle, with no line of ours but the certificate: what it offers can be bent
 * in every way a test needs. It sends each record in a datagram of its own.
 */
final class BouncyPeer implements DatagramTransport {

  // What it offers; set before start.
  int[] srtpProfiles = {0x0001, 0x0008, 0x0007};
  boolean offersSrtp = true;
  boolean extendedMasterSecret = true;
  ProtocolVersion[] versions = ProtocolVersion.DTLSv12.only();
  ProtocolVersion[] supportedVersionsExtension;
  int sendLimit = 1200;

  /** The SRTP session it comes to, or the exception. */
  final CompletableFuture<SrtpSession> keys = new CompletableFuture<>();

  /** The last alert it received; completes at that. */
  final CompletableFuture<String> alert = new CompletableFuture<>();

  /** Completes when it stops reading. */
  final CompletableFuture<Void> ended = new CompletableFuture<>();

  volatile int longestDatagram;

  private final DtlsCertificate certificate;
  private final Consumer<byte[]> wire;
  private final BlockingQueue<byte[]> received = new LinkedBlockingQueue<>();
  private volatile DTLSTransport connection;
  private volatile boolean closed;

  BouncyPeer(DtlsCertificate certificate, Consumer<byte[]> wire) {
    this.certificate = certificate;
    this.wire = wire;
  }

  void startClient() {
    Thread.ofVirtual().start(() -> run(() -> new DTLSClientProtocol().connect(new Client(), this)));
  }

  void startServer() {
    Thread.ofVirtual()
        .start(
            () -> {
              DTLSServerProtocol protocol = new DTLSServerProtocol();
              protocol.setVerifyRequests(false);
              run(() -> protocol.accept(new Server(), this));
            });
  }

  void receive(byte[] datagram) {
    received.add(datagram);
  }

  /** Sends application data. */
  void sendData(byte[] data) throws IOException {
    connection.send(data, 0, data.length);
  }

  /** Says goodbye. */
  void sayGoodbye() throws IOException {
    connection.close();
  }

  private interface Handshake {
    DTLSTransport run() throws IOException;
  }

  private void run(Handshake handshake) {
    try {
      connection = handshake.run();
      keys.complete(session);
      byte[] record = new byte[2000];
      while (!closed) {
        connection.receive(record, 0, record.length, 100);
      }
    } catch (IOException e) {
      keys.completeExceptionally(e);
      if (e instanceof TlsFatalAlertReceived fatal) {
        alert.complete(AlertDescription.getName(fatal.getAlertDescription()));
      }
    } finally {
      ended.complete(null);
    }
  }

  private SrtpSession session;

  private void export(TlsContext context, int profileCode, boolean client) {
    if (profileCode == 0) {
      return;
    }
    SrtpProfile profile = SrtpProfile.ofCode(profileCode).orElseThrow();
    byte[] material =
        context.exportKeyingMaterial(
            SrtpKeys.EXPORTER_LABEL, null, SrtpKeys.exportedLength(profile));
    session = new SrtpSession(SrtpKeys.ofExported(profile, material, client));
  }

  @Override
  public int getReceiveLimit() {
    return 2000;
  }

  @Override
  public int getSendLimit() {
    return sendLimit;
  }

  @Override
  public int receive(byte[] buffer, int offset, int length, int waitMillis)
      throws InterruptedIOException {
    try {
      byte[] datagram = received.poll(waitMillis, TimeUnit.MILLISECONDS);
      if (datagram == null) {
        return -1;
      }
      System.arraycopy(datagram, 0, buffer, offset, datagram.length);
      return datagram.length;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
  }

  @Override
  public void send(byte[] buffer, int offset, int length) {
    longestDatagram = Math.max(longestDatagram, length);
    byte[] datagram = new byte[length];
    System.arraycopy(buffer, offset, datagram, 0, length);
    wire.accept(datagram);
  }

  @Override
  public void close() {
    closed = true;
  }

  // BouncyCastle's API is older than generics.
  @SuppressWarnings({"rawtypes", "JdkObsolete"})
  private final class Client extends DefaultTlsClient {
    private int chosen;

    Client() {
      super(certificate.crypto());
    }

    @Override
    protected ProtocolVersion[] getSupportedVersions() {
      return versions;
    }

    @Override
    protected int[] getSupportedCipherSuites() {
      return new int[] {
        CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
        CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA
      };
    }

    @Override
    public boolean shouldUseExtendedMasterSecret() {
      return extendedMasterSecret;
    }

    @Override
    public int getHandshakeResendTimeMillis() {
      return 100;
    }

    @Override
    public Hashtable getClientExtensions() throws IOException {
      Hashtable extensions = super.getClientExtensions();
      if (offersSrtp) {
        TlsSRTPUtils.addUseSRTPExtension(
            extensions, new UseSRTPData(srtpProfiles, TlsUtils.EMPTY_BYTES));
      }
      if (supportedVersionsExtension != null) {
        TlsExtensionsUtils.addSupportedVersionsExtensionClient(
            extensions, supportedVersionsExtension);
      }
      return extensions;
    }

    @Override
    public void processServerExtensions(Hashtable extensions) throws IOException {
      super.processServerExtensions(extensions);
      UseSRTPData answer = TlsSRTPUtils.getUseSRTPExtension(extensions);
      chosen = answer == null ? 0 : answer.getProtectionProfiles()[0];
    }

    @Override
    public TlsAuthentication getAuthentication() {
      return new TlsAuthentication() {
        @Override
        public void notifyServerCertificate(TlsServerCertificate shown) {}

        @Override
        public TlsCredentials getClientCredentials(CertificateRequest request) {
          return certificate.signer(context);
        }
      };
    }

    @Override
    public void notifyHandshakeComplete() {
      export(context, chosen, true);
    }

    @Override
    public void notifyAlertReceived(short level, short description) {
      alert.complete(AlertDescription.getName(description));
    }
  }

  // BouncyCastle's API is older than generics.
  @SuppressWarnings({"rawtypes", "JdkObsolete"})
  private final class Server extends DefaultTlsServer {
    private int chosen;

    Server() {
      super(certificate.crypto());
    }

    @Override
    protected ProtocolVersion[] getSupportedVersions() {
      return versions;
    }

    @Override
    protected int[] getSupportedCipherSuites() {
      return new int[] {
        certificate.isRsa()
            ? CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256
            : CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256
      };
    }

    @Override
    public boolean shouldUseExtendedMasterSecret() {
      return extendedMasterSecret;
    }

    @Override
    public int getHandshakeResendTimeMillis() {
      return 100;
    }

    @Override
    public void processClientExtensions(Hashtable extensions) throws IOException {
      super.processClientExtensions(extensions);
      chosen = offersSrtp ? srtpProfiles[0] : 0;
    }

    @Override
    public Hashtable getServerExtensions() throws IOException {
      Hashtable extensions = super.getServerExtensions();
      if (chosen != 0) {
        TlsSRTPUtils.addUseSRTPExtension(
            extensions, new UseSRTPData(new int[] {chosen}, TlsUtils.EMPTY_BYTES));
      }
      return extensions;
    }

    @Override
    protected TlsCredentialedSigner getECDSASignerCredentials() {
      return certificate.signer(context);
    }

    @Override
    protected TlsCredentialedSigner getRSASignerCredentials() {
      return certificate.signer(context);
    }

    @Override
    public CertificateRequest getCertificateRequest() {
      return new CertificateRequest(
          new short[] {ClientCertificateType.ecdsa_sign, ClientCertificateType.rsa_sign},
          TlsUtils.getDefaultSupportedSignatureAlgorithms(context),
          null);
    }

    @Override
    public void notifyClientCertificate(Certificate shown) {}

    @Override
    public void notifyHandshakeComplete() {
      export(context, chosen, false);
    }

    @Override
    public void notifyAlertReceived(short level, short description) {
      alert.complete(AlertDescription.getName(description));
    }
  }
}

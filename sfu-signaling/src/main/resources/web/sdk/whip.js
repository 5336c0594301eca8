import { preferCodec, requireSendable } from './codecs.js';
import { HttpSession } from './http-session.js';

/** Publishes a MediaStream by WHIP (RFC 9725). */
export async function publishWhip(url, stream, { codec, maxBitrate, iceTransportPolicy, token, headers } = {}) {
  if (codec) requireSendable('video', codec);
  const endpoint = new URL(url, location.href).href;
  const peerConnection = new RTCPeerConnection({ bundlePolicy: 'max-bundle', iceTransportPolicy });
  const session = new HttpSession(peerConnection, { token, headers });
  for (const track of stream.getTracks()) {
    const transceiver = peerConnection.addTransceiver(track, {
      direction: 'sendonly',
      streams: [stream],
      ...(track.kind === 'video' && maxBitrate ? { sendEncodings: [{ maxBitrate }] } : {}),
    });
    if (codec && track.kind === 'video') preferCodec(transceiver, 'video', codec);
  }
  return opened(session, endpoint);
}

/** Opens the session, and sees to it that it ends with the page. */
export async function opened(session, endpoint) {
  const onPageHide = () => session.stopNow();
  const { peerConnection } = session;
  try {
    await session.open(endpoint);
  } catch (error) {
    peerConnection.close();
    throw error;
  }
  addEventListener('pagehide', onPageHide);
  return {
    peerConnection,
    resource: session.resource,
    ended: session.ended,
    restartIce: () => session.restartIce(),
    stop() {
      removeEventListener('pagehide', onPageHide);
      return session.stop();
    },
  };
}

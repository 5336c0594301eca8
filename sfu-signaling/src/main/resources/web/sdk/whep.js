import { acceptLayers } from './codecs.js';
import { HttpSession } from './http-session.js';
import { opened } from './whip.js';

/** Where the server does not say it (Retry-After): how often to ask whether there is media now. */
const RETRY_MS = 2_000;

/** What an endpoint without media answers: unknown yet (404), nothing to play (409), overloaded (503). */
const NOT_YET = new Set([404, 409, 503]);

/** Plays by WHEP (draft-ietf-wish-whep). */
export async function playWhep(url, { wait = false, signal, iceTransportPolicy, token, headers, stream } = {}) {
  const endpoint = new URL(url, location.href);
  if (wait) endpoint.searchParams.set('wait', 'true');
  const played = stream ?? new MediaStream();
  for (;;) {
    signal?.throwIfAborted();
    const peerConnection = new RTCPeerConnection({ bundlePolicy: 'max-bundle', iceTransportPolicy });
    const session = new HttpSession(peerConnection, { token, headers });
    const tracks = ['audio', 'video'].map((kind) => {
      const transceiver = peerConnection.addTransceiver(kind, { direction: 'recvonly' });
      acceptLayers(transceiver);
      return transceiver.receiver.track;
    });
    peerConnection.addEventListener('track', ({ track }) => played.addTrack(track));
    try {
      const playing = await opened(session, endpoint.href);
      return {
        ...playing,
        stream: played,
        async stop() {
          for (const track of tracks) played.removeTrack(track);
          await playing.stop();
        },
      };
    } catch (error) {
      if (!wait || !NOT_YET.has(error.status)) throw error;
      await pause(error.retryAfterSeconds ? error.retryAfterSeconds * 1_000 : RETRY_MS, signal);
    }
  }
}

function pause(delayMs, signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, delayMs);
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}

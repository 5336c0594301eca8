import { SluiceError } from './errors.js';
import { iceServersOf } from './ice-servers.js';
import { setLocalOffer, withRoundTrip } from './round-trip.js';
import { applyFragment, describeCandidates, describeRestart } from './sdp-fragment.js';

/** Candidates found within this time travel in one PATCH. */
const TRICKLE_BATCH_MS = 50;
const DISCONNECTED_PATIENCE_MS = 4_000;

const NOT_FOUND = 404;
const GONE = 410;

/**
 * The HTTP resource behind a WHIP or WHEP session (RFC 9725 section 4, draft-ietf-wish-whep section
 * 4): made by POST, fed with candidates and restarted by PATCH, ended by DELETE.
 */
export class HttpSession {
  peerConnection;
  /** The session's own URL, from the Location header. */
  resource = null;
  #onEnded;
  /** Resolves when the session is over, whoever ended it. */
  ended = new Promise((resolve) => (this.#onEnded = resolve));

  #headers;
  #etag = null;
  #trickles = true;
  #candidates = [];
  #requests = Promise.resolve();
  #disconnectedTimer = null;
  #stopped = false;

  constructor(peerConnection, { token, headers } = {}) {
    this.peerConnection = peerConnection;
    this.#headers = new Headers(headers);
    if (token) this.#headers.set('Authorization', `Bearer ${token}`);
    peerConnection.addEventListener('icecandidate', ({ candidate }) => this.#onCandidate(candidate));
    peerConnection.addEventListener('connectionstatechange', () => this.#onStateChange());
  }

  /** Posts the local offer to the endpoint and applies the answer. */
  async open(endpoint) {
    const pc = this.peerConnection;
    const offer = await pc.createOffer();
    const response = await this.#fetch(endpoint, {
      method: 'POST',
      headers: { 'Content-Type': 'application/sdp', Accept: 'application/sdp' },
      body: withRoundTrip(offer).sdp,
    });
    if (response.status !== 201) throw await problemOf(response);
    const location = response.headers.get('Location');
    if (!location) {
      throw new SluiceError('bad-answer', 'The server made a session without saying where (Location).');
    }
    this.resource = new URL(location, response.url || endpoint).href;
    this.#etag = response.headers.get('ETag');
    if (this.#stopped) {
      await this.#delete();
      throw new SluiceError('closed', 'The session was stopped while it was being made.');
    }
    // Candidates are gathered from the local description on: only now is known with whose help.
    const iceServers = iceServersOf(response.headers.get('Link'));
    if (iceServers.length > 0) pc.setConfiguration({ ...pc.getConfiguration(), iceServers });
    await setLocalOffer(pc, offer);
    await pc.setRemoteDescription({ type: 'answer', sdp: await response.text() });
    this.#flushCandidates();
  }

  restartIce() {
    return this.#enqueue(async () => {
      const pc = this.peerConnection;
      this.#candidates = [];
      pc.restartIce();
      await setLocalOffer(pc, await pc.createOffer());
      try {
        const response = await this.#patch(describeRestart(pc.localDescription.sdp), '*');
        if (response.status !== 200) throw await problemOf(response);
        this.#etag = response.headers.get('ETag') ?? this.#etag;
        const fragment = await response.text();
        await pc.setRemoteDescription({
          type: 'answer',
          sdp: applyFragment(pc.currentRemoteDescription.sdp, fragment),
        });
      } catch (error) {
        if (error.status === GONE || error.status === NOT_FOUND) this.#end();
        if (pc.signalingState === 'have-local-offer') {
          await pc.setLocalDescription({ type: 'rollback' });
        }
        throw error;
      }
    });
  }

  async stop() {
    if (this.#stopped) return;
    this.#end();
    if (this.resource) await this.#delete();
  }

  #end() {
    this.#stopped = true;
    clearTimeout(this.#disconnectedTimer);
    this.peerConnection.close();
    this.#onEnded();
  }

  /** For a page that is going away: the browser carries the request out after it. */
  stopNow() {
    this.stop().catch(() => {
      // Nobody is left to tell; the server ends a session whose media has stopped by itself.
    });
  }

  async #delete() {
    const response = await this.#fetch(this.resource, { method: 'DELETE', keepalive: true });
    // 404: the server has ended the session before, which is what was wanted.
    if (!response.ok && response.status !== 404) throw await problemOf(response);
  }

  #onCandidate(candidate) {
    if (candidate?.candidate === '' || !this.#trickles) return;
    this.#candidates.push(candidate);
    if (this.#candidates.length === 1) setTimeout(() => this.#flushCandidates(), TRICKLE_BATCH_MS);
  }

  #flushCandidates() {
    // Before the answer there is no resource yet; `open` comes back here.
    if (!this.resource || this.#candidates.length === 0) return;
    this.#enqueue(async () => {
      const candidates = this.#candidates.splice(0);
      if (candidates.length === 0 || this.#stopped) return;
      const { sdp } = this.peerConnection.localDescription;
      const response = await this.#patch(describeCandidates(sdp, candidates), this.#etag);
      // A server may do without trickle (405, 501); the candidates of the offer have to do then.
      if (response.status === 405 || response.status === 501) this.#trickles = false;
    }).catch(() => {
      // A lost candidate is not an error of the session: connectivity checks decide that.
    });
  }

  #onStateChange() {
    clearTimeout(this.#disconnectedTimer);
    const { connectionState } = this.peerConnection;
    if (connectionState === 'failed') this.#restartUntilAnswered();
    if (connectionState === 'disconnected') this.#restartLater();
  }

  #restartLater() {
    this.#disconnectedTimer = setTimeout(
      () => this.#restartUntilAnswered(),
      DISCONNECTED_PATIENCE_MS
    );
  }

  /** A server that cannot be reached now may come back, if only to say that the session is gone. */
  async #restartUntilAnswered() {
    if (this.#stopped || !this.resource) return;
    try {
      await this.restartIce();
    } catch {
      const isLost = ['disconnected', 'failed'].includes(this.peerConnection.connectionState);
      if (!this.#stopped && isLost) this.#restartLater();
    }
  }

  /** One PATCH at a time: each depends on the entity tag that the one before left. */
  #enqueue(act) {
    const done = this.#requests.then(act);
    this.#requests = done.catch(() => {});
    return done;
  }

  #patch(body, etag) {
    return this.#fetch(this.resource, {
      method: 'PATCH',
      headers: {
        'Content-Type': 'application/trickle-ice-sdpfrag',
        ...(etag ? { 'If-Match': etag } : {}),
      },
      body,
    });
  }

  async #fetch(url, { headers, ...request }) {
    const all = new Headers(this.#headers);
    for (const [name, value] of Object.entries(headers ?? {})) all.set(name, value);
    try {
      return await fetch(url, { ...request, headers: all });
    } catch (cause) {
      throw new SluiceError('unreachable', `No answer from ${url}.`, { cause });
    }
  }
}

/** RFC 9457 problem details where the server sent them, else the bare status. */
async function problemOf(response) {
  const isProblem = response.headers.get('Content-Type')?.includes('json');
  const problem = isProblem ? await response.json() : {};
  const error = new SluiceError(
    problem.code ?? `http-${response.status}`,
    problem.detail ?? problem.title ?? `The server answered ${response.status}.`
  );
  error.status = response.status;
  error.retryAfterSeconds = Number(response.headers.get('Retry-After')) || undefined;
  return error;
}

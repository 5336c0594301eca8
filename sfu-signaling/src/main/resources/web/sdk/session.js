import { REFUSED_LIMIT_MS, UNREACHABLE_LIMIT_MS, backoffMs } from './backoff.js';
import { SluiceError, isPassing, isTransportError } from './errors.js';

/** A session that stood this long was healthy: the next drop starts with short delays again. */
const STABLE_SESSION_MS = 10_000;

/** How long leaving waits for the server's word before the socket is closed without it. */
const LEAVE_PATIENCE_MS = 2_000;

/** Close codes after which the server does not want this client back. */
const FINAL_CLOSE_CODES = new Set([1000, 1008]);

/** One logical stay in a room over any number of sockets: joined, resumed, begun anew, closed. */
export class Session {
  /** A `RoomState` of sluice.d.ts. */
  state = 'joining';

  #channel;
  #hooks;
  #resumeToken = null;
  #attempt = 0;
  #wake = null;
  #onPageHide = () => this.#leaveNow();
  #onOnline = () => this.#wake?.();

  /**
   * `hooks`: `joinMessage()` gives what asks for a new session, or a promise of it; `joined(answer,
   * isFirst)` takes up what the server says of the room, before anything else is sent; `reset()`
   * forgets the media of a session that is gone; `reconnecting`, `reconnected` and `closed` get the
   * details of the room's events.
   */
  constructor(channel, hooks) {
    this.#channel = channel;
    this.#hooks = hooks;
  }

  async open() {
    addEventListener('pagehide', this.#onPageHide);
    addEventListener('online', this.#onOnline);
    try {
      await this.#attach();
    } catch (error) {
      this.close('failed', error);
      throw error;
    }
  }

  async leave() {
    if (this.state === 'closed') return;
    try {
      // Without a session there is nobody to say goodbye to; the server's own timeout does it.
      if (this.state === 'connected') {
        const patience = new Promise((resolve) => setTimeout(resolve, LEAVE_PATIENCE_MS));
        await Promise.race([this.#channel.request({ type: 'leave' }), patience]);
      }
    } catch (error) {
      if (!isTransportError(error) && error.code !== 'closed') throw error;
    } finally {
      this.close('left');
    }
  }

  /** The media connection cannot be mended: leave and join as if for the first time. */
  startOver() {
    if (this.state !== 'connected') return;
    this.#resumeToken = null;
    this.#channel.sendNow({ type: 'leave' });
    this.#channel.close();
    this.#hooks.reset();
    this.#reconnect();
  }

  /** The socket is gone. */
  onDrop({ code, reason }) {
    if (this.state !== 'connected') return;
    if (FINAL_CLOSE_CODES.has(code)) {
      this.close('ended', new SluiceError('ended', reason || 'The server ended the session.'));
      return;
    }
    this.#reconnect();
  }

  close(reason, error) {
    if (this.state === 'closed') return;
    this.state = 'closed';
    removeEventListener('pagehide', this.#onPageHide);
    removeEventListener('online', this.#onOnline);
    this.#wake?.();
    this.#channel.close();
    this.#hooks.closed({ reason, error });
  }

  #leaveNow() {
    if (this.state === 'closed') return;
    this.#channel.sendNow({ type: 'leave' });
    this.close('left');
  }

  /** Opens a socket and takes the old session up, or begins a new one where there is none. */
  async #attach() {
    await this.#channel.connect();
    const answer = (await this.#tryResume()) ?? (await this.#joinAnew());
    this.#resumeToken = answer.resume ?? this.#resumeToken;
    const isFirst = this.state === 'joining';
    this.state = 'connected';
    this.#hooks.joined(answer, isFirst);
    return answer;
  }

  async #tryResume() {
    if (!this.#resumeToken) return null;
    try {
      return await this.#channel.handshake({ type: 'resume', resume: this.#resumeToken });
    } catch (error) {
      if (isTransportError(error)) throw error;
      // The server has let the session go; what was asked in it will not be answered any more.
      this.#resumeToken = null;
      this.#channel.abandon(new SluiceError('session-lost', 'The session ended on the server.'));
      this.#hooks.reset();
      return null;
    }
  }

  async #joinAnew() {
    return this.#channel.handshake(await this.#hooks.joinMessage());
  }

  async #reconnect() {
    this.state = 'reconnecting';
    let limitMs = UNREACHABLE_LIMIT_MS;
    while (this.state === 'reconnecting') {
      const delayMs = backoffMs(this.#attempt++, limitMs);
      this.#hooks.reconnecting({ attempt: this.#attempt, delayMs });
      await this.#sleep(delayMs);
      if (this.state !== 'reconnecting') return;
      try {
        const answer = await this.#attach();
        this.#hooks.reconnected({ resumed: answer.resumed === true });
        setTimeout(() => {
          if (this.state === 'connected') this.#attempt = 0;
        }, STABLE_SESSION_MS);
      } catch (error) {
        const isRefused = isPassing(error);
        if (isRefused) this.#channel.disconnect();
        else if (!isTransportError(error)) this.close('rejected', error);
        limitMs = isRefused ? REFUSED_LIMIT_MS : UNREACHABLE_LIMIT_MS;
      }
    }
  }

  /** Waits, but not longer than until the browser says that the network is back. */
  #sleep(delayMs) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, delayMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

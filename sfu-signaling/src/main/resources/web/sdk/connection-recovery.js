/** ICE often heals itself within a few seconds; a restart before that only costs. */
const DISCONNECTED_PATIENCE_MS = 4_000;
const RESTART_PATIENCE_MS = 10_000;
const RESTARTS_BEFORE_REJOIN = 3;

/**
 * Watches one RTCPeerConnection and restarts ICE when the path is lost. Where restarts do not help
 * (the server forgot the connection, DTLS is broken), it asks for a wholly new one.
 */
export class ConnectionRecovery {
  #peerConnection;
  #restart;
  #giveUp;
  #timer = null;
  #restarts = 0;

  /** `restart` resolves when the server answered the restart; `giveUp` starts all over. */
  constructor(peerConnection, { restart, giveUp }) {
    this.#peerConnection = peerConnection;
    this.#restart = restart;
    this.#giveUp = giveUp;
    peerConnection.addEventListener('connectionstatechange', () => this.#onStateChange());
  }

  stop() {
    clearTimeout(this.#timer);
    this.#timer = null;
    this.#restart = null;
  }

  /** The server reported that its side of the connection is lost. */
  onRemoteFailure() {
    this.#recover();
  }

  #onStateChange() {
    switch (this.#peerConnection.connectionState) {
      case 'connected':
        this.#restarts = 0;
        clearTimeout(this.#timer);
        this.#timer = null;
        break;
      case 'disconnected':
        this.#timer ??= setTimeout(() => this.#recover(), DISCONNECTED_PATIENCE_MS);
        break;
      case 'failed':
        this.#recover();
        break;
      default:
    }
  }

  async #recover() {
    if (!this.#restart) return;
    clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#restarts === RESTARTS_BEFORE_REJOIN) {
      this.#giveUp();
      return;
    }
    this.#restarts++;
    try {
      await this.#restart();
    } catch {
      // The server refused, or the session ended meanwhile; the timer below takes the next step.
    }
    if (this.#restart && this.#peerConnection.connectionState !== 'connected') {
      this.#timer ??= setTimeout(() => this.#recover(), RESTART_PATIENCE_MS);
    }
  }
}

import { SluiceError } from './errors.js';

const CONNECT_TIMEOUT_MS = 10_000;
const REPLY_TIMEOUT_MS = 15_000;
const PING_INTERVAL_MS = 10_000;

/** Not 1000 or 1001, which would mean "leave at once" to the server. */
const CLOSE_FOR_RECONNECT = 4000;

/**
 * One conversation of requests and replies that outlives its WebSocket. A request made while there
 * is no session waits for one; a request whose reply was lost with a socket is sent again when the
 * session was resumed. That is sound because every request of the protocol states what should be,
 * never what to toggle.
 */
export class SignalingChannel {
  /** The current WebSocket, if any. */
  socket = null;

  #url;
  #onEvent;
  #onDrop;
  #ready = false;
  #nextId = 1;
  #requests = new Map();
  #unsent = [];
  #pingTimer = null;
  #pingId = null;

  constructor(url, { onEvent, onDrop }) {
    this.#url = url;
    this.#onEvent = onEvent;
    this.#onDrop = onDrop;
  }

  /** Opens a new WebSocket. Nothing but `handshake` is sent on it before `establish`. */
  connect() {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(this.#url);
      this.socket = socket;
      const timer = setTimeout(
        () => this.#drop(socket, CLOSE_FOR_RECONNECT, 'connect timed out'),
        CONNECT_TIMEOUT_MS
      );
      socket.onopen = () => {
        clearTimeout(timer);
        this.#pingTimer = setInterval(() => this.#ping(), PING_INTERVAL_MS);
        resolve();
      };
      socket.onmessage = ({ data }) => this.#receive(data);
      socket.onclose = ({ code, reason }) => {
        clearTimeout(timer);
        // After a successful open this rejection is a no-op.
        reject(new SluiceError('unreachable', `No Sluice server answers at ${this.#url}.`));
        this.#dropped(socket, code, reason);
      };
    });
  }

  /** Sends a request that establishes the session (join, resume), ahead of all others. */
  handshake(message) {
    return this.#enqueue(message, true);
  }

  /** The session stands (again): whatever waited or lost its reply goes out now. */
  establish() {
    this.#ready = true;
    for (const request of this.#requests.values()) this.#transmit(request);
    for (const message of this.#unsent.splice(0)) this.socket.send(JSON.stringify(message));
  }

  /** Sends a request; resolves with the reply, rejects with what the server said was wrong. */
  request(message) {
    return this.#enqueue(message, false);
  }

  /** Sends a message that has no reply. */
  notify(message) {
    if (this.#ready) this.socket.send(JSON.stringify(message));
    else this.#unsent.push(message);
  }

  /** Sends now or never. For the last words of a page that is going away. */
  sendNow(message) {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  /** The session is gone for good: nobody will answer what was asked in it. */
  abandon(error) {
    this.#unsent.length = 0;
    for (const request of [...this.#requests.values()]) this.#settle(request, error);
  }

  /** Gives up a socket on which no session could be had. */
  disconnect() {
    const socket = this.socket;
    this.#detach(socket);
    socket?.close(CLOSE_FOR_RECONNECT);
  }

  close(code = 1000) {
    const socket = this.socket;
    this.#detach(socket);
    socket?.close(code);
    this.abandon(new SluiceError('closed', 'The room was left.'));
  }

  #enqueue(message, isHandshake) {
    return new Promise((resolve, reject) => {
      const id = this.#nextId++;
      const request = { message: { ...message, id }, resolve, reject, isHandshake, timer: null };
      this.#requests.set(id, request);
      if (this.#ready || isHandshake) this.#transmit(request);
    });
  }

  #transmit(request) {
    clearTimeout(request.timer);
    request.timer = setTimeout(
      () =>
        this.#settle(
          request,
          new SluiceError('timeout', `The server did not answer "${request.message.type}" in time.`)
        ),
      REPLY_TIMEOUT_MS
    );
    this.socket.send(JSON.stringify(request.message));
  }

  #settle(request, error, reply) {
    clearTimeout(request.timer);
    this.#requests.delete(request.message.id);
    if (error) request.reject(error);
    else request.resolve(reply);
  }

  #receive(data) {
    const message = JSON.parse(data);
    this.#pingId = message.id === this.#pingId ? null : this.#pingId;
    const request = message.id === undefined ? undefined : this.#requests.get(message.id);
    if (!request) {
      if (message.type !== 'pong') this.#onEvent(message);
      return;
    }
    if (message.type === 'error') {
      this.#settle(request, new SluiceError(message.code, message.message));
    } else {
      this.#settle(request, null, message);
    }
  }

  /**
   * Counts unanswered pings instead of elapsed time: timers of a hidden page may be a minute late,
   * and late timers must not look like a dead server.
   */
  #ping() {
    if (this.#pingId !== null) {
      this.#drop(this.socket, CLOSE_FOR_RECONNECT, 'the server stopped answering');
      return;
    }
    this.#pingId = this.#nextId++;
    this.sendNow({ type: 'ping', id: this.#pingId });
  }

  /** Gives a socket up without waiting for its closing handshake, which a dead network never ends. */
  #drop(socket, code, reason) {
    socket.onclose({ code: 1006, reason });
    socket.close(code, reason);
  }

  #dropped(socket, code, reason) {
    if (this.socket !== socket) return;
    this.#detach(socket);
    for (const request of [...this.#requests.values()]) {
      clearTimeout(request.timer);
      if (request.isHandshake) {
        this.#settle(request, new SluiceError('disconnected', 'The connection to the server was lost.'));
      }
    }
    this.#onDrop({ code, reason });
  }

  #detach(socket) {
    clearInterval(this.#pingTimer);
    this.#pingId = null;
    this.#ready = false;
    this.socket = null;
    if (socket) socket.onopen = socket.onmessage = socket.onclose = null;
  }
}

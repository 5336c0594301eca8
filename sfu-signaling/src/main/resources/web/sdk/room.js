import { Attention } from './attention.js';
import { requireSendable } from './codecs.js';
import { SluiceError } from './errors.js';
import { LocalTrack } from './local-track.js';
import { Negotiation } from './negotiation.js';
import { Received } from './received.js';
import { Roster } from './roster.js';
import { Session } from './session.js';
import { SignalingChannel } from './signaling-channel.js';

/** See sluice.d.ts for what each member means to a caller. */
export class Room extends EventTarget {
  id = null;
  name;
  metadata;
  roomName;
  /** What the server lets this participant do. */
  permissions = null;

  #channel;
  #session;
  #negotiation;
  #options;
  /** Subscribe and unsubscribe requests that, replayed in order, state what is wanted. */
  #subscribing = [];
  #roster = new Roster({
    emit: (type, detail) => this.#emit(type, detail),
    gone: (isGone) => this.#negotiation.forgetWanted(isGone),
  });
  #attention = new Attention((type, detail) => this.#emit(type, detail));
  #received = new Received(this.#roster.participants, (type, detail) => this.#emit(type, detail));

  static async join(url, options) {
    if (options === undefined && typeof url === 'object' && !(url instanceof URL)) {
      return Room.join(undefined, url);
    }
    if (!options?.room) throw new SluiceError('invalid-argument', 'A room name is needed to join.');
    const room = new Room(webSocketUrl(url), options);
    await room.#session.open();
    return room;
  }

  constructor(url, options) {
    super();
    this.#options = options;
    this.roomName = options.room;
    this.name = options.name ?? '';
    this.metadata = options.metadata ?? {};
    this.#channel = new SignalingChannel(url, {
      onEvent: (message) => this.#onMessage(message),
      onDrop: (drop) => this.#session.onDrop(drop),
    });
    this.#negotiation = new Negotiation(this.#channel, options, {
      subscribed: (entry, receiver) => this.#received.add(entry, receiver),
      unsubscribed: (entry) => this.#received.remove(entry),
      stateChanged: (state) => this.#emit('connectionstate', { state }),
      lost: () => this.#session.startOver(),
      report: (error) => this.#report(error),
    });
    this.#session = new Session(this.#channel, {
      joinMessage: () => this.#joinMessage(),
      joined: (answer, isFirst) => this.#onJoined(answer, isFirst),
      reset: () => this.#negotiation.reset(),
      reconnecting: (detail) => this.#emit('reconnecting', detail),
      reconnected: (detail) => this.#emit('reconnected', detail),
      closed: (detail) => {
        this.#negotiation.close();
        this.#emit('closed', detail);
      },
    });
  }

  get state() {
    return this.#session.state;
  }

  get participants() {
    return this.#roster.participants;
  }

  get subscriptions() {
    return this.#received.subscriptions;
  }

  get layers() {
    return this.#received.layers;
  }

  get speakers() {
    return this.#attention.speakers;
  }

  get lastN() {
    return this.#attention.lastN;
  }

  get leftOut() {
    return this.#attention.leftOut;
  }

  get pinned() {
    return this.#attention.pinned;
  }

  get peerConnection() {
    return this.#negotiation.peerConnection;
  }

  get socket() {
    return this.#channel.socket;
  }

  get localTracks() {
    return this.#negotiation.localTracks;
  }

  async publish(mediaStreamTrack, options = {}) {
    this.#requireOpen();
    if (options.codec) requireSendable(mediaStreamTrack.kind, options.codec);
    const track = new LocalTrack(
      {
        announcePause: (each) => this.#announcePause(each),
        unpublish: (each) => this.unpublish(each),
        report: (error) => this.#report(error),
      },
      mediaStreamTrack,
      options
    );
    await this.#negotiation.add(track);
    if (track.paused) await this.#announcePause(track);
    return track;
  }

  async unpublish(track) {
    if (track.stopped) return;
    track.stopped = true;
    track.dispatchEvent(new Event('stopped'));
    if (this.state !== 'closed') await this.#negotiation.remove(track);
  }

  subscribe(what) {
    if (what?.all) this.#subscribing = [];
    return this.#changeSubscriptions({ type: 'subscribe', ...what });
  }

  unsubscribe(what) {
    if (what?.all) this.#subscribing = [];
    return this.#changeSubscriptions({ type: 'unsubscribe', ...what });
  }

  async pause(track) {
    await this.#request({ type: 'pause', track });
  }

  async resume(track) {
    await this.#request({ type: 'resume-track', track });
  }

  async prefer(track, preferences) {
    await this.#request({ type: 'prefer', track, ...preferences });
    this.#received.preferences.set(track, preferences);
  }

  async explain() {
    await this.#request({ type: 'explain' });
  }

  async setLastN(n) {
    await this.#request({ type: 'set-last-n', n });
  }

  async pin(participant) {
    this.#requireOpen();
    const { pinned } = this.#attention;
    pinned.add(participant);
    try {
      await this.#request({ type: 'pin', participant });
    } catch (error) {
      pinned.delete(participant);
      throw error;
    }
  }

  async unpin(participant) {
    this.#requireOpen();
    this.#attention.pinned.delete(participant);
    await this.#request({ type: 'unpin', participant });
  }

  async mute(track) {
    await this.#request({ type: 'mute', track });
  }

  async unmute(track) {
    await this.#request({ type: 'unmute', track });
  }

  async remove(participant) {
    await this.#request({ type: 'remove', participant });
  }

  async closeRoom() {
    await this.#request({ type: 'close-room' });
  }

  async setMetadata({ name = this.name, metadata = this.metadata }) {
    await this.#request({ type: 'metadata', name, metadata });
    this.name = name;
    this.metadata = metadata;
  }

  async restartIce() {
    this.#requireOpen();
    await this.#negotiation.restartIce();
  }

  getStats() {
    return this.peerConnection.getStats();
  }

  leave() {
    return this.#session.leave();
  }

  // The session.

  async #joinMessage() {
    const { token } = this.#options;
    return {
      type: 'join',
      room: this.roomName,
      name: this.name,
      metadata: this.metadata,
      participant: this.#options.participant,
      lastN: this.#options.lastN,
      token: typeof token === 'function' ? await token() : token,
    };
  }

  #onJoined(joined, isFirst) {
    this.id = joined.participant;
    this.permissions = joined.permissions;
    if (joined.iceServers) this.#negotiation.useIceServers(joined.iceServers);
    this.#showMutes(joined.self.tracks);
    this.#roster.reconcile(
      joined.participants.filter(({ id }) => id !== this.id),
      isFirst
    );
    this.#attention.reset((id) => this.participants.has(id));
    this.#channel.establish();
    if (joined.subscriptions) this.#want(joined.subscriptions);
    if (isFirst) {
      if (this.#options.subscribe ?? this.permissions?.subscribe ?? true) {
        this.#subscribing.push({ type: 'subscribe', all: true });
      }
    } else {
      this.#renegotiate(!joined.resumed).catch((error) => this.#report(error));
    }
    this.#replaySubscribing();
    for (const participant of this.pinned) {
      this.#channel.request({ type: 'pin', participant }).catch((error) => this.#report(error));
    }
  }

  /** Subscriptions may have changed meanwhile; in a new session, everything is published again. */
  async #renegotiate(isNewSession) {
    await this.#negotiation.negotiate();
    if (!isNewSession) return;
    await Promise.all(
      this.localTracks.filter((track) => track.paused).map((track) => this.#announcePause(track))
    );
  }

  // What the server says.

  #onMessage(message) {
    switch (message.type) {
      case 'participant-joined':
        this.#roster.add(message.participant);
        break;
      case 'participant-left':
        if (message.participant === this.id) {
          this.#session.close(message.reason, new SluiceError(message.reason, 'The server ended the stay.'));
        } else {
          this.pinned.delete(message.participant);
          this.#roster.remove(message.participant, message.reason);
        }
        break;
      case 'participant-updated':
        this.#roster.update(message.participant);
        break;
      case 'track-published':
        this.#roster.addTrack(message.participant, message.track);
        break;
      case 'track-unpublished':
        this.#roster.removeTrack(message.participant, message.track);
        break;
      case 'track-paused':
        this.#roster.setPaused(message.participant, message.track, true);
        break;
      case 'track-resumed':
        this.#roster.setPaused(message.participant, message.track, false);
        break;
      case 'track-muted':
        this.#setMuted(message.participant, message.track, true);
        break;
      case 'track-unmuted':
        this.#setMuted(message.participant, message.track, false);
        break;
      case 'subscriptions':
        this.#want(message.subscriptions);
        break;
      case 'speakers':
        this.#attention.hearSpeakers(message.speakers);
        break;
      case 'layers':
        this.#heedDemand(message);
        break;
      case 'layer':
        this.#received.hearLayer(message);
        break;
      case 'last-n':
        this.#attention.hearLastN(message);
        break;
      case 'server-draining':
        this.#emit('draining', { endsInSeconds: message.endsInSeconds });
        break;
      case 'connection':
        if (message.state === 'failed') this.#negotiation.onRemoteFailure();
        break;
      case 'error':
        this.#report(new SluiceError(message.code, message.message));
        break;
      default:
      // A newer server may say more than this client understands.
    }
  }

  #setMuted(participant, track, muted) {
    if (participant !== this.id) this.#roster.setMuted(participant, track, muted);
    else this.localTracks.find(({ id }) => id === track)?.showMuted(muted);
  }

  /** Also those of a session that was begun anew, which nobody has muted yet. */
  #showMutes(tracks) {
    const muted = new Set(tracks.filter((track) => track.muted).map(({ id }) => id));
    for (const track of this.localTracks) track.showMuted(muted.has(track.id));
  }

  #want(subscriptions) {
    this.#negotiation.want(subscriptions);
  }

  #heedDemand({ track: id, encodings }) {
    const track = this.localTracks.find((each) => each.id === id);
    track?.heedDemand(encodings).catch((error) => this.#report(error));
  }

  // What is asked of the server.

  #changeSubscriptions(message) {
    this.#subscribing.push(message);
    return this.#request(message).then(
      () => undefined,
      (error) => {
        this.#subscribing = this.#subscribing.filter((each) => each !== message);
        throw error;
      }
    );
  }

  /** Also after a resume: its answer is the list of subscriptions as the server has it now. */
  #replaySubscribing() {
    for (const message of this.#subscribing) {
      this.#channel.request(message).catch((error) => this.#report(error));
    }
    for (const [track, preferences] of this.#received.preferences) {
      // Tracks that are gone by now are nobody's loss.
      this.#channel.request({ type: 'prefer', track, ...preferences }).catch(() => {});
    }
  }

  async #announcePause({ id, paused }) {
    // Without an id, publishing is under way and announces the pause itself.
    if (id !== null) await this.#request({ type: paused ? 'pause' : 'resume-track', track: id });
  }

  #request(message) {
    this.#requireOpen();
    return this.#channel.request(message);
  }

  #requireOpen() {
    if (this.state === 'closed') {
      throw new SluiceError('closed', 'This room was left; join again with Room.join.');
    }
  }

  #report(error) {
    if (error.code !== 'closed') this.#emit('error', { error });
  }

  #emit(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

function webSocketUrl(url = '/ws') {
  const absolute = new URL(url, location.href);
  absolute.protocol = absolute.protocol.replace(/^http/, 'ws');
  return absolute;
}

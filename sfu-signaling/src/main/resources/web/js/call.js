import { bindDeviceMenus } from './device-menus.js';
import { byId, face } from './dom.js';
import { OwnMedia } from './own-media.js';
import { SpeakingIndicator } from './speaking.js';
import { Stage } from './stage.js';
import { StatisticsOverlay } from './statistics-overlay.js';
import { Tile } from './tile.js';
import { clearToasts, copyLink, toast } from './toasts.js';

const MUTED_SPEECH_REMINDER_MS = 20_000;
/** As far as a page can tell: what has a mouse has keys. */
const hasKeyboard = matchMedia('(hover: hover)').matches;

/** The room as a person sees it: from the moment of joining until `onEnd({reason, error})`. */
export class Call {
  #room;
  #media;
  #own;
  #stage = new Stage();
  #statistics = new StatisticsOverlay(this.#stage, () => this.#explain());
  #speaking;
  #ownTile;
  #lastReminder = -Infinity;
  /** Ends every listener on what outlives this call: the page's buttons and keys. */
  #ended = new AbortController();

  constructor(room, media, { codec, onEnd }) {
    this.#room = room;
    this.#media = media;
    this.#own = new OwnMedia(room, media, { codec });
    this.#ownTile = new Tile({ participantId: room.id, source: 'camera', name: room.name, isLocal: true });
    this.#speaking = new SpeakingIndicator({
      tile: this.#ownTile,
      isMuted: () => this.#own.isMuted,
      onMutedSpeech: () => this.#remindMuted(),
    });
    room.addEventListener('closed', ({ detail }) => {
      this.#close();
      onEnd(detail);
    });
  }

  async start({ audio, video }) {
    byId('call').hidden = false;
    byId('room-title').textContent = this.#room.roomName;
    // The form that had the focus is gone; this tells a screen reader where one is now.
    byId('room-title').focus();
    document.title = `${this.#room.roomName} · Sluice`;
    byId('invite-link').textContent = this.#link;
    this.#stage.add('own', this.#ownTile);
    this.#bindControls();
    this.#bindRoom();
    this.#own.addEventListener('change', () => this.#showOwn());
    this.#showOwn();
    for (const participant of this.#room.participants.values()) this.#addPerson(participant);
    this.#showSpeakers();
    this.#showLeftOut();
    this.#showPeople();
    await Promise.all([audio && this.#own.setMicrophone(true), video && this.#own.setCamera(true)]);
  }

  get #link() {
    return new URL(`?room=${encodeURIComponent(this.#room.roomName)}`, location.href).href;
  }

  #bindControls() {
    const { signal } = this.#ended;
    const actions = {
      microphone: () => this.#own.setMicrophone(this.#own.isMuted),
      camera: () => this.#own.setCamera(!this.#own.isCameraOn),
      share: () => this.#own.canShare && this.#own.setScreen(!this.#own.screen),
      statistics: () => this.#toggleStatistics(),
      help: () => byId('help-dialog').showModal(),
      devices: () => byId('devices-dialog').showModal(),
      invite: () => copyLink(this.#link),
      'invite-empty': () => copyLink(this.#link),
      leave: () => this.#room.leave(),
      unblock: () => this.#unblock(),
    };
    for (const [id, act] of Object.entries(actions)) byId(id).addEventListener('click', act, { signal });
    const keys = { m: 'microphone', v: 'camera', s: 'share', i: 'statistics', '?': 'help' };
    const onKey = (event) => {
      const isTyping = event.target.closest?.('input, select, textarea, dialog[open]');
      if (isTyping || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
      const id = keys[event.key.toLowerCase()];
      if (!id) return;
      event.preventDefault();
      actions[id]();
    };
    document.addEventListener('keydown', onKey, { signal });
    bindDeviceMenus(byId('devices-dialog'), this.#media, {
      onSpeaker: (deviceId) => {
        for (const tile of this.#stage.tiles) tile.setSpeaker(deviceId);
      },
    });
  }

  #bindRoom() {
    const on = (type, handle) => this.#room.addEventListener(type, ({ detail }) => handle(detail));
    on('participantjoined', ({ participant }) => {
      this.#addPerson(participant);
      this.#showPeople();
      toast(`${nameOf(participant)} joined`);
    });
    on('participantleft', ({ participant }) => {
      this.#stage.remove(cameraKey(participant));
      this.#showPeople();
      toast(`${nameOf(participant)} left`);
    });
    on('participantupdated', ({ participant }) => {
      for (const tile of this.#stage.tiles) {
        if (tile.participantId === participant.id) tile.setName(titleOf(participant, tile.source));
      }
    });
    for (const type of ['trackpublished', 'trackunpublished', 'trackpaused', 'trackresumed']) {
      on(type, ({ participant }) => this.#showMuted(participant));
    }
    for (const type of ['trackpaused', 'trackresumed']) on(type, ({ track }) => this.#showPaused(track));
    on('speakers', () => this.#showSpeakers());
    on('lastn', () => this.#showLeftOut());
    on('layerchanged', ({ track, layer }) => this.#noteLayer(track, layer));
    on('tracksubscribed', (subscription) => this.#addMedia(subscription));
    on('trackunsubscribed', (subscription) => this.#removeMedia(subscription));
    on('draining', ({ endsInSeconds }) =>
      this.#showBanner(
        `This server ends within ${endsInSeconds} s. The call goes on until then, and comes back where there is another.`,
      ),
    );
    on('reconnecting', () => this.#showBanner('Connection lost. Reconnecting…'));
    on('reconnected', ({ resumed }) => {
      this.#showBanner(null);
      // A new session may have come with a new id.
      if (!resumed) this.#ownTile.element.dataset.participant = this.#room.id;
      toast('Connected again');
    });
    on('connectionstate', ({ state }) => {
      if (state === 'failed') this.#showBanner('The media connection was lost. Looking for another way…');
      if (state === 'connected') {
        this.#showBanner(null);
        this.#showOwn();
      }
    });
    on('error', ({ error }) => toast(error.message));
  }

  #addPerson(participant) {
    const tile = this.#tile(participant, 'camera');
    this.#stage.add(cameraKey(participant), tile);
    this.#showMuted(participant);
    this.#showLeftOut();
  }

  #addMedia({ participant, track, mediaStreamTrack, receiver }) {
    const person = this.#stage.get(cameraKey(participant));
    if (!person) return;
    if (track.kind === 'audio') {
      person.addAudio(mediaStreamTrack);
      if (track.source === 'microphone') person.audioPath = receiver;
      return;
    }
    let tile = person;
    if (track.source !== 'camera') {
      tile = this.#tile(participant, track.source);
      this.#stage.add(track.id, tile);
    }
    tile.videoPath = receiver;
    tile.layer = this.#room.layers.get(track.id) ?? null;
    tile.setVideo(mediaStreamTrack, { paused: track.paused });
    tile.onResize((size) => this.#room.prefer(track.id, size).catch(() => {}));
    this.#showLeftOut();
  }

  #removeMedia({ participant, track, mediaStreamTrack, receiver }) {
    const person = this.#stage.get(cameraKey(participant));
    if (track.kind === 'audio') {
      person?.removeAudio(mediaStreamTrack);
      if (person?.audioPath === receiver) person.audioPath = null;
    } else if (track.source !== 'camera') {
      this.#stage.remove(track.id);
    } else if (person?.videoPath === receiver) {
      person.videoPath = null;
      person.layer = null;
      person.onResize(null);
      person.setVideo(null);
      person.setLeftOut(false);
    }
  }

  #tile(participant, source) {
    return new Tile({
      participantId: participant.id,
      source,
      name: titleOf(participant, source),
      onBlocked: () => (byId('unblock').hidden = false),
      onPin: (pinned) => this.#setPinned(participant, pinned),
    });
  }

  #showMuted(participant) {
    const microphones = [...participant.tracks.values()].filter(({ source }) => source === 'microphone');
    this.#stage.get(cameraKey(participant))?.setMuted(!microphones.some(({ paused }) => !paused));
  }

  /** Oneself is measured here: see SpeakingIndicator. */
  #showSpeakers() {
    const speaking = new Set(this.#room.speakers.filter((each) => each.speaking).map(({ id }) => id));
    for (const tile of this.#stage.tiles) {
      if (tile !== this.#ownTile && tile.source === 'camera') {
        tile.setSpeaking(speaking.has(tile.participantId));
      }
    }
  }

  #showLeftOut() {
    const { lastN, leftOut, pinned, participants, subscriptions } = this.#room;
    for (const { participant, track } of subscriptions.values()) {
      if (track.kind === 'video') this.#tileOf(participant, track)?.setLeftOut(leftOut.has(track.id));
    }
    for (const participant of participants.values()) {
      const tile = this.#stage.get(cameraKey(participant));
      tile?.setPinned(lastN === 0 ? null : pinned.has(participant.id));
    }
  }

  async #setPinned(participant, pinned) {
    try {
      await (pinned ? this.#room.pin(participant.id) : this.#room.unpin(participant.id));
    } catch (error) {
      toast(error.message);
    }
    this.#showLeftOut();
  }

  /** What isn't told now is told when asked the next time. */
  #explain() {
    if (this.#room.state === 'connected') this.#room.explain().catch(() => {});
  }

  #noteLayer(trackId, layer) {
    const subscription = this.#room.subscriptions.get(trackId);
    const tile = subscription && this.#tileOf(subscription.participant, subscription.track);
    if (tile) tile.layer = layer;
  }

  #tileOf(participant, track) {
    return this.#stage.get(track.source === 'camera' ? cameraKey(participant) : track.id);
  }

  #showPaused(track) {
    const subscription = this.#room.subscriptions.get(track.id);
    if (!subscription || track.kind !== 'video') return;
    this.#tileOf(subscription.participant, track)?.setVideo(subscription.mediaStreamTrack, {
      paused: track.paused,
    });
  }

  #showPeople() {
    const others = this.#room.participants.size;
    byId('people-count').textContent = others === 0 ? 'Only you' : `${others + 1} people`;
    this.#stage.showsInvitation = others === 0;
  }

  #showOwn() {
    const { isMuted, isCameraOn, camera, microphone, screen, canShare } = this.#own;
    face(byId('microphone'), {
      iconName: isMuted ? 'mic-off' : 'mic',
      label: isMuted ? 'Unmute the microphone' : 'Mute the microphone',
      shortcut: 'm',
      on: String(!isMuted),
    });
    face(byId('camera'), {
      iconName: isCameraOn ? 'camera' : 'camera-off',
      label: isCameraOn ? 'Turn the camera off' : 'Turn the camera on',
      shortcut: 'v',
      on: String(isCameraOn),
    });
    face(byId('share'), {
      iconName: screen ? 'screen-off' : 'screen',
      label: screen ? 'Stop sharing' : 'Share your screen',
      shortcut: 's',
      on: screen ? 'active' : 'idle',
    });
    byId('share').hidden = !canShare;
    this.#ownTile.setMuted(isMuted);
    this.#ownTile.setVideo(isCameraOn ? camera.mediaStreamTrack : null);
    this.#ownTile.videoPath = isCameraOn ? camera.transceiver.sender : null;
    this.#ownTile.audioPath = microphone?.transceiver?.sender ?? null;
    this.#speaking.listenToOwn(microphone?.mediaStreamTrack ?? null);
    this.#showOwnScreen(screen);
  }

  #showOwnScreen(screen) {
    const shown = this.#stage.get('own screen');
    if (screen && !shown) {
      const tile = new Tile({ participantId: this.#room.id, source: 'screen', name: 'Your screen', isLocal: true });
      tile.setVideo(screen.mediaStreamTrack);
      tile.videoPath = screen.transceiver.sender;
      this.#stage.add('own screen', tile);
    }
    if (!screen && shown) this.#stage.remove('own screen');
  }

  #showBanner(text) {
    const banner = byId('reconnecting');
    banner.hidden = text === null;
    if (text !== null) banner.lastElementChild.textContent = text;
  }

  #toggleStatistics() {
    this.#statistics.toggle();
    byId('statistics').setAttribute('aria-pressed', String(this.#statistics.isOn));
  }

  #unblock() {
    byId('unblock').hidden = true;
    for (const tile of this.#stage.tiles) tile.unblock();
  }

  #remindMuted() {
    const now = performance.now();
    if (!this.#own.microphone || now - this.#lastReminder < MUTED_SPEECH_REMINDER_MS) return;
    this.#lastReminder = now;
    toast(hasKeyboard ? 'You are muted. Press m to unmute.' : 'You are muted.');
  }

  #close() {
    this.#ended.abort();
    if (this.#statistics.isOn) this.#toggleStatistics();
    this.#speaking.close();
    this.#own.close();
    this.#stage.clear();
    this.#showBanner(null);
    clearToasts();
    byId('unblock').hidden = true;
    for (const dialog of document.querySelectorAll('dialog[open]')) dialog.close();
    byId('call').hidden = true;
    document.title = 'Sluice';
  }
}

function cameraKey({ id }) {
  return `person ${id}`;
}

function nameOf({ name }) {
  return name || 'Guest';
}

function titleOf(participant, source) {
  return source === 'camera' ? nameOf(participant) : `${nameOf(participant)}’s screen`;
}

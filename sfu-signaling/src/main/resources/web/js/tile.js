import { element, icon } from './dom.js';
import { useSpeaker } from './device-menus.js';
import { hueOf, initials } from './names.js';

const HUES = 6;

/** A tile that is being resized is not asked for at every size on the way. */
const SETTLED_MS = 200;

/** One row of the overlay. */
function statistic(term, value, className = '') {
  return element('div', { className }, element('dt', { text: term }), element('dd', { text: value }));
}

/** One picture on the stage: a person with their camera, or a shared screen. Plays its sound too. */
export class Tile {
  element;
  source;
  participantId;
  /** The RTCRtpReceiver or RTCRtpSender behind the picture, for statistics. */
  videoPath = null;
  audioPath = null;
  /** Which quality comes, and why, as the server said last; null while it has said nothing. */
  layer = null;

  #video;
  #name;
  #initials;
  #statistics;
  #audios = new Map();
  #onBlocked;
  #isLocal;
  #sizes = null;
  #pin;

  /** `onPin(pinned)`, where there is something to pin, is called when that is asked for. */
  constructor({ participantId, source, name, isLocal = false, onBlocked, onPin }) {
    this.participantId = participantId;
    this.#isLocal = isLocal;
    this.source = source;
    this.#onBlocked = onBlocked;
    this.#video = element('video', { 'aria-hidden': 'true' });
    Object.assign(this.#video, { autoplay: true, muted: true, playsInline: true });
    if (isLocal && source === 'camera') this.#video.className = 'mirrored';
    this.#name = element('span', { className: 'tile-name', 'data-testid': 'tile-name' });
    this.#initials = element('span', {});
    this.#pin = element('button', { className: 'tile-pin', type: 'button' }, icon('pin'));
    this.#pin.hidden = true;
    this.#pin.addEventListener('click', () => onPin(this.#pin.getAttribute('aria-pressed') !== 'true'));
    this.#statistics = element('dl', { className: 'tile-statistics', 'data-testid': 'tile-statistics' });
    this.#statistics.hidden = true;
    this.element = element(
      'article',
      {
        className: 'tile',
        'data-testid': 'tile',
        'data-participant': participantId,
        'data-source': source,
        'data-local': String(isLocal),
        'data-hue': String(hueOf(participantId, HUES)),
        'data-video': 'off',
        'data-muted': 'false',
        'data-speaking': 'false',
        'data-left-out': 'false',
      },
      this.#video,
      element(
        'div',
        { className: 'tile-avatar', 'aria-hidden': 'true' },
        this.#initials,
        element('small', { text: 'Shown again on speaking' })
      ),
      this.#pin,
      this.#statistics,
      element('p', { className: 'tile-label' }, icon('mic-off'), this.#name)
    );
    // The avatar stays until there is a picture to show instead.
    for (const event of ['loadeddata', 'resize']) {
      this.#video.addEventListener(event, () => this.#showPicture());
    }
    this.setName(name);
  }

  setName(name) {
    const isOwnPicture = this.#isLocal && this.source === 'camera';
    this.#name.textContent = isOwnPicture ? `${name} (you)` : name;
    this.#initials.textContent = initials(name);
    this.#describe();
  }

  /** Shows a track, or the avatar where it is null or paused. */
  setVideo(track, { paused = false } = {}) {
    const current = this.#video.srcObject?.getVideoTracks()[0] ?? null;
    if (track !== current) {
      this.#video.srcObject = track && new MediaStream([track]);
      if (track) this.#play(this.#video);
    }
    this.element.dataset.paused = String(paused);
    this.#showPicture();
  }

  /** Calls back with the tile's size in device pixels, now and whenever it has changed. */
  onResize(changed) {
    this.#sizes?.disconnect();
    if (!changed) return;
    let timer;
    this.#sizes = new ResizeObserver(([{ contentRect }]) => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        const width = Math.round(contentRect.width * devicePixelRatio);
        const height = Math.round(contentRect.height * devicePixelRatio);
        if (width && height) changed({ width, height });
      }, SETTLED_MS);
    });
    this.#sizes.observe(this.element);
  }

  addAudio(track) {
    const audio = element('audio', { 'data-testid': 'tile-audio' });
    audio.autoplay = true;
    audio.srcObject = new MediaStream([track]);
    useSpeaker(audio);
    this.#audios.set(track, audio);
    this.element.append(audio);
    this.#play(audio);
  }

  removeAudio(track) {
    this.#audios.get(track)?.remove();
    this.#audios.delete(track);
  }

  setMuted(muted) {
    this.element.dataset.muted = String(muted);
    this.#describe();
  }

  setSpeaking(speaking) {
    this.element.dataset.speaking = String(speaking);
  }

  /** Nothing comes just now, as others have spoken more recently. */
  setLeftOut(leftOut) {
    this.element.dataset.leftOut = String(leftOut);
    this.#showPicture();
    this.#describe();
  }

  /** `pinned`: null where there is no need to pin. */
  setPinned(pinned) {
    this.#pin.hidden = pinned === null;
    this.#pin.setAttribute('aria-pressed', String(pinned === true));
    this.#describe();
  }

  setSpeaker(deviceId) {
    for (const audio of this.#audios.values()) useSpeaker(audio, deviceId);
  }

  /** Tries again what the browser did not let play before the first click. */
  unblock() {
    for (const media of [this.#video, ...this.#audios.values()]) {
      if (media.paused && media.srcObject) this.#play(media);
    }
  }

  /**
   * Shows rows of [term, value]; null shows no overlay.
   *
   * @param more rows for which a low tile has no room
   */
  setStatistics(rows, more = []) {
    this.#statistics.hidden = rows === null;
    this.#statistics.replaceChildren(
      ...(rows ?? []).map(([term, value]) => statistic(term, value)),
      ...more.map(([term, value]) => statistic(term, value, 'tile-statistics-more'))
    );
  }

  remove() {
    this.#sizes?.disconnect();
    this.#video.srcObject = null;
    for (const audio of this.#audios.values()) audio.srcObject = null;
    this.element.remove();
  }

  #showPicture() {
    const hasPicture = this.#video.srcObject !== null && this.#video.videoWidth > 0;
    const { paused, leftOut } = this.element.dataset;
    this.element.dataset.video = hasPicture && paused !== 'true' && leftOut !== 'true' ? 'on' : 'off';
  }

  async #play(media) {
    try {
      await media.play();
    } catch (error) {
      // AbortError only says that the source changed or the tile left meanwhile.
      if (error.name === 'NotAllowedError') this.#onBlocked?.();
    }
  }

  #describe() {
    const muted = this.element.dataset.muted === 'true' ? ', muted' : '';
    const screen = this.source === 'camera' ? '' : ', shared screen';
    const leftOut = this.element.dataset.leftOut === 'true' ? ', shown again on speaking' : '';
    this.element.setAttribute('aria-label', this.#name.textContent + screen + muted + leftOut);
    const isPinned = this.#pin.getAttribute('aria-pressed') === 'true';
    const act = isPinned ? 'Stop keeping' : 'Keep';
    this.#pin.setAttribute('aria-label', `${act} ${this.#name.textContent} in view`);
    this.#pin.title = `${act} in view`;
  }
}

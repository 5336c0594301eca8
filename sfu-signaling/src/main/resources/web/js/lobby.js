import { bindDeviceMenus } from './device-menus.js';
import { byId, face } from './dom.js';
import { LevelMeter, levelForEye } from './level-meter.js';
import { randomRoomName } from './names.js';
import { remember, remembered } from './preferences.js';

/** The page before the room: who, where, and a look in the mirror. */
export class Lobby {
  #media;
  #wants;
  #level = byId('level');
  #preview = byId('preview-video');
  #meter = new LevelMeter((level) => this.#showLevel(level));
  #opening = Promise.resolve();

  /** `onJoin` gets {name, room, audio, video}; what it rejects with is shown in the form. */
  constructor(media, { room, name, audio, video }, onJoin) {
    this.#media = media;
    this.#wants = { audio, video };
    byId('name').value = name ?? remembered('name') ?? '';
    byId('room').value = room ?? randomRoomName();
    byId('lobby-microphone').addEventListener('click', () => this.#toggle('audio'));
    byId('lobby-camera').addEventListener('click', () => this.#toggle('video'));
    byId('media-retry').addEventListener('click', () => this.#open());
    media.addEventListener('change', () => this.#show());
    bindDeviceMenus(byId('join-form'), media);
    byId('join-form').addEventListener('submit', (event) => {
      event.preventDefault();
      this.#join(onJoin);
    });
  }

  open() {
    byId('lobby').hidden = false;
    byId('name').focus();
    return this.#open();
  }

  close() {
    byId('lobby').hidden = true;
    this.#meter.close();
    this.#preview.srcObject = null;
  }

  async #join(onJoin) {
    const name = byId('name').value.trim();
    const room = byId('room').value.trim();
    const error = byId('join-error');
    if (!room) {
      error.textContent = 'Give the room a name, so that others can find it.';
      byId('room').focus();
      return;
    }
    remember('name', name);
    error.textContent = '';
    const button = byId('join');
    button.disabled = true;
    button.textContent = 'Joining…';
    try {
      // A permission prompt still open must not make the camera come up unasked after joining.
      await Promise.race([this.#opening, new Promise((resolve) => setTimeout(resolve, 500))]);
      await onJoin({ name: name || 'Guest', room, ...this.#wants });
    } catch (cause) {
      error.textContent = cause.message;
    } finally {
      button.disabled = false;
      button.textContent = 'Join the room';
    }
  }

  async #toggle(kind) {
    this.#wants[kind] = !this.#media[kind];
    if (this.#wants[kind]) await this.#open();
    else this.#media.close(kind);
  }

  #open() {
    this.#opening = this.#media.open(this.#wants);
    return this.#opening;
  }

  #show() {
    if (byId('lobby').hidden) return;
    const { audio, video, problem } = this.#media;
    face(byId('lobby-microphone'), {
      iconName: audio ? 'mic' : 'mic-off',
      label: audio ? 'Turn the microphone off' : 'Turn the microphone on',
      on: String(audio !== null),
    });
    face(byId('lobby-camera'), {
      iconName: video ? 'camera' : 'camera-off',
      label: video ? 'Turn the camera off' : 'Turn the camera on',
      on: String(video !== null),
    });
    if (this.#preview.srcObject?.getVideoTracks()[0] !== (video ?? undefined)) {
      this.#preview.srcObject = video && new MediaStream([video]);
    }
    this.#preview.hidden = !video;
    byId('preview-message').textContent = video ? '' : 'The camera is off';
    this.#meter.listenTo(audio);
    byId('media-problem').hidden = !problem;
    byId('media-problem').firstElementChild.textContent = problem ?? '';
  }

  #showLevel(level) {
    const shown = levelForEye(level);
    this.#level.style.setProperty('--level', shown.toFixed(2));
    this.#level.setAttribute('aria-valuenow', String(Math.round(shown * 100)));
  }
}

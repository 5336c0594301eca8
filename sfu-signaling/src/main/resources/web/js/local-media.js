import { remember, remembered } from './preferences.js';

const VIDEO = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30, max: 30 } };
const DEVICE_KIND = { audio: 'audioinput', video: 'videoinput' };

/**
 * The camera and the microphone of this page. `audio` and `video` hold what is being captured, or
 * null; `problem` says in words for a person why something is missing. Dispatches `change`.
 */
export class LocalMedia extends EventTarget {
  audio = null;
  video = null;
  problem = null;

  constructor() {
    super();
    navigator.mediaDevices?.addEventListener('devicechange', () => this.#changed());
  }

  /** Opens what is asked and not open yet; both together, so that the browser asks once. */
  async open({ audio = false, video = false }) {
    this.problem = null;
    if (!navigator.mediaDevices) {
      this.problem =
        'This page was opened over plain http, so the browser gives it no camera or microphone. Open it over https, or on this computer as http://localhost.';
      this.#changed();
      return;
    }
    const wanted = [audio && !this.audio && 'audio', video && !this.video && 'video'].filter(Boolean);
    if (wanted.length === 0) return;
    try {
      await this.#capture(wanted);
    } catch (error) {
      if (wanted.length > 1 && error.name !== 'NotAllowedError') {
        // One of the two is missing or taken; the other may still work.
        for (const kind of wanted) {
          await this.#capture([kind]).catch((each) => (this.problem = explain(each, [kind])));
        }
      } else {
        this.problem = explain(error, wanted);
      }
    }
    this.#changed();
  }

  close(kind) {
    this[kind]?.stop();
    this[kind] = null;
    this.#changed();
  }

  closeAll() {
    this.close('audio');
    this.close('video');
  }

  /** Captures from another device from now on. Rejects with the browser's error where it cannot. */
  async select(kind, deviceId) {
    remember(DEVICE_KIND[kind], deviceId);
    if (!this[kind]) return;
    // Some systems do not let two cameras be open at once, so the old one goes first.
    this[kind].stop();
    try {
      await this.#capture([kind]);
    } catch (error) {
      this[kind] = null;
      this.problem = explain(error, [kind]);
    }
    this.#changed();
  }

  /** {audioinput, videoinput, audiooutput}: what there is to choose from, names where permitted. */
  async devices() {
    const found = { audioinput: [], videoinput: [], audiooutput: [] };
    const all = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
    for (const device of all) if (device.deviceId) found[device.kind].push(device);
    return found;
  }

  deviceId(kind) {
    return this[kind]?.getSettings().deviceId ?? remembered(DEVICE_KIND[kind]) ?? '';
  }

  async #capture(kinds) {
    let stream;
    try {
      stream = await capture(kinds, (kind) => remembered(DEVICE_KIND[kind]));
    } catch (error) {
      if (error.name !== 'OverconstrainedError') throw error;
      // A remembered device may have been unplugged since; any other is better than none.
      stream = await capture(kinds, () => null);
    }
    for (const track of stream.getTracks()) {
      this[track.kind] = track;
      track.addEventListener('ended', () => {
        if (this[track.kind] !== track) return;
        this[track.kind] = null;
        this.#changed();
      });
    }
  }

  #changed() {
    this.dispatchEvent(new Event('change'));
  }
}

function capture(kinds, deviceIdOf) {
  const constraints = (kind) => {
    const deviceId = deviceIdOf(kind);
    return {
      ...(kind === 'video' ? VIDEO : {}),
      // Chromium does not reliably follow an `ideal` device.
      ...(deviceId ? { deviceId: { exact: deviceId } } : {}),
    };
  };
  return navigator.mediaDevices.getUserMedia(
    Object.fromEntries(kinds.map((kind) => [kind, constraints(kind)]))
  );
}

function explain(error, kinds) {
  const names = { audio: 'microphone', video: 'camera' };
  const what = kinds.map((kind) => names[kind]).join(' and ');
  switch (error.name) {
    case 'NotAllowedError':
      return `The browser does not allow this page to use your ${what}. Allow it in the address bar and try again, or join without.`;
    case 'NotFoundError':
    case 'OverconstrainedError':
      return `No ${what} was found. You can join without, or connect one and try again.`;
    case 'NotReadableError':
    case 'AbortError':
      return `Your ${what} could not be started; another program may be using it.`;
    default:
      return `Your ${what} could not be started: ${error.message}`;
  }
}
